"""The spellings of chats, undone: sooo, koi, timline."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from itertools import zip_longest
from typing import TYPE_CHECKING

import yaml

from index.text.rarity import rarity
from index.text.tokens import LANGUAGES, UNDETERMINED, fold_words, language_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SHORTEST = 5  # letters of a word that another spelling may stand for: of shorter ones too many are one letter apart

_WORDS = re.compile(r"(?<![\w'’.@/-])[^\W_]+(?![\w'’@/-])")  # neither a part of a word nor of an address
_REPEATED = re.compile(r"([^\W\d])\1{2,}")


@lru_cache(maxsize=1 << 8)  # each step that reads a question asks for it
def rewrite(text: str) -> str:
    """Return a text with the spellings of chats written out, in the language that its words tell.

    What is written in capitals is an abbreviation, and stays.

    >>> rewrite("c koi le pb ??"), rewrite("y did ppl leaaave b4 noon"), rewrite("CB refused")
    ("c'est quoi le problème ??", 'why did people leave before noon', 'CB refused')
    """
    language = language_of(fold_words(text))
    if language == UNDETERMINED:
        text = _rewrite(text, load_spellings()[UNDETERMINED])
        language = language_of(fold_words(text))
    return _rewrite(text, load_spellings()[language])


def _rewrite(text: str, spellings: Mapping[str, str]) -> str:
    rewritten, done = [], 0
    words = [match.span() for match in _WORDS.finditer(text)]
    for (start, end), (_, next_end) in zip_longest(words, words[1:], fillvalue=(0, 0)):
        word = text[start:end]
        if start < done or (len(word) > 1 and word.isupper()):
            continue
        both = spellings.get(text[start:next_end].lower())
        meant = both or spellings.get(word.lower()) or undouble(word)
        rewritten += [text[done:start], meant.capitalize() if word[0].isupper() else meant]
        done = next_end if both else end
    return "".join([*rewritten, text[done:]])


@lru_cache
def load_spellings() -> dict[str, dict[str, str]]:
    """Return what the spellings of each language stand for; where none is told, those of all of more than a letter."""
    data = yaml.load((files("index") / "data" / "spellings.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    spellings: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        spellings[language] = {word: meant for meant, said in data[language].items() for word in said}
    every = {word: meant for own in reversed(spellings.values()) for word, meant in own.items() if len(word) > 1}
    return {**spellings, UNDETERMINED: every}


def undouble(word: str) -> str:
    """Return a word without letters that only stretch it: two where that makes a word, or where neither does."""
    if not _REPEATED.search(word) or _REPEATED.fullmatch(word):
        return word
    return min(_REPEATED.sub(r"\1\1", word), _REPEATED.sub(r"\1", word), key=lambda w: rarity(w.lower(), UNDETERMINED))


def correct(word: str, known: Iterable[str]) -> str:
    """Return the word of `known` that a folded word is a letter away from; itself where there is none, or it is a word.

    >>> correct("timline", ["timeline"]), correct("tanks", ["thanks"])
    ('timeline', 'tanks')
    """
    if len(word) < SHORTEST or rarity(word, UNDETERMINED) < 1:
        return word
    return next((other for other in known if len(other) >= SHORTEST and _is_one_off(word, other)), word)


def _is_one_off(word: str, other: str) -> bool:
    """Tell whether a letter is lacking, too much, wrong, or in its neighbour's place."""
    if abs(len(word) - len(other)) > 1:
        return False
    same = next((at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    rest, others = word[same:], other[same:]
    return rest[1:] == others or rest == others[1:] or rest[1:] == others[1:] or rest[:2][::-1] + rest[2:] == others
