"""Front matter: what an article says of itself above its text; and YAML that is refused at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.sources.files import LARGEST, SourceError
from index.sources.formats.document import Document
from index.sources.formats.markdown import read

PATH = Path("flood.md")
TEXT = "\n\nThe mill was flooded.\n"


def yaml(lines: str) -> Document:
    return read(f"---\n{lines}\n---{TEXT}", PATH)


def toml(lines: str) -> Document:
    return read(f"+++\n{lines}\n+++{TEXT}", PATH)


def test_front_matter_is_hidden_and_in_no_block() -> None:
    for document in (yaml("title: Flood\nsecret: Ada"), toml('title = "Flood"\n[extra]\nsecret = "Ada"')):
        (block,) = document.blocks
        assert document.text[block.start : block.end] == "The mill was flooded."
        assert document.hidden == ((0, document.text.index(TEXT)),)
        assert (document.title, block.paragraph) == ("Flood", 1)


def test_its_title_goes_before_the_first_heading() -> None:
    assert read("---\ntitle: Flood\n---\n# Another\n\nText.").title == "Flood"
    assert read("---\nlayout: post\n---\n# Another\n\nText.").title == "Another"


@pytest.mark.parametrize(
    ("lines", "key", "value"),
    [
        ("title: >\n  Flood at\n  the mill", "title", "Flood at the mill"),
        ("Title: 2024", "title", "2024"),
        ("date: 2024-03-12T10:00:00+02:00", "published", "2024-03-12"),
        ("date: 2024-03-12 10:00", "published", "2024-03-12"),
        ('pubDate: "2024-03"', "published", "2024-03"),
        ("date: x\npubDate: 2024-03-12", "published", "2024-03-12"),
        ("lang: en-GB", "language", "en"),
        ("locale: fr_CA", "language", "fr"),
        ("license: CC BY 4.0", "licence", "CC BY 4.0"),
        ("site: The Mill", "publisher", "The Mill"),
        ("canonical: https://x.example/a", "url", "https://x.example/a"),
        ("permalink: /a/b\nlink: http://x.example", "url", "http://x.example"),
        ("author: Rose Tanner", "author", "Rose Tanner"),
        ("authors: [Rose Tanner, {name: Ed Marsh, url: x}]", "author", "Rose Tanner, Ed Marsh"),
    ],
)
def test_keys_go_by_the_names_of_a_sidecar(lines: str, key: str, value: str) -> None:
    assert yaml(lines).fields == {key: value}


@pytest.mark.parametrize(
    "lines",
    [
        "tags: [a, b]\nweight: 3",
        "title: [a, b]",
        "title: {a: b}",
        "title: true",
        "title:",
        "date: Monday",
        "date: 2024-13-45",
        "permalink: /a/b",
        "url: javascript:alert(1)",
        "lang: English",
    ],
)
def test_what_fits_no_key_is_passed_over(lines: str) -> None:
    assert yaml(lines).fields == {}


def test_toml_says_the_same() -> None:
    lines = (
        'title = "Flood"\ndate = 2024-03-12T10:00:00Z\nauthors = ["Rose Tanner", {name = "Ed Marsh"}]\ndraft = false'
    )
    assert toml(lines).fields == {"title": "Flood", "published": "2024-03-12", "author": "Rose Tanner, Ed Marsh"}
    assert toml("date = 2024-03-12").fields == {"published": "2024-03-12"}


@pytest.mark.parametrize(
    "text",
    [
        "---\nThe mill was flooded.\n\nIt rained.\n---\n",
        "---\ntitle: Flood\n\nNo end.\n",
        "\n---\na: b\n---\n",
        "+++\nWords\n+++\n",
    ],
)
def test_a_rule_above_a_text_is_no_front_matter(text: str) -> None:
    assert read(text, PATH).blocks
    assert read(text, PATH).fields == {}


def test_front_matter_may_be_empty_and_end_in_dots() -> None:
    assert read("---\n---\nText.").hidden == ((0, 7),)
    assert read("---\r\ntitle: Flood\r\n...\r\nText.").title == "Flood"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: a\nurl: [b\n---\n\nText.", 4),
        ("---\ntitle: a\nb: c: d\n---\n\nText.", 3),
        ('+++\ntitle = "a"\nurl = b\n+++\n\nText.', 3),
    ],
)
def test_what_is_broken_is_named_with_file_and_line_where_the_file_is_known(text: str, line: int) -> None:
    with pytest.raises(SourceError) as caught:
        read(text, PATH)
    (problem,) = caught.value.problems
    assert (problem.path, problem.line) == (PATH, line)
    assert problem.message.startswith("has front matter that is not valid ")
    document = read(text)
    assert [document.text[block.start : block.end] for block in document.blocks] == ["Text."]


def test_what_nobody_writes_by_hand_is_refused() -> None:
    for text in (
        f"---\na: &a b\nc: [{'*a, ' * 30}]\n---\nText.",
        "+++\na = " + "[" * 5000 + "\n+++\nText.",
        f"+++\na = '{'x' * LARGEST}'\n+++\nText.",
        f"---\na: {'x' * LARGEST}\n---\nText.",
    ):
        with pytest.raises(SourceError):
            read(text, PATH)
        assert read(text).fields == {}
