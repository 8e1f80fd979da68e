"""Confidence tells how far the first quote can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.answers.confidence import CONFIDENCE_FEATURES, REASONS, confidence
from index.search.weights import load_weights

if TYPE_CHECKING:
    from index import Corpus


@pytest.mark.parametrize(
    "question",
    [
        "Quel tableau Ed Bastian a-t-il peint ?",
        "In which village was Ed Bastian baptised?",
        "Who is the sister of Ed Bastian?",
    ],
)
def test_names_alone_do_not_make_a_sure_answer(article: Corpus, question: str) -> None:
    answer = article.answer(question)
    assert "Bastian" in answer.quotes[0].text
    assert answer.confidence < 0.5


def test_one_strong_reason_against_an_answer_is_enough() -> None:
    weights = load_weights()
    firsts = [CONFIDENCE_FEATURES.index(f"{reason}: always") for reason in REASONS]
    fine = np.zeros(len(CONFIDENCE_FEATURES))
    fine[firsts] = 20 / weights.confidence_features[firsts]
    assert confidence(fine, weights) == pytest.approx(weights.ceiling, abs=1e-3)
    for first in firsts:
        doubtful = fine.copy()
        doubtful[first] = -20 / weights.confidence_features[first]
        assert confidence(doubtful, weights) < 1e-3
