"""From the tokens of a Markdown text to its parts."""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from index.sources.formats.document import Kind
from index.sources.formats.markdown.inline import Seen, see
from index.sources.formats.markdown.lines import Lines
from index.sources.formats.markdown.part import Part, cut_out, join, trim
from index.sources.formats.markdown.raw_html import RawHtml
from index.sources.formats.markdown.sections import sections
from index.text.sentences import split_sentences
from index.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

_LEAVES = {"paragraph_open", "heading_open", "table_open", "fence", "code_block", "html_block", "hr", "definition"}
_CONTAINER = re.compile(r"(?:[\s>*+-]|\d{1,9}[.)](?=\s|$)|\[\^[^\]\s]{1,99}\]:)*+")  # before a line's words
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BOX = re.compile(r"\[[ xX]\](?=\s)")  # of a list of tasks
_ALERT = re.compile(r"\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]")  # which GitHub draws as a sign
_HTML = {"li": Kind.ITEM, "tr": Kind.ROW, "pre": Kind.CODE, "blockquote": Kind.QUOTATION, "summary": Kind.HEADING}
_DEEPEST = 6  # of headings


class _List(NamedTuple):
    group: int
    lead: Span | None


class Blocks:
    """Takes the tokens of a text one by one; `parts` is what they come to, in order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts: list[Part] = []
        self._groups = 0
        self._lists: list[_List] = []
        self._quotes = 0
        self._begins_item = False
        self._level = 0  # of the heading that is open, 0 where none is
        self._table: Part | None = None  # its header row
        self._cells: list[Span] | None = None  # what is seen of the row that is open
        self._lead: Span | None = None
        self._unseen: list[Span] = []  # what is hidden by markup that does not end in its block
        self._last_comment = text.rfind("-->")  # where it ends
        self._read: set[int] = set()  # lines

    def take(self, token: Token) -> None:
        """Take the next token."""
        if token.type in _LEAVES and token.map:
            self._read.update(range(*token.map))
        if handler := self._HANDLERS.get(token.type):
            handler(self, token)

    def finish(self) -> None:
        """Read what the parser leaves out as nested too deep: every word of a text is in a part."""
        at, run, left = 0, list[Span](), list[list[Span]]()
        without_comments = _COMMENT.sub(lambda match: re.sub(r"[^\n]", "\0", match[0]), self.text)
        for number, line in enumerate(without_comments.split("\n")):
            match = _CONTAINER.match(line)
            start = match.end() if match else 0
            if number not in self._read and "\0" not in line and any(map(str.isalnum, line[start:])):
                run.append((at + start, at + len(line) + (at + len(line) < len(self.text))))
            elif run:
                left.append(run)
                run = []
            at += len(line) + 1
        self._unseen = []
        for pieces in filter(None, [*left, run]):
            self._add(Kind.PARAGRAPH, pieces)
        self.parts.sort(key=lambda part: part.span)

    # ------------------------------------------------------------ paragraphs and headings

    def _open_heading(self, token: Token) -> None:
        self._level = int(token.tag[1:])

    def _close_heading(self, _token: Token) -> None:
        self._level = 0

    def _inline(self, token: Token) -> None:
        seen = see(token)
        for comment in seen.comments:
            if comment < self._last_comment:
                self._hide(comment, "-->")
        if self._cells is not None:
            self._cells += seen.pieces
        elif self._level:
            self._add(Kind.HEADING, seen.pieces, seen, level=self._level)
        elif self._lists:
            kind = Kind.ITEM if self._begins_item else Kind.PARAGRAPH
            lead = self._lists[-1].lead if self._begins_item else None
            self._begins_item = False
            self._add(kind, self._without_sign(seen.pieces, _BOX), seen, lead=lead)
        else:
            kind = Kind.QUOTATION if self._quotes else Kind.PARAGRAPH
            self._add(kind, self._without_sign(seen.pieces, _ALERT), seen, lead=self._lead)

    def _without_sign(self, pieces: Sequence[Span], sign: re.Pattern[str]) -> Sequence[Span]:
        """Leave out a sign that a paragraph begins with, which is drawn and not read."""
        match = sign.match(self.text, *pieces[0]) if pieces else None
        return [*cut_out(pieces[:1], [match.span()]), *pieces[1:]] if match else pieces

    # ------------------------------------------------------------ lists and quotations

    def _open_list(self, _token: Token) -> None:
        lead = self._announced()
        outer = self._lists[-1] if self._lists else _List(self._group(), self._lead)
        self._lists.append(_List(outer.group, lead or outer.lead))

    def _close_list(self, _token: Token) -> None:
        self._lists.pop()

    def _open_item(self, _token: Token) -> None:
        self._begins_item = True

    def _open_quotation(self, _token: Token) -> None:
        self._lead = self._announced() or (self._lead if self._quotes else None)
        self._quotes += 1

    def _close_quotation(self, _token: Token) -> None:
        self._quotes -= 1
        self._lead = self._lead if self._quotes else None

    # ------------------------------------------------------------ tables, code, HTML

    def _open_table(self, _token: Token) -> None:
        self._announced()
        self._groups += 1
        self._table = None

    def _open_row(self, _token: Token) -> None:
        self._cells = []

    def _close_row(self, _token: Token) -> None:
        lead = self._table.span if self._table else None
        if self._add(Kind.ROW, self._cells or (), lead=lead, group=self._groups) and lead and self._table:
            self._table.header = True
        self._cells = None

    def _close_head(self, _token: Token) -> None:
        last = self.parts[-1] if self.parts else None
        self._table = last if last and last.kind is Kind.ROW and last.group == self._groups else None

    def _code(self, token: Token) -> None:
        lead = self._announced()
        lines: list[Span] = token.meta["lines"][1 if token.type == "fence" else 0 :]
        pieces = []
        for (start, end), line in zip(lines, token.content.split("\n"), strict=False):
            first = start if (words := line.lstrip(" \t")) else end
            for _ in range(len(line) - len(words)):
                first -= first > 0 and self.text[first - 1] in " \t"
            pieces.append((first, min(end + 1, len(self.text))))
        self._add(Kind.CODE, [piece for piece in pieces if piece[0] < piece[1]], lead=lead)

    def _html(self, token: Token) -> None:
        lines = Lines(token.meta["lines"])
        content = "\n".join(self.text[start:end] for start, end in token.meta["lines"])
        group = self._group()
        html = RawHtml(content)
        for tag, spans in html.stretches:
            heading = tag[:1] == "h" and tag[1:].isdigit()
            kind = Kind.HEADING if heading else _HTML.get(tag, Kind.PARAGRAPH)
            level = int(tag[1:]) if heading else _DEEPEST if kind is Kind.HEADING else 0
            pieces = [piece for span in spans for piece in lines.pieces(span)]
            self._add(kind, pieces, level=level, group=group if kind in {Kind.ITEM, Kind.ROW} else 0)
        if unended := html.unended:
            self._hide(lines.place(unended.start), unended.closing)

    def _hide(self, start: int, closing: str) -> None:
        """Hide all up to where markup ends that its block does not end; the rest of the text where it never ends."""
        if not self._unseen or start >= self._unseen[-1][1]:
            end = re.compile(re.escape(closing), re.IGNORECASE).search(self.text, start)
            self._unseen.append((start, end.end() if end else len(self.text)))

    # ------------------------------------------------------------ parts

    def _group(self) -> int:
        self._groups += 1
        return self._groups

    def _add(
        self,
        kind: Kind,
        pieces: Sequence[Span],
        seen: Seen | None = None,
        *,
        level: int = 0,
        lead: Span | None = None,
        group: int = 0,
    ) -> bool:
        """Add a part, or the parts that it falls into; tell whether there is anything to see of it."""
        if self._unseen and pieces:
            pieces = list(cut_out(pieces, self._unseen[bisect_right(self._unseen, pieces[0][0], key=itemgetter(1)) :]))
        pieces = trim(self.text, pieces)
        if not pieces:
            return False
        group = group or (self._lists[0].group if self._lists else self._group())
        part = Part(kind, pieces, join(self.text, pieces), group, level, lead)
        if seen:
            part.bold = sum(min(end, seen.bold_until) - start for start, end in pieces if start < seen.bold_until)
            part.pointing = seen.links > 1 or (seen.links == 1 and seen.anchored)
        self.parts += sections(self.text, part)
        return True

    def _announced(self) -> Span | None:
        """Return the sentence that announces what comes next, where there is one: it becomes a lead-in."""
        last = self.parts[-1] if self.parts else None
        if last is None or not last.words.endswith((":", "：")):
            return None
        sentences = list(split_sentences(last.words, 0, len(last.words)))
        start = sentences[-1][0] if sentences else 0
        if last.kind not in {Kind.PARAGRAPH, Kind.ITEM}:
            return None
        listed = last.kind is Kind.ITEM or self._lists
        self.parts[-1:] = last.cut(self.text, start) if start else [last]
        self.parts[-1].kind = Kind.LEAD
        if not listed:
            self.parts[-1].group = self._group()
        return self.parts[-1].span

    _HANDLERS: ClassVar = {
        "heading_open": _open_heading,
        "heading_close": _close_heading,
        "inline": _inline,
        "verbatim": _inline,
        "bullet_list_open": _open_list,
        "ordered_list_open": _open_list,
        "bullet_list_close": _close_list,
        "ordered_list_close": _close_list,
        "list_item_open": _open_item,
        "blockquote_open": _open_quotation,
        "blockquote_close": _close_quotation,
        "table_open": _open_table,
        "thead_close": _close_head,
        "tr_open": _open_row,
        "tr_close": _close_row,
        "fence": _code,
        "code_block": _code,
        "html_block": _html,
    }
