"""Which sentences say something only after the one before."""

from __future__ import annotations

import re

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
