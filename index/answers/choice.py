"""Which sentences to quote: those that are evidence, each with the neighbours that belong to it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.answers.leaning import leans
from index.search.sentences import SENTENCE_FEATURES
from index.segment.splitting import Role
from index.text.marks import opened

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from index.search.retrieval import Retrieval
    from index.search.sentences import Candidates
    from index.segment.forward import ForwardIndex
    from index.segment.passages import Passage

    Indices = npt.NDArray[np.intp]

MOST_QUOTES = 3
LEAST_READ = -3.0  # log of the odds from which a sentence that shares no word with the question is evidence
LESS_BESIDE = 4.5  # by how much these may be lower for a neighbour that is quoted along,
LESS_FURTHER = 7.0  # and for a further quote
PAIR_LENGTH = 340  # characters: a longer quote is a single sentence
NEAR = 3  # a neighbour that is among as many next best sentences is quoted along
ENOUGH_WORDS = 6  # informative ones: a neighbour with fewer comes along only for what it says of the question
SAME_WORDS = 0.75  # of two sentences that share more of all their words one is enough


def runners(order: Indices) -> tuple[int, int]:
    """Return the best candidate and the next one, itself where it is alone."""
    return int(order[0]), int(order[min(1, len(order) - 1)])


class Choice(NamedTuple):
    """A run of sentences to quote, for the sake of one candidate."""

    candidate: int
    passage: int
    first: int
    last: int


_ABOUT_THE_ORIGINAL = frozenset(
    "original originale originaux source sources lien link lire read article site blog url publie publiee published "
    "version auteur author".split()
)


def eligible(forward: ForwardIndex, retrieval: Retrieval) -> Indices:
    """Return the candidates that are evidence, best first.

    What announces is none, for what follows says it. A title is none where the body says as much, an aside where the
    body says anything, unless it is the original that is asked for.
    """
    candidates = retrieval.candidates
    order = np.argsort(-retrieval.sentence_scores, kind="stable")
    numbers = candidates.passages[order]
    said = candidates.features[order, SENTENCE_FEATURES.index("sentence_soft")]
    offered = candidates.features[order, SENTENCE_FEATURES.index("kind")] > 0
    in_body = forward.have_role(numbers, Role.BODY)
    covered = said[in_body].max(initial=0.0)
    keep = in_body if in_body.any() or candidates.read is None else forward.have_role(numbers, Role.TITLE)
    if not offered.any() and candidates.read is None:  # a date or a name that is asked for is not in the title alone
        keep = keep | (forward.have_role(numbers, Role.TITLE) & (said > covered + 1e-9))
    if (not covered and candidates.read is None) or not _ABOUT_THE_ORIGINAL.isdisjoint(retrieval.query.question.words):
        keep = keep | forward.have_role(numbers, Role.ASIDE)
    shares = candidates.features[order, SENTENCE_FEATURES.index("passage_soft")] > 0
    if candidates.read is not None:
        shares = shares | (candidates.read[order] > LEAST_READ)
    evidence: Indices = order[keep & shares & np.isfinite(retrieval.sentence_scores[order])]
    return evidence


def choose(forward: ForwardIndex, candidates: Candidates, order: Indices) -> list[Choice]:
    """Take the best sentences that do not repeat one another, each with the neighbour that belongs to it."""
    chosen: list[Choice] = []
    quoted: set[tuple[int, int]] = set()
    taken: list[set[int]] = []
    places = list(zip(candidates.passages[order].tolist(), candidates.sentences[order].tolist(), strict=True))
    for rank, (p, s) in enumerate(places):
        if (p, s) in quoted or _is_lower(candidates, int(order[rank]), int(order[0]), LESS_FURTHER):
            continue
        words = forward.stems_of(p, s)
        if any(len(words & other) > SAME_WORDS * len(words | other) for other in taken):
            continue
        bare = not candidates.adds[order[rank]]
        if forward.passages[p].lead:
            first, last = _items(forward.passages[p], s, whole=bare)
        elif bare and candidates.asked[order[rank]] and _replies(forward.passages, p):
            first, last = _reply(forward.passages[p], s)
        else:
            near = [n for q, n in places[rank + 1 : rank + 1 + NEAR] if q == p and (q, n) not in quoted]
            near = [n for n in near if _adds(forward, candidates, p, s, n)]
            first, last = _join(forward.passages[p], s, near)
        if any((p, n) in quoted for n in range(first, last + 1)):
            first = last = s
        chosen.append(Choice(int(order[rank]), p, first, last))
        quoted.update((p, n) for n in range(first, last + 1))
        taken.append(words if first <= s <= last else forward.stems_of(p, first))
        if len(chosen) == MOST_QUOTES:
            break
    return chosen


def _adds(forward: ForwardIndex, candidates: Candidates, p: int, s: int, n: int) -> bool:
    """Tell whether a neighbour is worth quoting along: a short one says some of what is asked, or goes on."""
    own, place = (int(np.flatnonzero((candidates.passages == p) & (candidates.sentences == k))[0]) for k in (s, n))
    if _is_lower(candidates, place, own, LESS_BESIDE):
        return False
    if forward.columns.words[forward.first_sentences[p] + n] >= ENOUGH_WORDS:
        return True
    return bool(candidates.own[place] > 0 or (n > s and _leans_back(forward.passages[p], n)))


def _is_lower(candidates: Candidates, place: int, best: int, least: float) -> bool:
    """Tell whether the reader's log of the odds of a candidate is lower than that of another by `least`."""
    return candidates.read is not None and bool(candidates.read[place] < candidates.read[best] - least)


def _items(passage: Passage, s: int, *, whole: bool) -> tuple[int, int]:
    """Return the first and last item of a list to quote for item `s`: with `whole`, all that fit."""
    if not whole:
        return s, s
    shown = passage.shown(passage.start, passage.end)
    fitting = sum(shown.shown_span(*item)[1] <= PAIR_LENGTH for item in passage.sentences)
    return (0, fitting - 1) if s < fitting else (s, s)


def _replies(passages: Sequence[Passage], p: int) -> bool:
    """Tell a passage that stands right below a question or a heading."""
    return p > 0 and passages[p - 1].role is Role.HEADING


def _reply(passage: Passage, s: int) -> tuple[int, int]:
    """Return the first and last sentence to quote for sentence `s` of what stands right below what was asked.

    It replies from its first sentence on, and a list, a sheet or code as a whole, as far as that makes a quote.
    """
    if any("\n" in passage.shown(a[1], b[0]).text for a, b in pairwise(passage.sentences)):
        return _items(passage, s, whole=True)
    return 0, s if fits(passage, 0, s) else 0


def _leans_back(passage: Passage, s: int) -> bool:
    return leans(passage.shown_sentences(s, s).text)


def _join(passage: Passage, s: int, near: Sequence[int]) -> tuple[int, int]:
    """Return the first and last sentence to quote for sentence `s`.

    The sentence that completes a quotation comes along, or the one before where `s` leans on it (it opens with a
    pronoun or a connective), else a neighbour that is itself among the next best; never so that the quote becomes
    long, nor where the text lost the space between them.
    """
    whole = quotation(passage, s)
    if whole != (s, s):
        return whole
    before = [s - 1] if _leans_back(passage, s) else []
    for n in (*before, *(n for n in near if abs(n - s) == 1)):
        first, last = min(n, s), max(n, s)
        if fits(passage, first, last) and (_is_whole(passage, first, last) or not _is_whole(passage, s, s)):
            return first, last
    return s, s


def quotation(passage: Passage, s: int) -> tuple[int, int]:
    """Return the first and last sentence of the quotation that `s` opens or closes, `s` twice where it is too long."""
    first = last = s
    while marks := opened(passage.shown_sentences(first, last).text):
        first, last = (first, last + 1) if marks > 0 else (first - 1, last)
        if not fits(passage, first, last):
            return s, s
    return first, last


def _is_whole(passage: Passage, first: int, last: int) -> bool:
    """Tell whether what would be quoted holds both marks or neither of what it quotes."""
    return not opened(passage.shown(*passage.quotable(first, last)).text)


def fits(passage: Passage, first: int, last: int) -> bool:
    """Tell whether there are such sentences and they make one quote: short, with space but no line's end between."""
    if first < 0 or last == len(passage.sentences):
        return False
    gaps = [(a[1], b[0]) for a, b in pairwise(passage.sentences[first : last + 1])]
    apart = all(start < end and "\n" not in passage.shown(start, end).text for start, end in gaps)
    return apart and len(passage.shown_sentences(first, last).text) <= PAIR_LENGTH
