"""From the bytes of an HTML page to its tree, without comments."""

from __future__ import annotations

import re

from lxml import etree

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CHARSET = re.compile(r"<meta[^<>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE)
_ENCODINGS = re.compile(
    r"iso-8859-(?:[2-9]|1[0-6])|windows-125\d|koi8-[ru]|gbk|gb2312|gb18030|big5|euc-jp|euc-kr|shift_jis"
)
_HEAD = 4096  # bytes: where a page declares its encoding
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")


def parse(data: bytes) -> etree._Element | None:
    """Return the tree of a page, None where there is nothing in it."""
    text = _CONTROL.sub(" ", decode(data))
    # huge_tree: elements may stand in each other up to 2,048 deep, not 256
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        return None


def decode(data: bytes) -> str:
    """Decode a page: what is UTF-8 is read as such, whatever it declares; where it declares nothing, Windows-1252."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        declared = _CHARSET.search(data[:_HEAD].decode("latin-1"))
    name = declared[1].lower() if declared else ""
    known = name == "utf-8" or _ENCODINGS.fullmatch(name)
    return data.decode(name if known else "cp1252", "replace")
