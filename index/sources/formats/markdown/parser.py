"""Set up markdown-it so that every token tells where in the text it stands, which it does not tell by itself."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.common.utils import MD_TRIM_CHARS
from mdit_py_plugins.footnote import footnote_plugin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    from index.text.spans import Span

    BlockRule = Callable[[StateBlock, int, int, bool], bool]
    InlineRule = Callable[[StateInline, bool], bool]

# With more of them a stretch of text is not searched for links and comments: each costs as much as a page of prose.
BRACKETS, COMMENTS = 2000, 100

# What the generators of sites replace before a page is seen: {{< figure >}}, {% include %}, {#anchor}, {: .class}
TEMPLATE = r"\{\{[<%][^{}\n]{0,500}[>%]\}\}|\{%[^{}\n]{0,500}%\}|\{[:#][^{}\n]{1,200}\}"

_TEMPLATE = re.compile(TEMPLATE)
_BLOCKS = {"paragraph", "heading", "lheading", "table", "fence", "code", "html_block"}  # rules whose tokens tell more
_SPANS = {"backticks", "link", "image", "autolink", "html_inline", "footnote_ref", "template"}


def parse(text: str) -> list[Token]:
    """Return the tokens of a Markdown text whose lines end in line feeds alone.

    `meta["lines"]` of a block's token are the spans of its lines, without what its containers put before them, and the
    content of its inline token is these lines; `meta["end"]` of a token inside is where in that content it ends.
    """
    return _parser().parse(text, {})


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"inline_definitions": True})
    parser.enable(["table", "strikethrough"]).disable("text_join")
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    parser.inline.ruler.before("link", "template", _template)
    for block_rule in parser.block.ruler.__rules__:
        if block_rule.name in _BLOCKS:
            block_rule.fn = _placed(block_rule.fn)
    for inline_rule in parser.inline.ruler.__rules__:
        if inline_rule.name in _SPANS:
            inline_rule.fn = _ended(inline_rule.fn)
    return parser


def _template(state: StateInline, silent: bool) -> bool:
    match = _TEMPLATE.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        state.push("template", "", 0)
    state.pos = match.end()
    return True


def _ended(rule: InlineRule) -> InlineRule:
    """Let the last token that a rule makes tell where what the rule has read ends."""

    def run(state: StateInline, silent: bool) -> bool:
        known = len(state.tokens)
        found = rule(state, silent)
        if found and not silent and len(state.tokens) > known:
            state.tokens[-1].meta["end"] = state.pos
        return found

    return run


def _placed(rule: BlockRule) -> BlockRule:
    """Let the first token that a rule makes tell where its lines stand."""

    def run(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        known = len(state.tokens)
        found = rule(state, start, end, silent)
        if found and not silent and len(state.tokens) > known:
            tokens = state.tokens[known:] if state.tokens[known].type in _FILLED else state.tokens[known : known + 1]
            tokens[0].meta["lines"] = [
                (min(state.bMarks[line] + state.tShift[line], state.eMarks[line]), state.eMarks[line])
                for line in range(start, state.line)
            ]
            if fill := _FILLED.get(tokens[0].type):
                fill(state.src, tokens)
        return found

    return run


def _fill_paragraph(text: str, tokens: list[Token]) -> None:
    _fill(text, tokens[1], tokens[0].meta["lines"])


def _fill_heading(text: str, tokens: list[Token]) -> None:
    lines = tokens[0].meta["lines"]
    if tokens[0].markup.startswith("#"):
        start = text.find(tokens[1].content, lines[0][0] + len(tokens[0].markup))
        lines = [(start, start + len(tokens[1].content))]
    else:
        lines = lines[:-1]
    _fill(text, tokens[1], lines)


def _fill_table(text: str, tokens: list[Token]) -> None:
    lines, first = tokens[0].meta["lines"], tokens[0].map or [0]
    cells: Iterator[Span] = iter(())
    for token in tokens:
        if token.type == "tr_open" and token.map:
            cells = _cells(text, *lines[token.map[0] - first[0]])
        elif token.type == "inline":
            cell = next(cells, None)
            _fill(text, token, [cell] if cell else [])


_FILLED = {"paragraph_open": _fill_paragraph, "heading_open": _fill_heading, "table_open": _fill_table}


def _fill(text: str, token: Token, lines: list[Span]) -> None:
    token.meta["lines"] = lines
    token.content = "\n".join(text[start:end] for start, end in lines)
    if token.content.count("[") > BRACKETS or token.content.count("<!--") > COMMENTS:
        token.type = "verbatim"


_PIPE = re.compile(r"(?<!\\)\|")


def _cells(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the cells of a row of a table, without the white space around them."""
    start, end = _strip(text, start, end)
    cuts = [match.start() for match in _PIPE.finditer(text, start, end)]
    if cuts and cuts[0] == start:
        start += 1
        cuts.pop(0)
    if not cuts or cuts[-1] != end - 1:
        cuts.append(end)
    for cut in cuts:
        yield _strip(text, start, cut)
        start = cut + 1


def _strip(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(MD_TRIM_CHARS))
    return start, start + len(piece.strip(MD_TRIM_CHARS))
