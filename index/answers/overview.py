"""The answer to any question, and to one that asks for whatever there is of a topic."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from index.answers.quotes import SURE, Standing, Status, compose_answer
from index.answers.summary.composing import Length, compose_summary
from index.search.intents import topic_of

if TYPE_CHECKING:
    from index.answers.follow_up import Earlier
    from index.answers.quotes import Answer, Strictness
    from index.search.retrieval import Searcher


def answer_question(searcher: Searcher, text: str, strictness: Strictness, earlier: Earlier | None = None) -> Answer:
    """Answer any string as `compose_answer` does.

    What asks for all there is of a topic, and has no sure answer, is answered by a summary of what is said about it.
    """
    answer = compose_answer(searcher, text, strictness, earlier)
    topic = topic_of(text)
    if topic is None or answer.standing is Standing.SURE or answer.question != text:
        return answer
    quotes = compose_summary(searcher.segment, Length.SHORT, topic).quotes
    if not quotes:
        return answer
    return replace(answer, status=Status.ANSWERED, confidence=SURE, quotes=quotes, near=False)
