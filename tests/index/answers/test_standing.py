"""How an answer stands, and which names the sources never mention."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index import Answer, Corpus, Standing, Status


@pytest.fixture(scope="module")
def corpus(request: pytest.FixtureRequest) -> Corpus:
    return Corpus.load(request.config.rootpath / "seeds")


def test_an_answer_is_sure_or_not_or_none() -> None:
    answer = Answer("Who?", "en", Status.ANSWERED, 0.9)
    assert answer.standing is Standing.SURE
    assert replace(answer, confidence=0.5).standing is Standing.UNSURE
    assert replace(answer, status=Status.UNANSWERED).standing is Standing.UNANSWERED


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Was Southwest Airlines hit too?", ("Southwest Airlines",)),
        ("Et Lufthansa ?", ("Lufthansa",)),
        ("Qu'a dit Elon Musk de Delta ?", ("Elon Musk",)),
        ("Qui est le PDG de Delta ?", ()),
        ("Qu'a dit Bastien ?", ()),  # misspelt, and found all the same
        ("Qui a gagné la Coupe du monde ?", ()),  # a word that the language knows is no name
        ("what did lufthansa say", ()),
    ],
)
def test_names_that_the_sources_never_mention_are_told(corpus: Corpus, question: str, names: tuple[str, ...]) -> None:
    assert corpus.answer(question).unmentioned == names
