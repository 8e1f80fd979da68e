"""A field is a class and a line in the registry: everything else goes through the registry."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index import Corpus
from index.answers.confidence import CONFIDENCE_FEATURES
from index.search.fields import FIELDS, InvertedField, inverted
from index.search.sentences import SENTENCE_FEATURES
from index.search.weights import load_weights
from index.segment.bm25 import PostingLists
from index.segment.build import Segment, build
from index.segment.saved import cache as saved_indexes
from tests.index.segment.same import assert_same_segments

if TYPE_CHECKING:
    import numpy.typing as npt

    from index.segment.forward import ForwardIndex

PAGE = "Delta signale une panne.\n\nPanne signale Delta."
QUESTION = "une panne ?"


class Openings(InvertedField):
    """By the first informative word of a passage."""

    name = "openings"

    def lengths(self, forward: ForwardIndex) -> npt.NDArray[np.integer]:
        return np.minimum(forward.lengths, 1)

    def terms(self, forward: ForwardIndex, passages: npt.NDArray[np.int64]) -> npt.NDArray[np.integer]:
        first = forward.first_words[forward.first_sentences[passages[forward.lengths[passages] > 0]]]
        return forward.vocabulary.stem_of[forward.columns.tokens[first]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write articles whose index is saved however small they are."""
    monkeypatch.setattr("index.corpus.SAVED_FROM", 0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "a.txt").write_text(PAGE, "utf-8")
    (folder / "b.txt").write_text("...\n\nWho knows?", "utf-8")
    return folder


def register(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the line and the weight."""
    weights = load_weights()
    monkeypatch.setattr("index.corpus.FIELDS", (*FIELDS, Openings()))
    fitted = replace(weights, fields={**weights.fields, "openings": 2.0})
    monkeypatch.setattr("index.corpus.load_weights", lambda **_: fitted)


def test_a_new_field_ranks_and_is_gone_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def first() -> str:
        return Corpus.load(folder).search(QUESTION)[0].passage.text

    before = Corpus.load(folder)
    assert first() == "Delta signale une panne."
    with monkeypatch.context() as patch:
        register(patch)
        assert first() == "Panne signale Delta."
        corpus = Corpus.load(folder)
        ranking = corpus.searcher.retrieve(QUESTION).ranking
        assert list(ranking.fields) == ["words", "grams", "titles", "headings", "sources", "embeddings", "openings"]
        assert ranking.fields["openings"][0] > ranking.fields["openings"][1] == 0
        assert corpus.explain(QUESTION).confidence == corpus.answer(QUESTION).confidence
    assert first() == "Delta signale une panne."
    assert Corpus.load(folder).answer(QUESTION) == before.answer(QUESTION)


def test_a_new_field_is_saved_and_checked(folder: Path, monkeypatch: pytest.MonkeyPatch, analyzed: list[str]) -> None:
    register(monkeypatch)
    fresh = Corpus.load(folder).searcher.segment
    assert list(fresh.postings) == ["words", "grams", "titles", "headings", "openings"]
    assert_same_segments(Corpus.load(folder).searcher.segment, fresh)
    assert analyzed == ["a", "b"]
    openings = fresh.postings["openings"]
    wrong = replace(openings.postings, documents=openings.postings.documents + 100)
    forged = {**fresh.postings, "openings": PostingLists(wrong, openings.size, openings.impacts)}
    saved_indexes.save(saved_indexes.file_for(folder), folder, Segment(fresh.forward, forged))
    assert_same_segments(Corpus.load(folder).searcher.segment, fresh)
    assert analyzed == ["a", "b"] * 2


def test_an_index_saved_without_a_new_field_is_built_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch, analyzed: list[str]
) -> None:
    Corpus.load(folder)
    register(monkeypatch)
    assert "openings" in Corpus.load(folder).searcher.segment.postings
    assert analyzed == ["a", "b"] * 2


def test_a_reload_takes_over_the_postings_of_a_new_field(folder: Path) -> None:
    fields = inverted((*FIELDS, Openings()))
    before = Corpus.load(folder).sources
    (folder / "a.txt").write_text(f"Avant tout, rien.\n\n{PAGE}", "utf-8")
    (folder / "c.txt").write_text("Une panne de plus.", "utf-8")
    after = Corpus.load(folder).sources
    assert_same_segments(build(after, fields, build(before, fields)), build(after, fields))


@pytest.mark.parametrize("name", ["words", "read"])
def test_every_field_and_feature_has_its_weight(name: str) -> None:
    data = json.loads((files("index") / "data" / "weights.json").read_text("utf-8"))[name]
    assert list(data["fields"]) == [field.name for field in FIELDS]
    assert list(data["sentence_features"]) == list(SENTENCE_FEATURES)
    assert list(data["confidence_features"]) == list(CONFIDENCE_FEATURES)


@pytest.mark.parametrize("question", ["Qui signale une panne ?", "panne", "Delta signal", "zzz", ""])
def test_what_a_field_gives_is_a_share_of_what_could_be_reached(folder: Path, question: str) -> None:
    for name, shares in Corpus.load(folder).searcher.retrieve(question).ranking.fields.items():
        assert ((shares >= 0) & (shares <= 1)).all(), name
