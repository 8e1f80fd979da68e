"""Which sentences can be quoted on their own, and what those that cannot have to bring along."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from index.answers.choice import fits, quotation
from index.text.marks import opened

if TYPE_CHECKING:
    from index.segment.passages import Passage

FURTHEST = 2  # sentences before one that it may lean on

# What opens a sentence that says something only after another one; roles, where neither a name nor "of" follows.
_OPENS = r"[«\"“‘'(\s–—-]*"
_PRONOUNS = (
    r"ils?|elles?|cel(?:a|le|les|ui)(?:-ci|-là)?|ceux(?:-ci|-là)?|ce(?:tte|t|s|ci)?|eux|leurs?|son|sa|ses"
    r"|it|he|she|they|this|that|these|those|its|his|her|their|them|both|neither|such|others"
)
_IMPERSONAL = (
    r"il (?:ne |n['’])?(?:faut|fallait|faudra|y a(?:vait)?|est (?:pas )?(?:recommandé|possible|probable|nécessaire))"
    r"|it (?:is|was|remains) (?:not )?(?:un)?(?:clear|likely|known|possible|recommended|tempting)"
)
_CONNECTIVES = (
    r"mais|or|donc|ainsi|cependant|toutefois|pourtant|néanmoins|en revanche|par ailleurs|en outre|de plus|enfin|ensuite"
    r"|puis|alors|aussi|en effet|d['’]ici là|dès lors|par conséquent|au contraire|à l['’]inverse|autrement dit"
    r"|c['’]est pourquoi|de (?:son|leur) côté|jusque-là|l['’]autre|les autres|d['’]autres|aucune? d['’](?:eux|elles)|y"
    r"|oui|non|pire|et"
    r"|but|and|so(?! far)|yet|however|nevertheless|nonetheless|still|also|moreover|furthermore|then|thus|therefore"
    r"|hence|instead|meanwhile|in addition|as a result|by contrast|on the other hand|for (?:example|instance)|that said"
    r"|yes|no(?=,)|worse|another|the (?:other|latter|former)"
)
_ROLES = (
    r"(?:l['’](?:entreprise|opérateur|exploitant|association|agence)|la (?:société|compagnie|firme|lettre)|le groupe"
    r"|the (?:company|firm|group|airline|agency|operator|letter))"
    r"(?!\s*,|\s+(?:d[eu]\b|d['’]|des\b|qui\b|of\b|that\b|(?-i:[A-ZÀ-Þ])))"
)
_LEANS = re.compile(rf"{_OPENS}(?:(?:{_PRONOUNS}|{_CONNECTIVES})(?<!['’])(?![\w'’-])|c['’]|{_ROLES})", re.IGNORECASE)
_STANDS = re.compile(rf"{_OPENS}(?:{_IMPERSONAL})", re.IGNORECASE)
_PRONOUN_LATER = re.compile(r"[^,;:.]{2,45}, (?:ils?|elles?|it|he|she|they)\b")
_NAME = re.compile(r"(?<=[^\s«“\"‘'(] )[A-ZÀ-Þ][^\W\d_]+")
_CALENDAR = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October"
    r"|November|December"
)


class Unit(NamedTuple):
    """A run of sentences that can be quoted together."""

    passage: int
    first: int
    last: int

    @property
    def size(self) -> int:
        """How many sentences it has."""
        return self.last - self.first + 1


def leans(sentence: str) -> bool:
    """Tell whether a sentence opens with what only the one before it explains: a pronoun, a connective, a bare role.

    >>> [leans(text) for text in ("However, he paid.", "Cette décision surprend.", "Delta paid.", "Il faut payer.")]
    [True, True, False, False]
    """
    if _STANDS.match(sentence):
        return False
    if _LEANS.match(sentence):
        return True
    later = _PRONOUN_LATER.match(sentence)
    return later is not None and all(_CALENDAR.fullmatch(name) for name in _NAME.findall(later[0]))


def unit_of(passage: Passage, p: int, s: int, *, opens: bool = False) -> Unit | None:
    """Return what to quote for sentence `s` of passage number `p`: all of a quotation, and what the sentence leans on.

    None where it cannot be quoted so: what it needs is not in its paragraph, or is too long to be quoted with it. Where
    the passage `opens` its source, its first sentence leans on nothing but the title.
    """
    first, last = _quotation_around(passage, s)
    for _ in range(FURTHEST):
        if not leans(passage.shown_sentences(first, last).text):
            break
        if first == 0:
            if not opens:
                return None
            break
        first = _quotation_around(passage, first - 1)[0]
    shown = passage.shown_sentences(first, last).text
    if (
        opened(shown)
        or _inside(passage, first)
        or (leans(shown) and not (opens and first == 0))
        or (first < last and not fits(passage, first, last))
    ):
        return None
    return Unit(p, first, last)


def _quotation_around(passage: Passage, s: int) -> tuple[int, int]:
    """Return the first and last sentence of the quotation that `s` is of, `s` twice where there is none or too much."""
    if not _inside(passage, s):
        return quotation(passage, s)
    opening = next((n for n in range(s - 1, -1, -1) if opened(passage.shown_sentences(n, n).text) > 0), s)
    first, last = quotation(passage, opening)
    return (first, last) if last >= s else (s, s)


def _inside(passage: Passage, s: int) -> bool:
    """Tell whether a quotation is open where sentence `s` begins."""
    return s > 0 and opened(passage.shown_sentences(0, s - 1).text) > 0
