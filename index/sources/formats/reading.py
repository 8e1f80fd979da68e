"""From the bytes of an article to a document: each format has its own reader."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from index.sources.files import decode, refuse_binary
from index.sources.formats import plain
from index.sources.formats.document import Document, Kind
from index.text.shown import show
from index.text.spans import merge

if TYPE_CHECKING:
    from pathlib import Path


PDF = ".pdf"
PAGES = (".html", ".htm", PDF)  # whose text is extracted; that of the others is the file's
ARTICLES = (".txt", ".md", *PAGES)
OPENING = 6_000  # characters of an article that tell its title and its language
PROSE = {Kind.PARAGRAPH, Kind.HEADING, Kind.ITEM, Kind.QUOTATION, Kind.QUESTION, Kind.LEAD}
_LINE_END = re.compile(r"(?<![ \t])[ \t]*+(?:\r\n?|\n)[ \t]*+")


def read_page(data: bytes) -> Document:
    """Return the article of an HTML page."""
    from index.sources.formats import html  # noqa: PLC0415 - a folder without pages needs no parser of them

    return html.read(data)


def read_pdf(path: Path, data: bytes) -> Document:
    """Return the text of a PDF file, by its layout. Raises `SourceError`."""
    from index.sources.formats import pdf  # noqa: PLC0415 - nor one of these

    text, title = pdf.read(path, data)
    document = _flowing(plain.read(text))
    return replace(document, title=document.title or title)


def read_document(path: Path, text: str) -> Document:
    """Return the text of the file at `path`, no page, as its format means it.

    Raises `SourceError` for front matter that cannot be read.
    """
    if path.suffix.lower() != ".md":
        return _flowing(plain.read(text))
    from index.sources.formats import markdown  # noqa: PLC0415 - nor does a folder of plain text

    return _flowing(markdown.read(text, path))


def read_opening(path: Path, data: bytes, length: int = OPENING) -> tuple[str, Document]:
    """Return the text of an article, and what its format makes of its front matter and as many characters of the text.

    A page is read as a whole. Raises `SourceError` for bytes that are no text, for front matter that cannot be read,
    and for a PDF file without a text.
    """
    if path.suffix.lower() == PDF:
        document = read_pdf(path, data)
        return document.text, document
    if path.suffix.lower() in PAGES:
        refuse_binary(path, data)
        page = read_page(data)
        return page.text, page
    text = decode(path, data)
    return text, read_document(path, text[: _front_matter_end(path, text) + length])


def prose(document: Document) -> str:
    """Return the words that are seen of a document."""
    return "\n".join(show(document.text, block.start, block.end, document.hidden).text for block in document.blocks)


def _front_matter_end(path: Path, text: str) -> int:
    if path.suffix.lower() != ".md":
        return 0
    from index.sources.formats import front_matter  # noqa: PLC0415 - see above

    matter = front_matter.find(text)
    return matter.end if matter else 0


def _flowing(document: Document) -> Document:
    """Let a line end in prose be no more than a space."""
    breaks = [
        found.span()
        for block in document.blocks
        if block.kind in PROSE
        for found in _LINE_END.finditer(document.text, block.start, block.end)
    ]
    return replace(document, hidden=tuple(merge([*document.hidden, *breaks]))) if breaks else document
