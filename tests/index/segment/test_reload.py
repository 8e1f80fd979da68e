"""A reload takes over what has not changed, and gives what a fresh load gives."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import Corpus, Source, SourceError
from index.search.fields import FIELDS, inverted
from index.segment.build import build
from index.text.ngrams import word_grams
from tests.index.segment.same import assert_same_segments

WORDS = st.sampled_from(
    [*"panne pannes Delta Crowdstrike 500 millions vols . ! la The was flights Été ﷺ ͺ".split(), "\n\n"]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=30).map(" ".join)
INVERTED = inverted(FIELDS)
FOLDERS = st.dictionaries(st.sampled_from("abcdef"), st.tuples(TEXTS, st.sampled_from(("fr", "en", "es"))), max_size=6)


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    cut_small(monkeypatch)


def cut_small(patch: pytest.MonkeyPatch) -> None:
    """Cut postings into blocks so small that a few sentences make several."""
    patch.setattr("index.segment.postings.BLOCK", 8)
    patch.setattr("index.segment.postings.SAMPLED", 2)
    patch.setattr("index.segment.build.WORDS_PER_BLOCK", 5)


def sources_of(folder: dict[str, tuple[str, str]]) -> tuple[Source, ...]:
    return tuple(
        Source(name, Path(f"{name}.txt"), f"Une {text[:9]}", text, language, digest=f"{language} {text}")
        for name, (text, language) in sorted(folder.items())
    )


@pytest.mark.usefixtures("small_blocks")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(FOLDERS, FOLDERS, st.sets(st.sampled_from("abcdef")))
def test_a_reload_gives_what_a_fresh_load_gives(
    before: dict[str, tuple[str, str]], changes: dict[str, tuple[str, str]], removed: set[str]
) -> None:
    after = {name: entry for name, entry in (before | changes).items() if name not in removed}
    old, new = sources_of(before), sources_of(after)
    assert_same_segments(build(new, INVERTED, build(old, INVERTED)), build(new, INVERTED))


@settings(deadline=None)
@given(FOLDERS)
def test_the_size_of_blocks_changes_nothing(folder: dict[str, tuple[str, str]]) -> None:
    sources = sources_of(folder)
    in_one_block = build(sources, INVERTED)
    with pytest.MonkeyPatch.context() as patch:
        cut_small(patch)
        assert_same_segments(build(sources, INVERTED), in_one_block)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text("La panne a cloué les avions au sol.\n\nDelta a perdu 500 millions.\n", "utf-8")
    (tmp_path / "b.txt").write_text("The outage began on Friday.\n\nMicrosoft helped.\n", "utf-8")
    return tmp_path


def test_nothing_changed_nothing_is_loaded(folder: Path) -> None:
    corpus = Corpus.load(folder)
    assert Corpus.load(folder, corpus) is corpus


def test_only_what_changed_is_split_again(folder: Path, analyzed: list[str]) -> None:
    corpus = Corpus.load(folder)
    analyzed.clear()
    (folder / "b.txt").write_text("The outage ended on Sunday.\n", "utf-8")
    (folder / "c.md").write_text("# Crowdstrike\n\nIt apologised.\n", "utf-8")
    changed = Corpus.load(folder, corpus)
    assert analyzed == ["b", "c"]
    assert changed.sources[0] is corpus.sources[0]
    assert changed.answer("When did the outage end?").quotes[0].text == "The outage ended on Sunday."
    assert changed.digest == Corpus.load(folder).digest != corpus.digest


def test_a_sidecar_that_changed_changes_its_source(folder: Path) -> None:
    corpus = Corpus.load(folder)
    (folder / "a.yaml").write_text("publisher: Journal\n", "utf-8")
    assert [source.publisher for source in Corpus.load(folder, corpus).sources] == ["Journal", None]


def test_a_source_that_is_gone_is_quoted_no_more(folder: Path) -> None:
    corpus = Corpus.load(folder)
    (folder / "a.txt").unlink()
    left = Corpus.load(folder, corpus)
    assert [source.id for source in left.sources] == ["b"]
    assert left.by_words.search("Delta millions") == []


def test_a_renamed_folder_is_where_its_sources_are(folder: Path) -> None:
    corpus = Corpus.load(folder)
    moved = folder.rename(folder.with_name("moved"))
    assert [source.path.parent for source in Corpus.load(moved, corpus).sources] == [moved, moved]


def test_a_failed_reload_leaves_the_corpus_as_it_is(folder: Path) -> None:
    corpus = Corpus.load(folder)
    (folder / "b.txt").write_bytes(b"\xff\x00")
    with pytest.raises(SourceError):
        Corpus.load(folder, corpus)
    assert corpus.answer("When did the outage begin?").quotes[0].text == "The outage began on Friday."


@given(FOLDERS)
def test_every_form_keeps_its_own_grams(folder: dict[str, tuple[str, str]]) -> None:
    vocabulary = build(sources_of(folder), INVERTED).forward.vocabulary
    ends = vocabulary.gram_counts.cumsum()
    for form, end, count in zip(vocabulary.forms, ends.tolist(), vocabulary.gram_counts.tolist(), strict=True):
        assert vocabulary.grams[end - count : end].tolist() == word_grams(form.rpartition(" ")[2]).tolist()


def test_an_article_that_becomes_markdown_is_another_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("# Panne\n\n- Delta a perdu\n- rien\n", "utf-8")
    corpus = Corpus.load(tmp_path)
    (tmp_path / "a.txt").rename(tmp_path / "a.md")
    renamed = Corpus.load(tmp_path, corpus)
    assert renamed.digest == Corpus.load(tmp_path).digest != corpus.digest


def test_a_corpus_that_nobody_holds_is_gone_at_once(folder: Path) -> None:
    gc.collect()
    gc.disable()
    try:
        corpus = Corpus.load(folder)
        corpus.answer("When did the outage begin?")
        corpus.summary()
        passages, arrays = weakref.ref(corpus.passages), weakref.ref(corpus.searcher.segment.forward.columns.tokens)
        del corpus
        assert passages() is None
        assert arrays() is None
    finally:
        gc.enable()


def test_more_passages_than_there_is_room_for_are_refused_in_a_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.segment.build.MOST_DOCUMENTS", 3)
    with pytest.raises(SourceError, match="the articles have 4 passages; at most 3 can be indexed"):
        Corpus.load(folder)
