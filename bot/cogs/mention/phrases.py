"""What the words of a message reveal: whom they address, whether they ask, whether they follow up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.i18n import Words

_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_QUOTED = re.compile(r"(?m)^\s*>>> [\s\S]*|^\s*> .*$")
_WORD = re.compile(r"\w+")
FEW_WORDS = 3  # a follow-up this short depends on what was asked before


def own_words(content: str) -> str:
    """Return what somebody says themselves: without code and quotations."""
    return _QUOTED.sub(" ", _CODE.sub(" ", content))


def addresses(content: str, user_id: int) -> bool:
    """Tell whether a message mentions somebody outside code and quotations."""
    return re.search(rf"<@!?{user_id}>", own_words(content)) is not None


def is_question(text: str, languages: Iterable[Words]) -> bool:
    """Tell whether a text is a question: it ends with a question mark, or begins as questions do in a language."""
    said = own_words(text).strip()
    if re.search(r"\?[\s)»\"”!?]*$", said):
        return True
    return any(
        re.match(rf"(?:{words('reading.connectives')}\W+)?(?:{words('reading.openers')})", said, re.IGNORECASE)
        for words in languages
    )


def is_chatter(text: str, languages: Iterable[Words]) -> bool:
    """Tell whether a text asks nothing at all: thanks, applause, no words."""
    said = own_words(text)
    pleasantries = "|".join(words("reading.pleasantries") for words in languages)
    # Possessive: languages share words, and each word would otherwise be tried in every language.
    return re.fullmatch(rf"\W*(?>(?:{pleasantries})\b\W*)*+", said, re.IGNORECASE) is not None


def leans_on_earlier(text: str, languages: Iterable[Words]) -> bool:
    """Tell whether a follow-up says too little on its own: "et Delta ?", "and when?"."""
    if any(re.match(words("reading.connectives"), text, re.IGNORECASE) for words in languages):
        return True
    return len(_WORD.findall(text)) <= FEW_WORDS


def join_questions(earlier: str, follow_up: str) -> str:
    """Return the question that a follow-up makes with the earlier one."""
    return f"{earlier.rstrip()} {follow_up.lstrip()}"
