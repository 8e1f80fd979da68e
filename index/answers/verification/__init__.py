"""The quote checker: whether the sources hold a supposed quote, where, and in which words it differs from them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from index.answers.quotes import Quote
from index.answers.verification.alignment import align, longest_run, runs
from index.answers.verification.candidates import Lookup
from index.answers.verification.differences import concerns, differences
from index.answers.verification.wording import read_words
from index.text.sentences import split_sentences
from index.text.tokens import UNDETERMINED, language_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index.answers.verification.alignment import Alignment
    from index.answers.verification.candidates import Region
    from index.answers.verification.differences import Concern, Difference
    from index.search.retrieval import Searcher
    from index.text.spans import Span
    from index.text.tokens import Token

ALIKE = 0.6  # the share of words from which a claim is taken for what a source says, changed
LEAST_RUN = 4  # words of a claim that must stand together in a source, to be told from chance
_OMITTED = re.compile(r"[\[(]\s*(?:\.{2,}|…)\s*[\])]|…|\.{3,}")


class Match(StrEnum):
    """How a supposed quote, or a piece of one, stands to the sources."""

    EXACT = "exact"
    TYPOGRAPHY = "typography"  # the same words: quotation marks, dashes, spaces, case, accents or punctuation differ
    NEAR = "near"
    STITCHED = "stitched"  # words of several places, joined
    ABSENT = "absent"  # from these sources; that does not make it false


@dataclass(frozen=True, slots=True)
class Finding:
    """A piece of the claim, and what a source says there."""

    span: Span  # of the claim
    match: Match
    quote: Quote | None = None  # what is near is whole sentences; where all is absent, the closest one, if any
    differences: tuple[Difference, ...] = ()
    concerns: tuple[Concern, ...] = ()


@dataclass(frozen=True, slots=True)
class Verification:
    """A claim beside the sources."""

    claim: str
    language: str  # of the claim: fr, en or und
    match: Match
    findings: tuple[Finding, ...]  # in the order of the claim; none where it has no word


def verify(searcher: Searcher, claim: str) -> Verification:
    """Look up a supposed quote of any length; never raises.

    A claim may be several sentences, and may say by "[...]" that it leaves something out.
    """
    words = read_words(claim)
    language = language_of((word.text for word in words), UNDETERMINED)
    if not words:
        return Verification(claim, language, Match.ABSENT, ())
    pieces, lookup = list(_pieces(claim, words)), Lookup(searcher.segment)
    lookup.find(pieces)
    if (finding := _found_whole(claim, words, lookup.code(words), lookup.regions)) is not None:
        return Verification(claim, language, finding.match, (finding,))
    findings = tuple(finding for piece in pieces for finding in _look_up(claim, piece, lookup))
    if all(finding.match is Match.ABSENT for finding in findings):
        findings = (replace(findings[0], quote=_closest(searcher, claim)), *findings[1:])
    return Verification(claim, language, _together(findings), findings)


def _pieces(claim: str, words: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Yield the words of each sentence of a claim, which is cut as well where it says that it leaves something out."""
    at, start = 0, 0
    for omission in (*_OMITTED.finditer(claim), None):
        until = len(claim) if omission is None else omission.start()
        for _, end in split_sentences(claim, start, until):
            first = at
            while at < len(words) and words[at].start < end:
                at += 1
            if first < at:
                yield words[first:at]
        start = until if omission is None else omission.end()


def _found_whole(claim: str, words: Sequence[Token], coded: str, regions: Iterable[Region]) -> Finding | None:
    """Return what a source says in the very words, None where none does."""
    for region in regions:
        first = region.coded.find(coded)
        if first >= 0:
            quote = region.quote(first, first + len(words))
            span = words[0].start, words[-1].end
            return Finding(span, Match.EXACT if claim[slice(*span)] == quote.words else Match.TYPOGRAPHY, quote)
    return None


def _look_up(claim: str, words: Sequence[Token], lookup: Lookup) -> Iterator[Finding]:
    """Yield what sources say of one sentence of a claim: itself, something near, pieces of it, or nothing."""
    coded = lookup.code(words)
    if (finding := _found_whole(claim, words, coded, lookup.regions)) is not None:
        yield finding
        return
    stitches = _stitches(claim, words, coded, lookup)
    if stitches and not _is_of_one_sentence(stitches, lookup.regions):
        yield from stitches
        return
    found = ((alignment, region) for region in lookup.closest(coded) if (alignment := align(coded, region.coded)))
    best = max(found, key=lambda pair: pair[0].alike, default=None)
    if best is not None and best[0].alike >= ALIKE:
        yield _near(claim, words, *best)
    else:
        yield Finding((words[0].start, words[-1].end), Match.ABSENT)


def _stitches(claim: str, words: Sequence[Token], coded: str, lookup: Lookup) -> list[Finding]:
    """Return the pieces that a claim is joined of, each in the words of a source; none where it is not."""
    # Either half may be of another place, and so may what follows the words of the first one.
    lookup.find((words[: len(words) // 2], words[len(words) // 2 :]))
    reached, _ = longest_run(coded, [region.coded for region in lookup.regions])
    if LEAST_RUN <= reached <= len(words) - LEAST_RUN:
        lookup.find((words[reached:],))
    regions = lookup.regions
    cut = runs(coded, [region.coded for region in regions], LEAST_RUN)
    found = (_found_whole(claim, words[a:b], coded[a:b], [regions[holder]]) for (a, b), holder in cut)
    return [finding for finding in found if finding is not None]


def _is_of_one_sentence(findings: Sequence[Finding], regions: Iterable[Region]) -> bool:
    """Tell whether pieces of a claim stand in one sentence of a source, in order: then words are only left out."""
    quotes = [finding.quote for finding in findings if finding.quote is not None]
    source, ends = quotes[0].source, [quote.end for quote in quotes]
    if any(quote.source is not source for quote in quotes) or ends != sorted(ends):
        return False
    return any(r.source is source and r.is_one_sentence(quotes[0].start, ends[-1]) for r in regions)


def _closest(searcher: Searcher, words: str) -> Quote | None:
    """Return the sentence that has most to do with some words, None where none has anything."""
    found = searcher.retrieve(words)
    if not len(found.sentence_scores) or not found.ranking.matching:
        return None
    best = int(found.sentence_scores.argmax())
    passage = searcher.segment.forward.passages[int(found.candidates.passages[best])]
    sentence = int(found.candidates.sentences[best])
    return Quote.of(passage, sentence, sentence)


def _near(claim: str, words: Sequence[Token], found: Alignment, region: Region) -> Finding:
    said = region.words[found.first : found.last]
    return Finding(
        (words[0].start, words[-1].end),
        Match.NEAR,
        region.sentences(found.first, found.last),
        differences(words, said, found.edits),
        concerns(claim, region.source.text, words, said),
    )


def _together(findings: Sequence[Finding]) -> Match:
    """Return how a claim with such findings stands to the sources as a whole."""
    matches = {finding.match for finding in findings}
    if matches == {Match.ABSENT}:
        return Match.ABSENT
    if matches & {Match.NEAR, Match.ABSENT}:
        return Match.NEAR
    return Match.STITCHED if len(findings) > 1 else findings[0].match
