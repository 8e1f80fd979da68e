"""Read a PDF file. What cannot be read is said with what to do about it."""

from __future__ import annotations

import io
import logging
import re
import time
from typing import TYPE_CHECKING

from index.sources.files import Problem, SourceError
from index.sources.formats.pdf.lines import Line, LinesOfPage, without_running_heads
from index.sources.formats.pdf.paragraphs import compose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pypdf import PdfReader

MOST_PAGES = 2000
MOST_CHARACTERS = 20_000_000
MOST_SECONDS = 120.0  # some 20 pages a second are read
UNREADABLE = 0.3  # of the characters, from which a font does not say what its letters are
_LOST = re.compile(r"[\ufffd\ue000-\uf8ff]|\(cid:\d+\)")
_NO_TITLE = re.compile(
    r"\W*+(?:microsoft (?:word|powerpoint)\b.*|untitled.*|sans titre.*|document\W*\d*"
    r"|.*\.(?:docx?|odt|pdf|html?|indd|tex|pptx?))\W*",
    re.IGNORECASE,
)

_INSTALL = "is a PDF file, which takes one more package: pip install pypdf, in the bot's environment, then try again."
_ENCRYPTED = "is encrypted: save a copy of it without a password."
_BROKEN = "is damaged, or no PDF file: open it in a viewer and print it into a new PDF file, or copy its text."
_SCANNED = "holds pictures of pages and no text: let a text recognition such as OCRmyPDF add it."
_GARBLED = "does not say which letters it shows: let a text recognition such as OCRmyPDF read it anew."
_LONG = "takes too long to read: split it, or copy its text."


class _TooLongError(Exception):
    """The time that a file may take is over."""


def read(path: Path, data: bytes) -> tuple[str, str | None]:
    """Return the text of a PDF file, paragraphs parted by empty lines, and the title that it gives itself.

    Headers and footers that repeat are left out, and words put together that a line end has parted. Raises
    `SourceError`.
    """
    try:
        from pypdf import PdfReader  # noqa: PLC0415 - an extra, which a folder without PDF files does not need
        from pypdf.errors import DependencyError, LimitReachedError  # noqa: PLC0415
    except ImportError as error:
        raise SourceError(Problem(path, _INSTALL)) from error
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings name neither the file nor what to do
    try:
        reader = PdfReader(io.BytesIO(data))
        _check(path, reader)
        pages = list(_pages(path, reader))
        title = reader.metadata.title if reader.metadata else None
    except SourceError:
        raise
    except DependencyError as error:  # a cipher that takes one more package
        raise SourceError(Problem(path, _ENCRYPTED)) from error
    except (_TooLongError, LimitReachedError) as error:
        raise SourceError(Problem(path, _LONG)) from error
    except Exception as error:  # a damaged file makes pypdf raise nearly anything
        raise SourceError(Problem(path, _BROKEN)) from error
    text = compose(without_running_heads(pages))
    if not any(map(str.isalnum, text)):
        raise SourceError(Problem(path, _SCANNED))
    if sum(len(lost[0]) for lost in _LOST.finditer(text)) > UNREADABLE * len(text):
        raise SourceError(Problem(path, _GARBLED))
    return text, _usable(title)


def _check(path: Path, reader: PdfReader) -> None:
    if reader.is_encrypted and not reader.decrypt(""):
        raise SourceError(Problem(path, _ENCRYPTED))
    if len(reader.pages) > MOST_PAGES:
        raise SourceError(Problem(path, f"has {len(reader.pages)} pages: split it, {MOST_PAGES} are read at most."))


def _pages(path: Path, reader: PdfReader) -> Iterator[list[Line]]:
    """Yield the lines of each page."""
    check_time, characters = _deadline(), 0
    for number, page in enumerate(reader.pages):
        lines = LinesOfPage(number)
        page.extract_text(visitor_text=lines.take, visitor_operand_before=check_time)
        characters += sum(len(line.text) for line in lines.done())
        if characters > MOST_CHARACTERS:
            raise SourceError(Problem(path, _LONG))
        yield lines.done()


def _deadline() -> Callable[..., None]:
    """Return what ends the reading of a page, however long it is, once the time is over."""
    end = time.monotonic() + MOST_SECONDS

    def check(*_: object) -> None:
        if time.monotonic() > end:
            raise _TooLongError

    return check


def _usable(title: object) -> str | None:
    """Return a title as a person would give it: not what a word processor makes of a file's name."""
    text = " ".join(title.split()) if isinstance(title, str) else ""
    return text if any(map(str.isalpha, text)) and len(text) <= 200 and not _NO_TITLE.fullmatch(text) else None
