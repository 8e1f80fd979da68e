"""Split a text into sentences as a French or English reader would."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.text.spans import visible
from index.text.stopwords import is_stop_word
from index.text.tokens import UNDETERMINED, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.text.spans import Span

_CLOSERS = r"(?:\s*»|[\"”'’)\]]|\[\d{1,3}\])*"
_END = re.compile(
    rf"(?P<mark>[.!?…]+)(?P<close>{_CLOSERS})(?P<gap>\s*)(?=[\s\"“‘«(\[—–¿¡-]*[^\W_a-zß-öø-ÿ])",
)
_GLUED = re.compile(
    r"(?<=[a-zß-öø-ÿ]{2})(?=(?:L(?:a|es?)|Une?|Des|Ils?|Elles?|Ce(?:t|tte|s)?|Nous|Vous|Mais|Selon|À|Après|Avant|Dans"
    r"|Depuis|The|This|These|Those|He|She|They|There|His|Her|Their|However|But|After|Although)[\s,]"
    r"|[LDCJN]['’][^\W\d_])"
)
_CAPITAL = re.compile(r"[A-ZÀ](?<=[a-zß-öø-ÿ]{2}.)")  # where one may be: letters are found fast
_WORD_AT = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"(?:[^\W_]+[.-])*[^\W_]+$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_TITLES = frozenset(
    "M MM Mme Mmes Mlle Mlles Me Mgr Dr Pr Prof Mr Mrs Ms Gen Gén Lt Col Sgt Capt Cdt Sen Rep Gov Hon Rev".split()
)
_ABBREVIATIONS = frozenset(
    "jr sr inc corp ltd co cie vs cf ex env av apr art ed éd bd al ie eg approx st ste "
    "dr pr prof gen gén lt col capt mr mrs ms mme mlle".split()
)
# Before a number only: elsewhere these are words like any other (elle a annulé ce vol. Delta ..., he said no. I ...).
_NUMBERED = frozenset("no nos pp fig vol tel tél jan janv feb févr mar avr juil aug sept oct nov dec déc".split())
_NUMBER_AT = re.compile(r"\d|[IVXLC]{2,}\b")


def split_sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences of `text[start:end]`: trimmed, in order, disjoint, with nothing but punctuation between them.

    A closing quotation mark stays with the sentence that it closes. A sentence also ends where an article lost the
    space before the next one (`en cinq joursLa réponse`).
    """
    at = start
    for cut in sorted({*_ends(text, start, end), *_glued(text, start, end)}):
        if sentence := visible(text, at, cut):
            yield sentence
        at = cut
    if sentence := visible(text, at, end):
        yield sentence


def _ends(text: str, start: int, end: int) -> Iterator[int]:
    for match in _END.finditer(text, start, end):
        if match["mark"] == "." and not match["close"]:
            reach = max(start, match.start() - 40)
            before = _LAST_WORD.search(text, max(reach, text.rfind(" ", reach, match.start())), match.start())
            word = before[0] if before else ""
            if _abbreviates(text, match.end(), word) or not (match["gap"] or _resumes(text, match.end(), word)):
                continue
        elif not match["gap"] and not match["close"] and text[match.end()].isdigit():
            continue
        yield match.end("close")


def _abbreviates(text: str, at: int, word: str) -> bool:
    """Tell whether a full stop ends an abbreviation, not a sentence; what follows it is at `at`."""
    if word in _TITLES:
        return True
    if word.lower() in _NUMBERED:
        return bool(_NUMBER_AT.match(text, at))
    if word.lower() not in _ABBREVIATIONS and (word.isdigit() or not _INITIALS.fullmatch(word)):
        return False
    follower = _WORD_AT.match(text, at)
    if not follower or (len(follower[0]) == 1 and text[follower.end() : follower.end() + 1] not in {"'", "’"}):
        return True
    return not is_stop_word(fold(follower[0]), UNDETERMINED)


def _resumes(text: str, at: int, word: str) -> bool:
    """Tell whether a sentence is glued to a full stop, as opposed to a dotted name (example.Com, 1.5, U.S.A)."""
    follower = _WORD_AT.match(text, at)
    if text[at] in '"“«(':
        return True
    return bool(
        follower
        and len(word) > 1
        and word[-1].islower()
        and len(follower[0]) > 1
        and follower[0][1:].islower()
        and follower.end() < len(text)
        and text[follower.end()] in " \u00a0\u202f'’,"
    )


def _glued(text: str, start: int, end: int) -> Iterator[int]:
    """Find a small letter that runs into a capitalised determiner or pronoun: no name is written so."""
    for capital in _CAPITAL.finditer(text, start, end):
        if _GLUED.match(text, capital.start(), end):
            yield capital.start()
