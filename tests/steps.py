"""Count the steps that a backtracking matcher takes for a regular expression: the same on every machine.

It is built from what `re` itself parsed, and finds what `re` finds, so that its steps tell how those of `re` grow.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.characters import CATEGORIES, beginning, characters

Span = tuple[int, int]
Matcher = Callable[[int], "int | None"]  # from where to match on, to where the whole expression ends, if it matches
_parser: Any = importlib.import_module("re._parser")


@contextmanager
def _deep() -> Iterator[None]:
    """Let a repeat call itself as often as it holds: calls between Python functions need no stack of the machine's."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000_000)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


class Steps:
    """One expression, taken apart; `taken` is the number of steps of all its matches so far."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        """Take a compiled pattern apart."""
        self.tree = _parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
        self.text, self.taken = "", 0
        self.groups: dict[int, Span] = {}
        self.begins = beginning(list(self.tree), pattern.flags)
        self.matcher = self._sequence(self.tree, pattern.flags, self._accept)

    def match(self, text: str) -> Span | None:
        """Match at the beginning of a text."""
        with _deep():
            self.text, self.groups = text, {}
            end = self.matcher(0)
        return None if end is None else (0, end)

    def find(self, text: str) -> list[Span]:
        """Find all matches in a text."""
        self.text, found, at = text, [], 0
        with _deep():
            while at <= len(text):
                self.taken += 1
                self.groups = {}
                end = self.matcher(at) if self.begins is None or self.begins(text[at : at + 1]) else None
                if end is not None:
                    found.append((at, end))
                at = at + 1 if end is None or end == at else end
        return found

    @staticmethod
    def _accept(at: int) -> int:
        return at

    # ------------------------------------------------------------ one builder a construct; `after` is what follows it

    def _sequence(self, items: Iterable[Any], flags: int, after: Matcher) -> Matcher:
        for code, argument in reversed(list(items)):
            after = self._node(str(code), argument, flags, after)
        return after

    def _node(self, code: str, argument: Any, flags: int, after: Matcher) -> Matcher:
        if (accepts := characters(code, argument, flags)) is not None:
            return self._one(accepts, after)
        builder = getattr(self, f"_{code.lower()}")
        built: Matcher = builder(argument, flags, after)
        return built

    def _one(self, accepts: Callable[[str], bool], after: Matcher) -> Matcher:
        def one(at: int) -> int | None:
            self.taken += 1
            return after(at + 1) if at < len(self.text) and accepts(self.text[at]) else None

        return one

    def _at(self, code: Any, flags: int, after: Matcher) -> Matcher:
        name, lines = str(code), flags & re.MULTILINE

        def holds(at: int) -> bool:
            text = self.text
            if name.endswith("BOUNDARY"):
                word = CATEGORIES["CATEGORY_WORD"]
                edge = (at > 0 and word(text[at - 1])) != (at < len(text) and word(text[at]))
                return edge == (name == "AT_BOUNDARY")
            if name.startswith("AT_BEGINNING"):
                return at == 0 or bool(lines and name == "AT_BEGINNING" and text[at - 1] == "\n")
            if name == "AT_END_STRING":
                return at == len(text)
            return at == len(text) or (text[at] == "\n" and (bool(lines) or at + 1 == len(text)))

        def assertion(at: int) -> int | None:
            self.taken += 1
            return after(at) if holds(at) else None

        return assertion

    def _branch(self, argument: Any, flags: int, after: Matcher) -> Matcher:
        branches = [(beginning(list(items), flags), self._sequence(items, flags, after)) for items in argument[1]]

        def branch(at: int) -> int | None:
            self.taken += len(branches)
            for begins, matcher in branches:
                if begins is not None and not begins(self.text[at : at + 1]):
                    continue
                if (end := matcher(at)) is not None:
                    return end
            return None

        return branch

    def _subpattern(self, argument: Any, flags: int, after: Matcher) -> Matcher:
        group, added, removed, items = argument
        flags = (flags | added) & ~removed
        if group is None:
            return self._sequence(items, flags, after)
        starts: list[int] = []

        def close(at: int) -> int | None:
            before = self.groups.get(group)
            start = starts.pop()
            self.groups[group] = start, at
            if (end := after(at)) is None:
                starts.append(start)
                self.groups.pop(group)
                if before:
                    self.groups[group] = before
            return end

        inside = self._sequence(items, flags, close)

        def open_(at: int) -> int | None:
            starts.append(at)
            if (end := inside(at)) is None:
                starts.pop()
            return end

        return open_

    def _groupref(self, group: int, _flags: int, after: Matcher) -> Matcher:
        def reference(at: int) -> int | None:
            self.taken += 1
            if group not in self.groups:
                return None
            said = self.text[slice(*self.groups[group])]
            self.taken += len(said)
            return after(at + len(said)) if self.text.startswith(said, at) else None

        return reference

    def _assert(self, argument: Any, flags: int, after: Matcher) -> Matcher:
        return self._look(argument, flags, after, wanted=True)

    def _assert_not(self, argument: Any, flags: int, after: Matcher) -> Matcher:
        return self._look(argument, flags, after, wanted=False)

    def _look(self, argument: Any, flags: int, after: Matcher, *, wanted: bool) -> Matcher:
        direction, items = argument
        width = items.getwidth()[0] if direction < 0 else 0
        inside = self._sequence(items, flags, self._accept)

        def look(at: int) -> int | None:
            self.taken += 1
            found = at >= width and inside(at - width) is not None
            return after(at) if found == wanted else None

        return look

    def _failure(self, _argument: Any, _flags: int, _after: Matcher) -> Matcher:
        return lambda _at: None

    def _atomic_group(self, items: Any, flags: int, after: Matcher) -> Matcher:
        inside = self._sequence(items, flags, self._accept)

        def atomic(at: int) -> int | None:
            end = inside(at)
            return None if end is None else after(end)

        return atomic

    # ------------------------------------------------------------ repeats

    def _max_repeat(self, argument: Any, flags: int, after: Matcher) -> Matcher:
        least, most, items = argument
        single = self._single(argument, flags, after, "greedy")
        return single or self._many(least, most, items, flags, after, lazy=False)

    def _min_repeat(self, argument: Any, flags: int, after: Matcher) -> Matcher:
        least, most, items = argument
        single = self._single(argument, flags, after, "lazy")
        return single or self._many(least, most, items, flags, after, lazy=True)

    def _possessive_repeat(self, argument: Any, flags: int, after: Matcher) -> Matcher:
        least, most, items = argument
        if single := self._single(argument, flags, after, "possessive"):
            return single
        inside = self._sequence(items, flags, self._accept)

        def possessive(at: int) -> int | None:
            count = 0
            while count < most and (end := inside(at)) is not None:
                self.taken += 1
                count += 1
                if end == at:
                    break
                at = end
            return after(at) if count >= least or end == at else None

        return possessive

    def _single(self, argument: Any, flags: int, after: Matcher, manner: str) -> Matcher | None:
        """Repeat a single character, as `re` does, without a call for each."""
        least, most, items = argument
        accepts = characters(str(items[0][0]), items[0][1], flags) if len(items) == 1 else None
        if accepts is None:
            return None

        def run(at: int, length: int) -> int:
            end = at
            while end - at < length and end < len(self.text) and accepts(self.text[end]):
                end += 1
            self.taken += end - at + 1
            return end

        def greedy(at: int) -> int | None:
            for end in range(run(at, most), at + least - 1, -1):
                self.taken += 1
                if (reached := after(end)) is not None:
                    return reached
            return None

        def lazy(at: int) -> int | None:
            end = run(at, least)
            while end - at >= least:
                self.taken += 1
                if (reached := after(end)) is not None:
                    return reached
                if end - at == most or run(end, 1) == end:
                    return None
                end += 1
            return None

        def possessive(at: int) -> int | None:
            end = run(at, most)
            return after(end) if end - at >= least else None

        return {"greedy": greedy, "lazy": lazy, "possessive": possessive}[manner]

    def _many(self, least: int, most: int, items: Any, flags: int, after: Matcher, *, lazy: bool) -> Matcher:
        state = (0, -1)  # how many there were, and where the last one began

        def more(at: int) -> int | None:
            nonlocal state
            count, began = before = state
            if count >= most or (at == began and count >= least):
                return None
            state = count + 1, at
            if (end := inside(at)) is None:
                state = before
            return end

        def step(at: int) -> int | None:
            nonlocal state
            self.taken += 1
            before = state
            if state[0] < least:
                return more(at)
            for way in (after, more) if lazy else (more, after):
                if (end := way(at)) is not None:
                    return end
                state = before
            return None

        def enter(at: int) -> int | None:
            nonlocal state
            before, state = state, (0, -1)
            end = step(at)
            state = before
            return end

        inside = self._sequence(items, flags, step)
        return enter
