"""What stands before the words of a line: a bullet, a number, a label, a speaker."""

from __future__ import annotations

import re
from typing import NamedTuple

BULLETS = frozenset("-*+•▪◦‣·→●○■")
DASHES = frozenset("–—")
SIGNS = BULLETS - {"-", "+"}  # that a line begins with for nothing else
_DRAWN = re.compile(r"o(?:\t|[ \u00a0]{2})\s*+(?=\S)")  # a bullet as RFCs and word processors draw it
_ORDINAL = re.compile(r"(?P<open>[(\[]?)(?P<name>\d{1,3}|[ivxlc]{1,5}|[a-z]|[A-Z])(?P<close>[)\]]|\.)(?=[^\S\r\n]+\S)")
_NUMBERED = re.compile(
    r"(?:\d{1,3}(?:(?:\.\d{1,3}){1,4}[.)]?|[.)])|[IVX]{1,5}[.)]|[A-Z][.)]"
    r"|(?:Point|Article|Section|Part|Partie|Chapter|Chapitre|Annexe?|Appendix|Step|Étape)\s+(?:\d{1,3}|[IVX]{1,5}|[A-Z])\b"
    r"\s?[.:)–—-]?)\s+(?=\S)"
)


class Mark(NamedTuple):
    """The marker of a list item."""

    style: str  # shared by the items of one list
    length: int  # in characters, up to the item's words
    name: str


def mark(words: str) -> Mark | None:
    """Read the marker that a line begins with."""
    first = words[0]
    if first in BULLETS or first in DASHES:
        rest = words[1:].lstrip()
        return Mark(first, len(words) - len(rest), first) if rest and words[1].isspace() else None
    if not (first.isascii() and (first.isalnum() or first in "([")):
        return None
    if first == "o" and (drawn := _DRAWN.match(words)):
        return Mark("•", drawn.end(), "•")
    match = _ORDINAL.match(words)
    if not match or (match["open"] and match["close"] == "."):
        return None
    name = match["name"]
    kind = "1" if name.isdigit() else "a" if name.islower() else "A"
    rest = words[match.end() :].lstrip()
    return Mark(f"{match['open']}{kind}{match['close']}", len(words) - len(rest), name)


def follows(earlier: Mark, later: Mark) -> bool:
    """Tell the marker that comes next in a list."""
    if earlier.style != later.style:
        return False
    if earlier.name.isdigit():
        return int(later.name) == int(earlier.name) + 1
    if len(earlier.name) == len(later.name) == 1 and earlier.name.isalpha():
        return ord(later.name) == ord(earlier.name) + 1 or (earlier.name, later.name) in {("i", "v"), ("v", "i")}
    return not earlier.name.isalpha() or later.name.startswith(earlier.name[0]) or earlier.name in {"iv", "ix"}


def number(words: str) -> str:
    """Return the number that a heading begins with, an empty string where it has none."""
    match = _NUMBERED.match(words)
    return match[0] if match else ""


# ---------------------------------------------------------------- labels

_LABEL = re.compile(r"(?P<label>[^\W_][^:\r\n]{0,59}?)[^\S\r\n]?:(?=\s|$)")
_SENTENCE = re.compile(r"[^\W\d_]{3}[.!?]\s")
_NICK = re.compile(r"<[@+~%&]?(?P<nick>[^\s<>]{1,32})>\s+(?=\S)")
_ASKED = re.compile(r"(?:Q(?:uestion)?\s?\d{0,3}\s?[.:)]|Q\s[-–—]|Question\s[-–—])\s*(?=\S)")
_REPLY = re.compile(
    r"(?:[AR]\s?\d{0,3}\s?[.:)]|[AR]\s[-–—]|(?:Answer|Réponse|Reponse|Ans)\s?\d{0,3}\s?[.:)–—-])\s*(?=\S)"
)
_SAME_LINE = re.compile(r"\?[»\"”]?\s+(?=(?:[AR]|Answer|Réponse)\s?[.:]\s)")
LABEL_WORDS = 6
_SMALL = frozenset("de du des d' la le les l' von van der den of the and et".split())
_WRITTEN = frozenset("from de subject objet sujet".split())
_HEADERS = frozenset(
    "from to cc bcc subject date sent reply-to message-id de à a objet envoyé cci répondre-à sujet importance".split()
)


def label(words: str) -> str:
    """Return the label that a line begins with (`Owner` of "Owner: Priya Nair"), an empty string where it has none."""
    match = _LABEL.match(words) if ":" in words[:62] else None
    if not match:
        return ""
    parts = match["label"].split()
    if len(parts) > LABEL_WORDS or (len(parts) > 1 and parts[0][0].islower()) or _SENTENCE.search(match["label"]):
        return ""
    return match["label"]


def nick(words: str) -> str:
    """Return who says a line of a chat (`<ana> restarted`)."""
    match = _NICK.match(words) if words[0] == "<" else None
    return match["nick"] if match else ""


def is_name(name: str) -> bool:
    """Tell a label that may be somebody's name: each word of it a capital, but for small ones."""
    parts = [part for part in name.split() if part.lower() not in _SMALL]
    return 0 < len(parts) <= 5 and all(part[0].isupper() and not part[-1].isdigit() for part in parts)


def is_turn(words: str, after: str) -> bool:
    """Tell somebody's words in a talk: a name stands before them, and before those of the next."""
    return all(map(is_name, (label(words), label(after))))


def is_asked(words: str) -> bool:
    """Tell the line of a question in questions and answers (`Q: ...`)."""
    return words[0] == "Q" and _ASKED.match(words) is not None


def is_reply(words: str) -> bool:
    """Tell the line of an answer in questions and answers (`A: ...`, `R : ...`)."""
    return words[0] in "AR" and _REPLY.match(words) is not None


def reply_on_the_line(words: str) -> int:
    """Return where the answer begins on the line of its question, 0 where it does not."""
    match = _SAME_LINE.search(words)
    return match.end() if match else 0


def is_header(words: str) -> bool:
    """Tell a line of an e-mail's head (`From: ...`)."""
    return label(words).lower() in _HEADERS


def is_mail_head(labels: list[str]) -> bool:
    """Tell the labels of an e-mail's head: who wrote it, or what about, and another."""
    found = {label.lower() for label in labels}
    return bool(found & _WRITTEN) and len(found & _HEADERS) > 1
