"""Sentences that came and went between two versions of a source."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Corpus, Source, dated_among, sentences_of, sentences_within, successors

TEXT = "The outage\n\nIt began on July 19, 2024. Delta lost 500 million dollars. Nobody was hurt.\n\nIt ended soon.\n"


def corpus_of(text: str) -> Corpus:
    return Corpus((Source("outage", Path("outage.txt"), "The outage", text, "en"),))


def fingerprints(text: str) -> bytes:
    corpus = corpus_of(text)
    return b"".join(sentence.fingerprint for sentence in sentences_of(corpus, corpus.sources[0]))


def test_the_sentences_of_the_body_with_their_quotes_and_which_of_them_say_when() -> None:
    corpus = corpus_of(TEXT)
    sentences = sentences_of(corpus, corpus.sources[0])
    assert [each.quote.text for each in sentences] == [
        "It began on July 19, 2024.", "Delta lost 500 million dollars.", "Nobody was hurt.", "It ended soon."
    ]  # fmt: skip
    assert dated_among(sentences) == {sentences[0].fingerprint}
    assert fingerprints(TEXT.replace("Delta lost", "Delta\nlost")) == fingerprints(TEXT)


@pytest.mark.parametrize(
    ("quoted", "found"),
    [
        ("Delta lost 500 million dollars.", ["Delta lost 500 million dollars."]),
        ("hurt.\n\nIt ended", ["Nobody was hurt.", "It ended soon."]),
    ],
)
def test_the_sentences_within_a_quote(quoted: str, found: list[str]) -> None:
    corpus, start = corpus_of(TEXT), TEXT.index(quoted)
    within = sentences_within(corpus, corpus.sources[0], start, start + len(quoted))
    assert [each.quote.text for each in within] == found


@pytest.mark.parametrize(
    ("change", "into", "became"),
    [
        ("500 million", "380 million", ["Delta lost 380 million dollars."]),
        ("Delta lost 500 million dollars. ", "", [None]),
        ("Nobody was hurt.", "Nobody was hurt. All were angry.", []),
        ("Delta lost 500 million dollars. Nobody was hurt.", "All is lost.", [None, None]),
        ("It ended soon.", "It ended soon. It began on July 19, 2024.", []),
    ],
)
def test_what_stands_in_the_place_of_a_sentence_that_is_gone(change: str, into: str, became: list[str | None]) -> None:
    corpus = corpus_of(TEXT.replace(change, into))
    found = successors(fingerprints(TEXT), sentences_of(corpus, corpus.sources[0]))
    assert [sentence and sentence.quote.text for sentence in found.values()] == became
