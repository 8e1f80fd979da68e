"""How far a corpus goes by what is meant: off, reader, full."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from index import Corpus, Meaning, Status
from index.search import reader
from index.search.reader.model import ReaderError
from index.search.sentences import NEVER


@pytest.fixture(scope="module")
def words(request: pytest.FixtureRequest) -> Corpus:
    return Corpus.load(request.config.rootpath / "seeds", meaning=Meaning.OFF)


@pytest.fixture(scope="module")
def full(words: Corpus) -> Corpus:
    return words.read()


def test_it_is_read_unless_that_is_turned_off(request: pytest.FixtureRequest) -> None:
    folder = request.config.rootpath / "seeds"
    assert Corpus.load(folder).meaning is Meaning.FULL
    for meaning in Meaning:
        assert Corpus.load(folder, meaning=meaning).meaning is meaning


def test_equal_digests_mean_equal_answers_so_each_way_has_its_own(words: Corpus, full: Corpus) -> None:
    read = words.read(Meaning.READER)
    assert len({words.digest, full.digest, read.digest}) == len(Meaning)
    assert words.read().digest == full.digest


def test_a_read_corpus_still_answers_by_words_alone(words: Corpus, full: Corpus) -> None:
    question = "Combien Delta a-t-elle perdu ?"
    assert full.by_words.answer(question) == words.answer(question)
    assert full.by_words.digest == words.digest
    assert full.read(Meaning.OFF) is full.by_words


@pytest.mark.parametrize(
    ("question", "words_of_answer"),
    [
        ("Crowdstrike a-t-elle proposé une indemnisation", "aucune compensation"),
        ("Quelle compagnie aérienne a été touchée ?", "Delta Air Lines"),
        ("which airline got hit", "Delta Air Lines"),
    ],
)
def test_what_is_said_in_other_words_is_found(full: Corpus, question: str, words_of_answer: str) -> None:
    answer = full.answer(question)
    assert answer.status is Status.ANSWERED
    assert words_of_answer in answer.quotes[0].text


@pytest.mark.parametrize(
    "question", ["Quel est le cours de l'action Crowdstrike ?", "what's the weather", "lol", "CEO of CrowdStrike?"]
)
def test_what_is_not_said_is_not_answered(full: Corpus, question: str) -> None:
    assert full.answer(question).status is Status.UNANSWERED


def test_a_passage_that_shares_no_word_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The firm refunded all buyers in May.\n\nIts chief left in June.\n", "utf-8")
    question = "Did customers get their money back?"
    corpus = Corpus.load(tmp_path)
    assert corpus.by_words.search(question) == []
    assert corpus.answer(question).quotes[0].text == "The firm refunded all buyers in May."


def test_what_announces_an_answer_does_not_compete_with_it(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# Recall\n\n## Which cars?\n\nThe Lynx.\n\n## Lead-in\n\nDealers:\n\n- Ghent\n", "utf-8"
    )
    candidates = Corpus.load(tmp_path).searcher.retrieve("Which cars?").candidates
    assert candidates.read is not None
    corpus = Corpus.load(tmp_path)
    by_text = {
        corpus.passages[p].shown_sentences(s, s).text: logit
        for p, s, logit in zip(candidates.passages, candidates.sentences, candidates.read, strict=True)
    }
    assert max(by_text, key=by_text.__getitem__) == "The Lynx."
    assert by_text["Which cars?"] == NEVER


def test_where_the_reader_cannot_run_words_answer_and_the_log_says_so(
    words: Corpus, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ReaderError("the reader's file encoder.onnx cannot be read: No such file or directory")

    monkeypatch.setattr("index.corpus.load_reader", fail)
    with caplog.at_level(logging.WARNING):
        assert words.read() is words
    assert "Answers go by words alone: the reader's file encoder.onnx cannot be read" in caplog.text


def test_more_than_can_be_waited_for_is_not_read_at_loading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("It rained. " * 20, "utf-8")
    monkeypatch.setattr("index.corpus.READ_AT_ONCE", 100)
    corpus = Corpus.load(tmp_path)
    assert corpus.meaning is Meaning.OFF
    assert corpus.read().meaning is Meaning.FULL


def test_nothing_of_the_reader_is_loaded_with_the_package(request: pytest.FixtureRequest) -> None:
    import subprocess
    import sys

    script = "import index, sys; print([m for m in ('onnxruntime', 'sentencepiece', 'sqlite3') if m in sys.modules])"
    loaded = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script], cwd=request.config.rootpath, capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"


def test_the_reader_is_loaded_once() -> None:
    assert reader.load_reader() is reader.load_reader()
