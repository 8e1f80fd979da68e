"""PDF files as programs write them: text that is shown line by line, at places of a page."""

from __future__ import annotations

import io
from collections.abc import Sequence

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

LEFT, TOP, LEADING = 72, 760, 14
Shown = tuple[float, float, float, str]  # x and y in points from the lower left corner, size, a line


def flowing(*lines: str, x: float = LEFT, top: float = TOP, size: float = 11, leading: float = LEADING) -> list[Shown]:
    """Place lines under each other; an empty one leaves the room of a paragraph's end."""
    return [(x, top - number * leading, size, line) for number, line in enumerate(lines) if line]


def make_pdf(*pages: Sequence[Shown], title: str | None = None, password: str | None = None) -> bytes:
    """Return a file whose pages show lines."""
    writer = PdfWriter()
    font = DictionaryObject({
        NameObject("/Type"): NameObject("/Font"),
        NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
        NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
    })  # fmt: skip
    for lines in pages:
        page = writer.add_blank_page(595, 842)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        content = DecodedStreamObject()
        content.set_data(b"\n".join(_show(*line) for line in lines))
        page[NameObject("/Contents")] = writer._add_object(content)
    if title is not None:
        writer.add_metadata({"/Title": title})
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def _show(x: float, y: float, size: float, line: str) -> bytes:
    escaped = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")
    return b"BT /F1 %g Tf 1 0 0 1 %g %g Tm (%b) Tj ET" % (size, x, y, escaped)
