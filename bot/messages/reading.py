"""Reading messages: what is asked, of whom, and what a follow-up follows."""

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
_MENTION = re.compile(r"<@[!&]?\d+>")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_WORD = re.compile(r"\w+")
FEW_WORDS = 3  # a follow-up this short leans on what was asked before


def spoken(content: str) -> str:
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


def addresses(content: str, user_id: int) -> bool:
    """Tell whether a message mentions somebody outside code and quotations."""
    said = spoken(content)
    return f"<@{user_id}>" in said or f"<@!{user_id}>" in said


def read_question(content: str) -> str:
    """Return a message's question: no mentions, no lone surrogates, trimmed."""
    return _SURROGATE.sub("\ufffd", _MENTION.sub(" ", content)).strip()


def is_question(text: str, languages: Iterable[Words]) -> bool:
    """Tell a question: it closes with a question mark, or opens as questions do in one of the languages."""
    said = spoken(text).strip()
    if "?" in takewhile(lambda char: char.isspace() or char in ')»"”!?', reversed(said)):
        return True
    return any(openers(words).match(said) for words in languages)


def is_chatter(text: str, languages: Iterable[Words]) -> bool:
    """Tell what asks nothing at all: thanks, applause, no word."""
    return pleasantries(languages).fullmatch(spoken(text)) is not None


def leans_on_earlier(text: str, languages: Iterable[Words]) -> bool:
    """Tell a follow-up that says too little alone: "et Delta ?", "and when?"."""
    return any(connectives(words).match(text) for words in languages) or len(_WORD.findall(text)) <= FEW_WORDS


def openers(words: Words) -> re.Pattern[str]:
    """Return how questions open in a language."""
    return re.compile(rf"(?:{words('reading.connectives')}\W+)?(?:{words('reading.openers')})", re.IGNORECASE)


def connectives(words: Words) -> re.Pattern[str]:
    """Return how a language ties a follow-up to what was said before."""
    return re.compile(words("reading.connectives"), re.IGNORECASE)


def pleasantries(languages: Iterable[Words]) -> re.Pattern[str]:
    """Return what people say in these languages when they ask nothing."""
    said = "|".join(words("reading.pleasantries") for words in languages)
    # Possessive: languages share words, and each would otherwise be tried in every language.
    return re.compile(rf"\W*(?>(?:{said})\b\W*)*+", re.IGNORECASE)


def join(earlier: str, follow_up: str) -> str:
    """Return the question that a follow-up makes with the earlier one."""
    return f"{earlier.rstrip()} {follow_up.lstrip()}"
