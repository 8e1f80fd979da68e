"""What a question asks: its language, its informative words, the kind of thing it wants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml

from index.text.rarity import rarity
from index.text.tokens import CHAT_SPELLINGS, CHAT_WORDS, UNDETERMINED, fold_words, is_stop_word, language_of, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from index.text.spans import Span

MOST_WORDS = 48  # a longer question is read up to there
MOST_CHARACTERS = 4000


@dataclass(frozen=True, slots=True, eq=False)  # there is one of each: they are told apart by what they are
class Kind:
    """A kind of thing that questions ask for: a date, a person, a cause."""

    name: str
    asked: re.Pattern[str]  # over the question's folded words, joined by spaces
    offered: re.Pattern[str]  # over a sentence as it is written
    exact: bool  # whether what is offered is itself the answer


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is looked up: `words` are folded, distinct and in order."""

    text: str
    language: str  # "und" where its words do not tell
    words: tuple[str, ...]
    kind: Kind | None
    names: frozenset[str]  # the words written with a capital, the question's first one aside
    negated: bool = False  # asks what is not so


def read_question(text: str, default_language: str = UNDETERMINED) -> Question:
    """Analyse any string; one without informative words gives a question without words."""
    text = text[:MOST_CHARACTERS]
    tokens = list(tokenize(text))
    said = [_respell(token.text) for token in tokens]
    language = language_of(said, default_language)
    words = dict.fromkeys(word for word in said if word not in CHAT_WORDS and not is_stop_word(word, language))
    names = frozenset(word for token, word in zip(tokens[1:], said[1:], strict=True) if text[token.start].isupper())
    asked = " ".join(said)
    if is_small_talk(asked):
        words = {}
    kind = next((kind for kind in load_kinds() if kind.asked.search(asked)), None)
    return Question(text, language, tuple(words)[:MOST_WORDS], kind, names, negates(text))


_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nor|neither|without|cannot|ne|pas|jamais|sans|aucune?|ni|non)\b|\bn['’]|n['’]t\b",
    re.IGNORECASE,
)


def negates(text: str) -> bool:
    """Tell whether `text` holds a negation, French or English."""
    return _NEGATION.search(text) is not None


_REPEATED = re.compile(r"([^\W\d])\1{2,}")


def _respell(word: str) -> str:
    """Undo what chats do to words: sooo -> so, paaanne -> panne, koi -> quoi."""
    if known := CHAT_SPELLINGS.get(word):
        return known
    if not _REPEATED.search(word):
        return word
    # Twice where that is a word, and where neither spelling is.
    return min(_REPEATED.sub(r"\1\1", word), _REPEATED.sub(r"\1", word), key=lambda w: rarity(w, UNDETERMINED))


def offers(question: Question, sentence: str) -> bool:
    """Tell whether a sentence offers the kind of thing asked for, in words that the question does not hold itself."""
    return question.kind is not None and any(
        word not in question.words for _, word in _offered(question.kind, sentence)
    )


def answering(question: Question, text: str) -> Iterator[Span]:
    """Yield the spans of `text` that are an answer of the kind asked for: a sum, a number, a date."""
    if question.kind and question.kind.exact:
        yield from (span for span, word in _offered(question.kind, text) if word not in question.words)


@lru_cache(maxsize=1 << 14)
def _offered(kind: Kind, text: str) -> tuple[tuple[Span, str], ...]:
    """Return the spans of `text` that are of a kind, each with its last figure or else its last word, folded."""
    found = (match for match in kind.offered.finditer(text) if match["other"] is None)
    return tuple((match.span(), _telling(fold_words(match[0]))) for match in found)


def _telling(words: list[str]) -> str:
    return next((word for word in reversed(words) if word[0].isdigit()), words[-1])


def figures(text: str) -> Iterator[Span]:
    """Yield the spans of `text` that are a number, an amount or a date, whatever is asked; they may overlap."""
    for kind in load_kinds():
        if kind.exact:
            yield from (match.span() for match in kind.offered.finditer(text))


def is_small_talk(asked: str) -> bool:
    """Tell what is said to the bot itself, not asked of the sources; `asked` are folded words, joined by spaces."""
    return _load_small_talk().match(asked) is not None


@lru_cache
def _load_small_talk() -> re.Pattern[str]:
    data = yaml.load((files("index") / "data" / "small_talk.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    whole = rf"(?:{data['before']})*(?:{'|'.join(data['whole'])})(?: (?:{data['after']}))*\Z"
    return re.compile(rf"{whole}|(?:{data['before']})*(?:{'|'.join(data['opening'])})\b")


@lru_cache
def load_kinds() -> tuple[Kind, ...]:
    """Return the kinds that ship with the package, in the order in which they are tried."""
    data = yaml.load((files("index") / "data" / "kinds.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    parts: dict[str, str] = {}

    def either(expressions: Iterable[str]) -> str:
        return "|".join(re.sub(r"<(\w+)>", lambda part: parts[part[1]], expression) for expression in expressions)

    for name, part in data.pop("parts").items():
        parts[name] = f"(?:{either([part])})"
    return tuple(
        Kind(
            name,
            re.compile(rf"\b(?:{either(kind['asked'])})\b"),
            re.compile(rf"(?P<other>{either(kind.get('other', [_NEVER]))})|{either(kind['offered'])}"),
            kind.get("exact", False),
        )
        for name, kind in data.items()
    )


_NEVER = r"(?!)"
