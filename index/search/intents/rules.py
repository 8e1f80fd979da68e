"""What a message wants, as the rules of `data/intents.yaml` tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from index.search.intents.intent import Intent, Wanted
from index.search.spelling import correct, rewrite
from index.text.stopwords import CHAT_WORDS
from index.text.tokens import language_of, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MOST_CHARACTERS = 4000  # of a message that are read
MOST_WORDS = 16  # a longer message is a question, unless it begins as an order
_AROUND = "around"  # the mark of phrases that say nothing
# Up to five words: no time, nothing that only points to what was said, no question within the question.
_TOPIC = (
    r"(?P<topic>(?!(?:\d|it|that|this|these|those|them|they|him|her|he|she|us|me|you|all|everything|what|who|when|where"
    r"|why|how|lui|elles?|ils?|eux|ca|cela|ce|quoi|qui|que|quand|comment|combien|nous|moi|toi|vous|tout)\b)"
    r"[^\W\d]\w*(?: \w+){0,4})\Z"
)
_EITHER = "any"  # instead of a language, of what is said alike in all of them


@dataclass(frozen=True, slots=True)
class _Rule:
    intent: Intent
    words: Mapping[str, str]  # each says what is wanted, in a language; marks of phrases among them
    beside: frozenset[str]  # all that may stand beside them
    unasked: bool  # whether it holds only where there is no question mark


@dataclass(frozen=True, slots=True)
class _Group:
    rules: tuple[_Rule, ...]  # in the order in which they are tried
    phrases: re.Pattern[str]  # a group of its own, named by its mark, for those of a rule in a language


@dataclass(frozen=True, slots=True)
class _Expressions:
    orders: re.Pattern[str]
    topics: re.Pattern[str]
    marks: Mapping[str, Intent]
    groups: tuple[_Group, ...]
    respelt: tuple[str, ...]  # words that a misspelt one may stand for


def read_by_rules(text: str, said: Sequence[str]) -> Wanted | None:
    """Tell what a message wants, of which these are the folded words; None where no rule knows them all."""
    expressions, language = load_expressions(), language_of(said)
    if not said:
        return Wanted(_meant_by_marks("".join(text.split()), expressions), language)
    if expressions.orders.match(" ".join(said[:MOST_WORDS])):
        return Wanted(Intent.NOT_FOR_US, language)
    if len(said) > MOST_WORDS:
        return None
    whole = " ".join(correct(word, expressions.respelt) for word in said)
    for group in expressions.groups:
        words = group.phrases.sub(lambda match: str(match.lastgroup), whole).split()
        for rule in group.rules:
            telling = [rule.words[word] for word in words if word in rule.words]
            if telling and rule.beside.issuperset(words) and not (rule.unasked and "?" in text):
                spoken = next((code for code in telling if code != _EITHER), language)
                return Wanted(rule.intent, spoken)
    return None


def topic_of(text: str) -> str | None:
    """Return the topic of a question for whatever there is of it, as it was typed; None of any other question.

    >>> topic_of("so what happened with Air France??"), topic_of("parle moi de delta stp"), topic_of("who won?")
    ('Air France', 'delta', None)
    """
    plain = rewrite(text[:MOST_CHARACTERS])
    tokens = [token for token in tokenize(plain) if token.text not in CHAT_WORDS]
    asked = (
        load_expressions().topics.match(" ".join(token.text for token in tokens)) if len(tokens) <= MOST_WORDS else None
    )
    if asked is None:
        return None
    topic = tokens[-len(asked["topic"].split()) :]
    return plain[topic[0].start : topic[-1].end]


def _meant_by_marks(marks: str, expressions: _Expressions) -> Intent:
    if not marks:
        return Intent.GREETING
    return next((expressions.marks[mark] for mark in marks if mark in expressions.marks), Intent.NOT_FOR_US)


@lru_cache
def load_expressions() -> _Expressions:
    """Return the expressions that ship with the package."""
    data = yaml.load((files("index") / "data" / "intents.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    groups = tuple(_read_group(data[name], data["parts"]) for name in ("talk", "wants"))
    return _Expressions(
        re.compile(rf"{data['parts']['hey']}(?:{'|'.join(data['orders'])})\b"),
        re.compile(rf"{data['parts']['hey']}(?:{_either(data['topics'], data['parts'])}) {_TOPIC}"),
        {mark: Intent(intent) for intent, marks in data["marks"].items() for mark in marks},
        groups,
        tuple(data["respelt"].split()),
    )


def _read_group(data: dict[str, Any], parts: dict[str, str]) -> _Group:
    said = [dict(_words(rule)) for rule in data["rules"]]
    marks: list[dict[str, str]] = [{} for _ in said]
    phrases = []
    for number, rule in enumerate(data["rules"]):
        for language, expressions in rule.get("phrases", {}).items():
            mark = f"m{number}_{language}"
            marks[number][mark] = language
            either = _either(expressions, parts)
            phrases.append(f"(?P<{mark}>{either})")
    phrases.append(f"(?P<{_AROUND}>{'|'.join(data['phrases'])})")
    around = frozenset([_AROUND, *data["around"].split()]).union(*said, *marks)
    rules = tuple(
        _Rule(
            Intent(rule["intent"]),
            own | mark,
            around.union(rule.get("beside", "").split()),
            rule.get("unasked", False),
        )
        for rule, own, mark in zip(data["rules"], said, marks, strict=True)
    )
    return _Group(rules, re.compile(rf"(?<!\S)(?:{'|'.join(phrases)})(?!\S)"))


def _either(expressions: Iterable[str], parts: Mapping[str, str]) -> str:
    return re.sub(r"<(\w+)>", lambda part: parts[part[1]], "|".join(expressions))


def _words(rule: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the words that say what a rule is about, each with its language."""
    for language, words in rule["words"].items():
        for word in words.split():
            yield word, language
