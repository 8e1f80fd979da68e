"""The quote checker tells whether the sources say something, in which words, and where."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.desk import checker
from benchmarks.incidents import load
from index import Concern, Corpus, Match, Source
from index.answers.verification.wording import read_words

if TYPE_CHECKING:
    from index import Verification

DAM = """The dam above the town

On Monday the operator said that the dam "is not in danger" and that 40 people had left their homes. The mayor, Ruth \
Halden, asked everybody to stay calm.

Two days later the spillway gave way. Nobody was hurt, but 312 houses were flooded. The operator apologised on Friday.
"""
BARRAGE = """Le barrage

Le préfet n’a pas ordonné l’évacuation. « Nous n’avions aucune raison de croire à une rupture », dit-il.
"""
CORPUS = Corpus(
    (
        Source("dam", Path("dam.txt"), "The dam above the town", DAM, "en"),
        Source("barrage", Path("barrage.txt"), "Le barrage", BARRAGE, "fr"),
    )
)


def quotes(found: Verification) -> list[str]:
    return [finding.quote.text for finding in found.findings if finding.quote is not None]


def concerns(found: Verification) -> set[Concern]:
    return {concern for finding in found.findings for concern in finding.concerns}


@pytest.mark.parametrize(
    "claim",
    [
        "Nobody was hurt, but 312 houses were flooded",
        "“Nobody was hurt, but 312 houses were flooded.”",
        "flooded. The operator apologised",
        'the dam "is not in danger" and that 40 people',
        "asked everybody to stay calm.\n\nTwo days later the spillway gave way",
    ],
)
def test_what_a_source_says_is_exact(claim: str) -> None:
    found = CORPUS.verify(claim)
    assert found.match is Match.EXACT
    assert quotes(found) == [claim.strip("“”.")]


@pytest.mark.parametrize(
    "claim",
    [
        "NOBODY WAS HURT, but 312 houses were flooded",
        "the dam « is not in danger » and that 40 people",
        "Nobody was  hurt but 312 houses were flooded",
        "Le prefet n'a pas ordonne l'evacuation",
    ],
)
def test_other_marks_spaces_capitals_and_accents_are_typography(claim: str) -> None:
    assert CORPUS.verify(claim).match is Match.TYPOGRAPHY


@pytest.mark.parametrize(
    ("claim", "concern"),
    [
        ('On Monday the operator said that the dam "is in danger"', Concern.NEGATION),
        ("Le préfet a ordonné l’évacuation", Concern.NEGATION),
        ("Nous avions une raison de croire à une rupture", Concern.NEGATION),
        ("Nobody was hurt, but 31 houses were flooded", Concern.NUMBER),
        ("Two weeks later, or three days, the spillway gave way", Concern.NUMBER),
        ("The mayor, Ruth Holden, asked everybody to stay calm", Concern.NAME),
    ],
)
def test_a_changed_quote_is_shown_beside_its_source_with_a_warning(claim: str, concern: Concern) -> None:
    found = CORPUS.verify(claim)
    assert found.match is Match.NEAR
    assert concerns(found) == {concern}


def test_each_difference_is_told_by_its_words() -> None:
    found = CORPUS.verify("Nobody was badly hurt, but 31 houses flooded")
    (finding,) = found.findings
    assert finding.quote is not None
    assert finding.quote.text == "Nobody was hurt, but 312 houses were flooded."
    told = [(d.claimed and found.claim[slice(*d.claimed)], d.said and DAM[slice(*d.said)]) for d in finding.differences]
    assert told == [("badly", None), ("31", "312"), (None, "were")]


@pytest.mark.parametrize(
    "claim",
    [
        "The operator apologised on Friday. The mayor, Ruth Halden, asked everybody to stay calm.",
        "On Monday the operator said that 312 houses were flooded",
        "Two days later the spillway gave way. [...] Le préfet n’a pas ordonné l’évacuation.",
    ],
)
def test_words_of_several_places_are_stitched(claim: str) -> None:
    found = CORPUS.verify(claim)
    assert found.match is Match.STITCHED
    assert len(quotes(found)) == 2


def test_words_left_out_of_one_sentence_do_not_stitch_it() -> None:
    found = CORPUS.verify("On Monday the operator said and that 40 people had left their homes")
    assert found.match is Match.NEAR


def test_a_claim_that_is_found_in_part_is_near_and_says_what_is_not() -> None:
    found = CORPUS.verify("The operator apologised on Friday. It will pay every family a year's rent.")
    assert found.match is Match.NEAR
    assert [finding.match for finding in found.findings] == [Match.EXACT, Match.ABSENT]


def test_what_no_source_says_is_absent_and_the_closest_sentence_is_shown() -> None:
    found = CORPUS.verify("The operator had known of cracks in the spillway for years")
    assert found.match is Match.ABSENT
    assert quotes(found) == ["Two days later the spillway gave way."]


def test_nothing_close_is_nothing_shown() -> None:
    assert CORPUS.verify("Umbrellas yodel").findings[0].quote is None


@pytest.mark.parametrize("claim", ["", "   ", "…", "« »", "?!", "\ud800", "\x00"])
def test_a_claim_without_words_is_absent(claim: str) -> None:
    found = CORPUS.verify(claim)
    assert (found.match, found.findings) == (Match.ABSENT, ())


def test_words_that_two_lines_lost_a_space_between_are_words_of_their_own() -> None:
    text = "A\n\nThe bridge closed for five daysThe trains went on."
    corpus = Corpus((Source("a", Path("a.txt"), "A", text, "en"),))
    assert corpus.verify("closed for five days").match is Match.EXACT


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_run_of_words_of_a_source_is_found(data: st.DataObject) -> None:
    source = CORPUS.sources[data.draw(st.integers(0, 1))]
    words = source.text.split()[6:]
    first = data.draw(st.integers(0, len(words) - 5))
    claim = " ".join(words[first : first + data.draw(st.integers(5, 30))])
    found = CORPUS.verify(claim)
    assert found.match in {Match.EXACT, Match.TYPOGRAPHY}
    (quote,) = quotes(found)
    assert [word.text for word in read_words(quote)] == [word.text for word in read_words(claim)]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_the_checker(claim: str) -> None:
    found = CORPUS.verify(claim)
    for finding in found.findings:
        assert 0 <= finding.span[0] < finding.span[1] <= len(claim)


def test_made_up_edits_are_told_apart() -> None:
    figures = checker.measure(load()[:8], each=6)
    assert figures.claims > 40
    for precision, recall in figures.verdicts.values():
        assert min(precision, recall) > 0.7
