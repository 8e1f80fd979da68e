"""What Discord shows of a message's markdown: an independent reading of its rules, as far as the bot uses them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
_OBEYED = [
    ("mention", re.compile(r"<@[!&]?\d+>|@everyone|@here")),
    ("channel", re.compile(r"<#\d+>")),
    ("emoji", re.compile(r"<a?:\w+:\d+>|:[\w+-]+:")),
    ("time", re.compile(r"<t:-?\d+(?::[tTdDfFR])?>")),
    ("command", re.compile(r"</[^<>]+:\d+>")),
    ("place", re.compile(r"<id:\w+>")),
    ("address", re.compile(r"https?://\S")),
    ("invitation", re.compile(r"discord(?:\.gg|(?:app)?\.com/invite)/\S")),
    ("code", re.compile(r"`")),
    ("spoiler", re.compile(r"\|\|")),
    ("strike", re.compile(r"~~")),
    ("link", re.compile(r"\[[^\]]*\]\(")),
    ("emphasis", re.compile(r"[*_]")),
]
_LINE_OBEYED = re.compile(r"\s*(?:#{1,3}\s|-#\s|>\s|>>>\s|[-+*]\s|\d+[.)]\s)")


@dataclass
class Shown:
    """A block quote as people see it."""

    lines: list[str] = field(default_factory=list)
    bold: list[str] = field(default_factory=list)
    obeyed: list[str] = field(default_factory=list)  # what Discord would act upon instead of showing

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def show_quote(markdown: str) -> Shown:
    """Read a block quote; a line outside of it is a failure."""
    shown = Shown()
    for line in markdown.split("\n"):
        assert line.startswith("> "), f"outside of the quote: {line!r}"
        _show_line(line[2:], shown)
    return shown


_LINK = re.compile(r"(?<!\\)\[((?:\\.|[^\]\\])*)\]\(<([^<>\s]*)>\)")


@dataclass
class ShownMessage:
    """A message as people see it: its block quotes, and the lines around them, in their order."""

    quotes: list[Shown] = field(default_factory=list)
    around: Shown = field(default_factory=Shown)
    links: list[str] = field(default_factory=list)


def show_message(markdown: str) -> ShownMessage:
    """Read a message; links under a label and small print are what the bot may use outside of quotes."""
    shown, quoted = ShownMessage(), False
    for line in markdown.split("\n"):
        if line.startswith("> "):
            if not quoted:
                shown.quotes.append(Shown())
            _show_line(line[2:], shown.quotes[-1])
        else:
            shown.links += [match[2] for match in _LINK.finditer(line)]
            _show_line(_LINK.sub(r"\1", line.removeprefix("-# ")), shown.around)
        quoted = line.startswith("> ")
    return shown


def _show_line(line: str, shown: Shown) -> None:
    if _LINE_OBEYED.match(line):
        shown.obeyed.append(line)
    plain, bold_from, at, written = [], None, 0, 0
    while at < len(line):
        if escape := _ESCAPE.match(line, at):
            plain.append(escape[1])
            at = escape.end()
        elif line.startswith("**", at):
            if bold_from is None:
                bold_from = len(plain)
            else:
                shown.bold.append("".join(plain[bold_from:]))
                bold_from = None
            at += 2
        else:
            for name, pattern in _OBEYED:
                if found := pattern.match(line, at):
                    shown.obeyed.append(f"{name}: {found[0]}")
            plain.append(line[at])
            at += 1
        written += 1
    assert bold_from is None, "bold is not closed"
    shown.lines.append("".join(plain))
