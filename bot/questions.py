"""Reading messages: what is asked, of whom, and what a follow-up follows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.i18n import Words

_CODE = re.compile(r"```.*?(?:```|\Z)|``.+?``|`[^`\n]+`", re.DOTALL)
_QUOTED = re.compile(r"(?m)^\s*>>> [\s\S]*|^\s*> .*$")
_MENTION = re.compile(r"<@[!&]?\d+>")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_WORD = re.compile(r"\w+")
FEW_WORDS = 3  # a follow-up this short leans on what was asked before


def spoken(content: str) -> str:
    """Return what somebody says themselves: without code and quotations."""
    return _QUOTED.sub(" ", _CODE.sub(" ", content))


def addresses(content: str, user_id: int) -> bool:
    """Tell whether a message mentions somebody outside code and quotations."""
    return re.search(rf"<@!?{user_id}>", spoken(content)) is not None


def read_question(content: str) -> str:
    """Return a message's question: no mentions, no lone surrogates, trimmed."""
    return _SURROGATE.sub("\ufffd", _MENTION.sub(" ", content)).strip()


def is_question(text: str, words: Words) -> bool:
    """Tell a question: it closes with a question mark, or opens as questions do in its language."""
    said = spoken(text).strip()
    if re.search(r"\?[\s)»\"”!?]*$", said):
        return True
    return bool(re.match(words("reading.openers"), said, re.IGNORECASE))


def leans_on_earlier(text: str, words: Words) -> bool:
    """Tell a follow-up that says too little alone: "et Delta ?", "and when?"."""
    if re.match(words("reading.connectives"), text, re.IGNORECASE):
        return True
    return len(_WORD.findall(text)) <= FEW_WORDS


def join(earlier: str, follow_up: str) -> str:
    """Return the question that a follow-up makes with the earlier one."""
    return f"{earlier.rstrip()} {follow_up.lstrip()}"
