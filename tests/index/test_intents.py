"""What a message wants of the bot."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Intent, intent_of

FOLDER = Path(__file__).parent / "intents"
LEAST_PRECISION, LEAST_RECALL = 0.97, 0.9


def messages(language: str) -> list[tuple[Intent, str]]:
    lines = (FOLDER / f"messages_{language}.tsv").read_text("utf-8").splitlines()
    return [(Intent(intent), text) for intent, text in (line.split("\t") for line in lines)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_messages_are_taken_for_what_they_want(language: str) -> None:
    told = messages(language)
    assert len(told) >= 200
    taken = [(intent_of(text), wanted, text) for wanted, text in told]
    wrong = [row for row in taken if row[0] is not row[1]]
    for intent in Intent:
        found = [wanted for got, wanted, _ in taken if got is intent]
        right = sum(wanted is intent for wanted in found)
        precision, recall = right / len(found), right / sum(wanted is intent for wanted, _ in told)
        assert precision >= LEAST_PRECISION or len(found) - right <= 1, f"{intent}: {precision:.3f}; wrong: {wrong}"
        assert recall >= LEAST_RECALL, f"{intent}: {recall:.3f}; wrong: {wrong}"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_question_is_hardly_ever_taken_for_something_else(language: str) -> None:
    questions = [text for wanted, text in messages(language) if wanted is Intent.QUESTION]
    assert len(questions) >= 100
    lost = [text for text in questions if intent_of(text) is not Intent.QUESTION]
    assert len(lost) <= 0.03 * len(questions), lost


@pytest.mark.parametrize("text", ["", "?", "...", "🙂", "\ud800", "a" * 4000, "hi " * 2000])
def test_anything_can_be_said(text: str) -> None:
    assert intent_of(text) in Intent
