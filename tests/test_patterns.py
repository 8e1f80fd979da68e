"""No text can make a pattern slow: what every pattern of the project takes grows as the text does, and no faster."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import pkgutil
import re
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
import index
from bot.cogs.mention import phrases
from bot.i18n import Catalogue
from index.answers.attribution import speech
from index.answers.summary import accounts
from index.search import answer_types
from index.search.intents import rules
from tests.steps import Steps

SHORT, LONG = 250, 1000  # characters on which steps are counted for every pattern and text,
LONGEST = 12_500  # and for the text on which a pattern took most
GROWTH = 1.5  # times as many steps for a character of a longer text: linear is 1, quadratic 4 and more
MOST = 6  # texts on which a pattern took most: it is run itself
SIZE = 50_000  # characters of them
CEILING = 1.0  # seconds of the processor: linear patterns take a hundredth of it, quadratic ones many times as much
UNITS = (
    *("1", "1 ", "12 345 ", "1,", "1.1", "1/", "1-", "20 000 000 ", "2024 ", "$1 ", "!", "! ", "?", ".", ". ", "… "),
    *("a", "a ", "A", "A ", "Aa ", "a.", "A. ", "a-", "a'", "é", "e\u0301", "🎉", ". 🎉 ", "_", "*", "**a"),
    *("`", "``a", "```\n", "[", "[a](", "( ", "]", "<", "<a ", ">", "\n> ", "| ", "«", "« a » ", "»", '"', "'", "’"),
    *(" ", "\n", "\r\n", " \n", "# ", "\n- ", ":", ": ", "://", "=\n", "@", "&", ",", "; ", "\u00a0", "\ud800"),
)  # fmt: skip
END = "\x01"  # nothing accepts it, so that what ran up to here must go back


@dataclass(frozen=True)
class Used:
    """A pattern, where it stands, and whether texts are searched for it or only begin with it."""

    name: str
    pattern: re.Pattern[str]
    searched: bool


# ---------------------------------------------------------------- every pattern of the project


def _built() -> Iterator[tuple[str, re.Pattern[str], bool]]:
    """Yield what functions compile out of data: the function, what it made, whether texts are searched for it."""
    for answer_type in answer_types.load_answer_types():
        yield "index.search.answer_types:load_answer_types", answer_type.asked, True
        yield "index.search.answer_types:load_answer_types", answer_type.offered, True
    expressions = rules.load_expressions()
    yield "index.search.intents.rules:load_expressions", expressions.orders, False
    for group in expressions.groups:
        yield "index.search.intents.rules:_read_group", group.phrases, True
    for words_of_speech in speech.load_speech().values():
        for name in ("hedge", "conditional", "weaker", "unless"):
            yield "index.answers.attribution.speech:_read", getattr(words_of_speech, name), True
    for facet in accounts.load_facets().values():
        yield "index.answers.summary.accounts:load_facets", facet, True
    catalogue = Catalogue.load()
    for words in catalogue:
        yield "bot.cogs.mention.phrases:openers", phrases.openers(words), False
        yield "bot.cogs.mention.phrases:connectives", phrases.connectives(words), False
    yield "bot.cogs.mention.phrases:pleasantries", phrases.pleasantries(catalogue), False


@cache
def _modules() -> dict[str, ast.Module]:
    found = {}
    for package in (index, bot):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.startswith("bot.storage.migrations."):
                continue  # Alembic runs these
            spec = importlib.util.find_spec(module.name)
            if spec and spec.origin and not module.name.endswith("__main__"):
                found[module.name] = ast.parse(Path(spec.origin).read_text("utf-8"))
    return found


@cache
def _patterns() -> list[Used]:
    found = [Used(name, pattern, searched) for name, pattern, searched in _built()]
    for name, tree in _modules().items():
        for attribute, value in vars(importlib.import_module(name)).items():
            if isinstance(value, re.Pattern):
                found.append(Used(f"{name}.{attribute}", value, _is_searched(name, attribute)))
        found += [Used(f"{name}:{line}", re.compile(text), how != "match") for line, how, text in _written(tree)]
    alone = {(used.pattern.pattern, used.pattern.flags, used.searched): used for used in found}
    return sorted(alone.values(), key=lambda used: used.name)


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls of functions of `re` that take a pattern."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=name)) if name != "escape":
                yield node


def _written(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Yield the patterns that are no module's attribute: line, function and expression."""
    named = [node.value for node in tree.body if isinstance(node, ast.Assign)]
    for call in _calls(tree):
        match call:
            case ast.Call(func=ast.Attribute(attr=how), args=[ast.Constant(value=str(text)), *_]) if call not in named:
                yield call.lineno, how.replace("fullmatch", "match"), text


def _is_searched(module: str, attribute: str) -> bool:
    """Tell whether a pattern is used for more than matching at one place."""
    trees = [_modules()[module]] if attribute.startswith("_") else _modules().values()
    methods = {
        node.attr
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and attribute in {getattr(node.value, "id", ""), getattr(node.value, "attr", "")}
    }
    return not methods or not methods <= {"match", "fullmatch"}


def test_every_pattern_is_looked_at() -> None:
    built = {name for name, _, _ in _built()}
    for name, tree in _modules().items():
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) or f"{name}:{function.name}" in built:
                continue
            for call in _calls(function):
                plain = ast.unparse(call.args[0])
                assert isinstance(call.args[0], ast.Constant) or plain.startswith("re.escape("), (
                    f"{name}:{function.name} builds {plain}: have `_built` yield it"
                )


# ---------------------------------------------------------------- how it grows


def _texts(pattern: re.Pattern[str]) -> list[str]:
    """Return what is repeated to make a pattern slow: what it is made of, too."""
    literals = re.findall(r"(?:[^\W_]|[ <>/:.'-]){2,}", re.sub(r"\\.|\(\?[^:)]{1,4}|[?*+]", "|", pattern.pattern))
    return [*UNITS, *(f"{literal} " for literal in sorted(set(literals), key=len, reverse=True)[:6])]


_counter = lru_cache(maxsize=1)(Steps)


def _steps(used: Used, unit: str, size: int) -> int:
    steps = _counter(used.pattern)
    steps.taken = 0
    text = (unit * size)[:size] + END
    if used.searched:
        found = steps.find(text)
        assert found == [match.span() for match in used.pattern.finditer(text)]
    else:
        match = used.pattern.match(text)
        assert steps.match(text) == (match.span() if match else None)
    return steps.taken


@pytest.mark.parametrize("used", _patterns(), ids=lambda used: used.name)
def test_a_pattern_takes_as_many_steps_more_as_the_text_is_longer(used: Used) -> None:
    taken = {unit: _steps(used, unit, LONG) for unit in _texts(used.pattern)}
    for unit, steps in taken.items():
        assert steps <= GROWTH * (LONG / SHORT) * (_steps(used, unit, SHORT) + SHORT), repr(unit)
    worst = sorted(taken, key=taken.__getitem__)[-MOST:]
    assert _steps(used, worst[-1], LONGEST) <= GROWTH * (LONGEST / LONG) * taken[worst[-1]], repr(worst[-1])
    for unit in worst:
        assert _seconds(used, (unit * SIZE)[:SIZE] + END) < CEILING, repr(unit)


def _seconds(used: Used, text: str) -> float:
    before = time.thread_time()
    deque(used.pattern.finditer(text) if used.searched else [used.pattern.match(text)], maxlen=0)
    return time.thread_time() - before


# ---------------------------------------------------------------- the counter


@pytest.mark.parametrize(
    ("pattern", "unit"),
    [(r"\d[\d.,\s]*x", "1 "), (r"[!?]+\s*[A-Z]", "!"), (r"(`+)(?!`).*?(?<!`)\1(?!`)", "`"), (r"(?:a|b)*c", "ab")],
)
def test_what_freezes_is_noticed(pattern: str, unit: str) -> None:
    used = Used("slow", re.compile(pattern), searched=True)
    assert _steps(used, unit, LONG) > 2 * GROWTH * (LONG / SHORT) * _steps(used, unit, SHORT)


EXPRESSIONS = (
    r"(a|ab)(c|bcd)*d?y",
    r"([^\W\d])\1{2,}",
    r"(`+)(?!`).*?(?<!`)\1(?!`)",
    r"(?i:x(?:yZ)+?)y?",
    r"\b\w+(?=\s|$)",
    r"(?<!\d)\d{1,3}(?:[ ,]\d{3}){1,6}+(?:[.,]\d++)?+",
    r"(?:a*b?)*c",
    r"(?m)^> .*$",
    r"(?>a+|b)c",
    r"(?:(?:a|b)*c|d)*e",
)


@given(st.sampled_from(EXPRESSIONS), st.text(st.sampled_from("abcdexyYZ`1, .>\n"), max_size=16))
def test_the_counter_finds_what_re_finds(pattern: str, text: str) -> None:
    expression = re.compile(pattern)
    match = expression.match(text)
    assert Steps(expression).find(text) == [found.span() for found in expression.finditer(text)]
    assert Steps(expression).match(text) == (match.span() if match else None)
