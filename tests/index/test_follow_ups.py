"""Follow-ups: what is asked of what was just answered."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from index import Corpus, Earlier, Status

FOLDER = Path(__file__).parent / "follow_ups"
LEAST_RIGHT = 0.8


class Case(NamedTuple):
    source: str
    question: str
    follow_up: str
    words: str


CASES = [
    Case(*line.split("\t"))
    for line in (FOLDER / "follow_ups.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> dict[str, Corpus]:
    found = {}
    for name in {case.source for case in CASES}:
        folder = tmp_path_factory.mktemp(name)
        for where in (FOLDER, request.config.rootpath / "seeds"):
            if (where / f"{name}.txt").exists():
                shutil.copy(where / f"{name}.txt", folder)
        found[name] = Corpus.load(folder)
    return found


def exchange(corpus: Corpus, question: str) -> Earlier:
    shown = corpus.answer(question).quotes[:1]
    return Earlier(question, tuple((quote.source.id, quote.start, quote.end) for quote in shown))


def is_right(corpus: Corpus, case: Case) -> bool:
    answer = corpus.answer(case.follow_up, earlier=exchange(corpus, case.question))
    if case.words == "-":
        return answer.status is Status.UNANSWERED
    return answer.status is Status.ANSWERED and case.words in answer.quotes[0].text


def test_most_follow_ups_are_answered_with_the_right_sentence(corpora: dict[str, Corpus]) -> None:
    assert len(CASES) >= 60
    wrong = [case for case in CASES if not is_right(corpora[case.source], case)]
    share = 1 - len(wrong) / len(CASES)
    assert share >= LEAST_RIGHT, f"{share:.2f} right; wrong: {wrong}"


@pytest.mark.parametrize(
    ("question", "follow_up", "understood"),
    [
        ("How much did Delta lose?", "and when?", "When: How much did Delta lose?"),
        ("When: How much did Delta lose?", "why?", "Why: How much did Delta lose?"),
        ("How much did Delta lose?", "and CrowdStrike?", "How much did CrowdStrike lose?"),
        ("Combien Delta a-t-elle perdu ?", "et pourquoi ?", "Pourquoi : Combien Delta a-t-elle perdu ?"),
        ("Combien Delta a-t-elle perdu ?", "Qui est le PDG de Delta ?", "Qui est le PDG de Delta ?"),
    ],
)
def test_the_question_is_told_as_it_was_understood(
    corpora: dict[str, Corpus], question: str, follow_up: str, understood: str
) -> None:
    answer = corpora["crowdstrike-delta"].answer(follow_up, earlier=Earlier(question))
    assert answer.question == understood


def test_what_was_shown_is_not_shown_again(corpora: dict[str, Corpus]) -> None:
    corpus = corpora["harbour-ferry"]
    earlier = exchange(corpus, "What does the yard say?")
    ((source, start, end),) = earlier.shown
    answer = corpus.answer("and what else?", earlier=earlier)
    assert all(quote.end <= start or end <= quote.start for quote in answer.quotes if quote.source.id == source)


def test_what_was_shown_is_shown_again_where_it_answers_in_bold(corpora: dict[str, Corpus]) -> None:
    corpus = corpora["crowdstrike-delta"]
    earlier = exchange(corpus, "Combien Delta a-t-elle perdu ?")
    quote = corpus.answer("et en combien de jours ?", earlier=earlier).quotes[0]
    assert (quote.source.id, quote.start, quote.end) == earlier.shown[0]
    assert any("cinq" in quote.shown[start:end] for start, end in quote.highlights)
