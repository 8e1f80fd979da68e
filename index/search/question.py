"""What a question asks: its language, its informative words, the kind of thing it wants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.search.answer_types import load_answer_types, offered
from index.search.intents import MOST_CHARACTERS, Intent, intent_of
from index.search.spelling import rewrite, undouble
from index.text.stopwords import CHAT_WORDS, EXCUSES, is_stop_word
from index.text.tokens import language_of, tokenize

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from index.search.answer_types import AnswerType
    from index.text.spans import Span

MOST_WORDS = 48  # a longer question is read up to there
ASKING = frozenset({Intent.QUESTION, Intent.OVERVIEW})  # the sources may answer these


@dataclass(frozen=True, slots=True)
class Question:
    """A question, analysed: `words` are folded, distinct and in order."""

    text: str
    language: str  # "und" where its words do not tell it
    words: tuple[str, ...]
    answer_type: AnswerType | None
    names: frozenset[str]  # the words written with a capital, the question's first one aside
    negated: bool = False  # asks what is not the case
    asks: bool = True  # whether it is a question at all: small talk and an empty one are none

    @property
    def plain(self) -> str:
        """The question without the spellings of chats."""
        return rewrite(self.text)


def read_question(text: str) -> Question:
    """Analyse any string; one without informative words gives a question without words."""
    text = text[:MOST_CHARACTERS]
    plain = rewrite(text)
    tokens = list(tokenize(plain))
    said = [token.text for token in tokens]
    language = language_of(said)
    around = CHAT_WORDS.union(EXCUSES.intersection(said[:1]))
    words = dict.fromkeys(word for word in said if word not in around and not is_stop_word(word, language))
    names = frozenset(word for token, word in zip(tokens[1:], said[1:], strict=True) if plain[token.start].isupper())
    asked = " ".join(said)
    asks = intent_of(text) in ASKING and not (words.keys() | said).isdisjoint(words.keys() | _QUESTION_WORDS)
    if not asks:
        words = {}
    answer_type = next((t for t in load_answer_types() if t.asked.search(asked)), None)
    return Question(text, language, tuple(words)[:MOST_WORDS], answer_type, names, negates(text), asks)


_QUESTION_WORDS = frozenset(
    "who whom whose what which when where why how qui que quoi quand pourquoi comment combien quel quelle quels "
    "quelles lequel laquelle".split()
)

_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nor|neither|without|cannot|ne|pas|jamais|sans|aucune?|ni|non)\b|\bn['’]|n['’]t\b",
    re.IGNORECASE,
)


def negates(text: str) -> bool:
    """Tell whether `text` holds a negation, French or English."""
    return _NEGATION.search(text) is not None


def offers(question: Question, sentence: str) -> bool:
    """Tell whether a sentence offers the kind of thing asked for, in words that are not the question's own."""
    answer_type = question.answer_type
    return answer_type is not None and any(word not in question.words for _, word in offered(answer_type, sentence))


def answering(question: Question, text: str) -> Iterator[Span]:
    """Yield the spans of `text` that are an answer of the kind asked for: a sum, a number, a date."""
    if question.answer_type and question.answer_type.exact:
        yield from (span for span, word in offered(question.answer_type, text) if word not in question.words)


def names_with(question: Question, words: Collection[str]) -> Iterator[str]:
    """Yield the names in a question that hold one of these of its `names`, as they are written.

    >>> list(names_with(read_question("Was Air France hit?"), {"france"}))
    ['Air France']
    """
    for run in _CAPITALISED.finditer(question.text):
        tokens = [(token.start, undouble(token.text)) for token in tokenize(run.group())]
        start = next((at for at, word in tokens if not is_stop_word(word, question.language)), 0)
        if any(word in words for _, word in tokens):
            yield run.group()[start:]


_CAPITALISED = re.compile(r"\b[^\W\d_a-zà-öø-ÿ][\w’'-]*(?:[ \u00a0][^\W\d_a-zà-öø-ÿ][\w’'-]*)*")
