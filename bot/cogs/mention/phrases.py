"""What the words of a message reveal: whom they address, whether they ask, whether they follow up."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.i18n import Words

_TICKS = re.compile(r"`++")
_QUOTED = re.compile(r"(?m)^[^\S\n]*+(?:>>> [\s\S]*|> .*$)")
_WORD = re.compile(r"\w+")
FEW_WORDS = 4  # of what goes on from an answer without asking in so many words


def own_words(content: str) -> str:
    """Return what somebody says themselves: without code and quotations."""
    return _QUOTED.sub(" ", " ".join(_outside_code(content)))


def _outside_code(content: str) -> Iterator[str]:
    """Yield what stands between code: as many backticks as open it close it."""
    runs = [match.span() for match in _TICKS.finditer(content)]
    alike: dict[int, list[int]] = defaultdict(list)
    for start, end in runs:
        alike[end - start].append(start)
    at = 0
    for start, end in runs:
        if start < at:
            continue
        closing = bisect_left(alike[end - start], end)
        if closing < len(alike[end - start]):
            yield content[at:start]
            at = alike[end - start][closing] + end - start
    yield content[at:]


def addresses(content: str, user_id: int, role_id: int | None = None) -> bool:
    """Tell whether a message mentions somebody, or the role that is theirs alone, outside code and quotations."""
    said = own_words(content)
    return any(mention in said for mention in (f"<@{user_id}>", f"<@!{user_id}>", f"<@&{role_id}>"))


def is_question(text: str, languages: Iterable[Words]) -> bool:
    """Tell whether a text is a question: it ends with a question mark, or begins as questions do in a language."""
    said = own_words(text).strip()
    if "?" in takewhile(lambda char: char.isspace() or char in ')»"”!?', reversed(said)):
        return True
    return any(openers(words).match(said) for words in languages)


def is_chatter(text: str, languages: Iterable[Words]) -> bool:
    """Tell whether a text asks nothing at all: thanks, applause, no words."""
    return pleasantries(languages).fullmatch(own_words(text)) is not None


def goes_on(text: str, languages: Iterable[Words]) -> bool:
    """Tell whether a few words go on from what was said before: "et Delta", "and the passengers"."""
    said = own_words(text).strip()
    return len(_WORD.findall(said)) <= FEW_WORDS and any(connectives(words).match(said) for words in languages)


def connectives(words: Words) -> re.Pattern[str]:
    """Return how a language ties a follow-up to what was said before."""
    return re.compile(words("reading.connectives"), re.IGNORECASE)


def openers(words: Words) -> re.Pattern[str]:
    """Return how questions open in a language."""
    return re.compile(rf"(?:{words('reading.connectives')}\W+)?(?:{words('reading.openers')})", re.IGNORECASE)


def pleasantries(languages: Iterable[Words]) -> re.Pattern[str]:
    """Return what people say in these languages when they ask nothing."""
    said = "|".join(words("reading.pleasantries") for words in languages)
    # Possessive: languages share words, and each would otherwise be tried in every language.
    return re.compile(rf"\W*(?>(?:{said})\b\W*)*+", re.IGNORECASE)
