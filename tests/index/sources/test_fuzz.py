"""No text breaks a reader: `make fuzz` tries 50,000 for each, `make test` fewer."""

from __future__ import annotations

import contextlib
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from index import SourceError, Span
from index.segment.splitting import split
from index.sources.formats.document import Document
from index.sources.formats.reading import read_document, read_page
from index.text.shown import show

# What means something in one of the formats, among words; and what may stand between any two of them.
SIGNS = (
    "# ## - * 1. a) > ``` ` ** _ ~~ | |---|---| [ ](x) ![ <!-- --> <br> <p> </p> <table> <tr><td> </td> <li> <pre> "
    "&amp; &nbsp; --- +++ title: Q: A: [14:02] 14:05 Owner: From: {{ }} [[ ]] [^1] === Delta lost 500 1,5 . ? : "
    "! « » é \\ < \ufeff \u200b \u202e \U0001f389"
).split()
GAPS = ["", " ", "\n", "\n\n", "\t", "\r\n", "    "]
MIXED = st.lists(st.tuples(st.sampled_from(SIGNS), st.sampled_from(GAPS)).map("".join), max_size=60).map("".join)
TEXTS = MIXED | st.text(max_size=200)


def check(document: Document) -> None:
    """Hold what every document promises."""
    size = len(document.text)
    for spans in ([(block.start, block.end) for block in document.blocks], document.hidden):
        assert all(0 <= start < end <= size for start, end in spans)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
    sentences: list[Span] = [sentence for part in split(document) for sentence in part.sentences]
    assert all(before[1] <= after[0] for before, after in pairwise(sentences))
    assert all(show(document.text, *sentence, document.hidden).text.strip() for sentence in sentences)


@given(TEXTS)
@settings(deadline=None)
def test_any_plain_text_is_read(text: str) -> None:
    document = read_document(Path("a.txt"), text)
    assert document.text == text
    check(document)


@given(TEXTS)
@settings(deadline=None)
def test_any_markdown_is_read_or_its_front_matter_refused(text: str) -> None:
    with contextlib.suppress(SourceError):
        document = read_document(Path("a.md"), text)
        assert document.text == text
        check(document)


@given(TEXTS.map(str.encode) | st.binary(max_size=200))
@settings(deadline=None)
def test_any_page_is_read(data: bytes) -> None:
    check(read_page(data))
