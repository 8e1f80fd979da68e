"""A folder of articles is loaded whole, or every problem in it is named."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from index import Corpus, SourceError

if TYPE_CHECKING:
    from pathlib import Path

KEYS = "the keys are title, url, publisher, published, language, licence, author."
ARTICLE = "Une panne mondiale a touché Delta.\n\nLa panne a duré cinq jours.\n"


def problems(folder: Path) -> list[str]:
    with pytest.raises(SourceError) as caught:
        Corpus.load(folder)
    return [str(problem).replace(f"{folder}/", "").replace(str(folder), "FOLDER") for problem in caught.value.problems]


UNSEEN = "holds no text that a reader of it would see: put the article's text in it, or remove it."


def write(folder: Path, **files: str | bytes) -> None:
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name.replace("__", ".")).write_bytes(data)


def test_the_sidecar_says_what_the_article_is(tmp_path: Path) -> None:
    sidecar = (
        "title: La panne\npublisher: Le Journal\npublished: 2024-08-05\n"
        "language: fr\nurl: https://example.org/panne\nlicence: CC0\n"
    )
    write(tmp_path, panne__txt=ARTICLE, panne__yaml=sidecar)
    (source,) = Corpus.load(tmp_path).sources
    assert (source.id, source.title, source.publisher, source.published) == (
        "panne", "La panne", "Le Journal", "2024-08-05",
    )  # fmt: skip
    assert (source.language, source.url, source.licence) == ("fr", "https://example.org/panne", "CC0")


def test_without_a_sidecar_title_and_language_are_told_from_the_text(tmp_path: Path) -> None:
    write(tmp_path, a__txt=f"La panne de juillet\n\n{ARTICLE}", b_c__md="# The outage\n\nThe update was faulty.\n")
    write(tmp_path, the_name__txt="The update was not the cause of it.")
    sources = Corpus.load(tmp_path).sources
    assert [(s.title, s.language) for s in sources] == [
        ("La panne de juillet", "fr"), ("The outage", "en"), ("the name", "en"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfUne panne.", "Une panne."),
        (b"Une\r\npanne.\r\n\r\nFin.", "Une\r\npanne.\r\n\r\nFin."),
        ("Une panne re\u0301solue.".encode(), "Une panne re\u0301solue."),
    ],
    ids=["byte order mark", "CRLF", "NFD"],
)
def test_spans_refer_to_the_decoded_text_as_it_is(tmp_path: Path, data: bytes, text: str) -> None:
    write(tmp_path, a__txt=data)
    corpus = Corpus.load(tmp_path)
    assert corpus.sources[0].text == text
    quote = corpus.answer("panne résolue").quotes[0]
    assert quote.text == text[quote.start : quote.end]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.txt: is empty: put the article's text in it, or remove it."),
        (b" \n\t\n", "a.txt: is empty: put the article's text in it, or remove it."),
        (b"\xef\xbb\xbf---\n\n...", "a.txt: is empty: put the article's text in it, or remove it."),
        (b"\x89PNG\x00\x01", "a.txt: is not text but binary data: replace it with UTF-8 text."),
        (b"ok\n\x00\n", "a.txt, line 2: is not text but binary data: replace it with UTF-8 text."),
        ("Été\n".encode() + b"\xe9t\xe9", "a.txt, line 2: is not UTF-8 text: save it as UTF-8."),
        ("Été".encode("utf-16"), "a.txt: is UTF-16 text: save it as UTF-8."),
    ],
)
def test_a_file_that_is_no_text_is_named(tmp_path: Path, data: bytes, message: str) -> None:
    write(tmp_path, a__txt=data, b__txt=ARTICLE)
    assert problems(tmp_path) == [message]


@pytest.mark.parametrize(
    ("sidecar", "message"),
    [
        ("titel: x", f"line 1: unknown key `titel`: {KEYS}"),
        ("title: x\ntitle: y", "line 2: `title` is given twice: keep one."),
        ("title: 12", 'line 1: `title` must be text: write title: "12".'),
        ("title: [a, b]", "line 1: `title` must be a single line of text."),
        ("title: |\n  a\n  b", "line 1: `title` must be a single line of text."),
        (r'title: "\ud800"', "line 1: `title` must be a single line of text."),
        ("? [a, b]\n: x", f"line 1: unknown key `…`: {KEYS}"),
        ('url: ""', "line 1: `url` is empty: give it a value or remove it."),
        ("url: gizmodo.com", "line 1: `url` must be a web address that starts with https:// or http://."),
        ("url: javascript:alert(1)", "line 1: `url` must be a web address that starts with https:// or http://."),
        ("language: French", "line 1: `language` must be a language code such as fr or en."),
        ("title: x\npublished: 2024-13", "line 2: `published` must be a date such as 2024, 2024-08 or 2024-08-05."),
        ("published: ٢٠٢٤", "line 1: `published` must be a date such as 2024, 2024-08 or 2024-08-05."),
        ("published: yesterday", "line 1: `published` must be a date such as 2024, 2024-08 or 2024-08-05."),
        ("- a", "line 1: must be a list of lines such as `title: ...`."),
        ("title: x\nurl: \x80", "line 2: is not valid YAML (special characters are not allowed)."),
        ("title: 'x", "line 1: is not valid YAML (found unexpected end of stream)."),
    ],
)
def test_a_wrong_sidecar_is_named_with_line_and_key(tmp_path: Path, sidecar: str, message: str) -> None:
    write(tmp_path, a__txt=ARTICLE, a__yaml=sidecar)
    assert problems(tmp_path) == [f"a.yaml, {message}"]


BOMB = "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))


@pytest.mark.parametrize(
    ("sidecar", "message"),
    [
        (r'title: "\UFFFFFFFF"', ": is not valid YAML (nested too deep, or an impossible escape)."),
        ("- " * 15_000, ": is not valid YAML (nested too deep, or an impossible escape)."),
        ("title: " + "[" * 30_000, ", line 1: is not valid YAML (brackets more than 50 deep)."),
        ("title: " + "{a: " * 8000, ", line 1: is not valid YAML (brackets more than 50 deep)."),
        ("a: &a x\n" + BOMB, ", line 4: is not valid YAML (more than 20 aliases)."),
        (f"title: [{'a, ' * 5000}]", ", line 1: is not valid YAML (more than 2000 entries in brackets)."),
        ("# words\n" * 5000, ": is too large: more than 32 KiB of YAML is not read."),
    ],
    ids=["no character", "dashes", "brackets", "braces", "aliases", "entries", "large"],
)
def test_yaml_that_nobody_writes_by_hand_is_a_problem(tmp_path: Path, sidecar: str, message: str) -> None:
    write(tmp_path, a__txt=ARTICLE, a__yaml=sidecar)
    assert problems(tmp_path) == [f"a.yaml{message}"]


@pytest.mark.parametrize("sidecar", ["", "# nothing yet\n", "title:\nurl: ~\n"])
def test_a_sidecar_may_say_nothing(tmp_path: Path, sidecar: str) -> None:
    write(tmp_path, a__txt=ARTICLE, a__yaml=sidecar)
    assert [source.title for source in Corpus.load(tmp_path).sources] == ["a"]


def test_what_would_be_ignored_in_silence_is_named(tmp_path: Path) -> None:
    write(tmp_path, a__txt=ARTICLE, a__md=ARTICLE, lost__yaml="title: x", b__yml="title: x", b__txt=ARTICLE)
    write(tmp_path, report__docx=b"PK")
    (tmp_path / "more").mkdir()
    assert problems(tmp_path) == [
        "a.txt: has the same name as a.md: rename one of them.",
        "b.yml: a sidecar's name ends in .yaml: rename it b.yaml.",
        "lost.yaml: describes no article: there is no lost.txt, .md, .html or .pdf here.",
        "more: is no article: only .txt, .md, .html and .pdf files are read; convert it or move it away.",
        "report.docx: is no article: only .txt, .md, .html and .pdf files are read; convert it or move it away.",
    ]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.md", b"", "is empty: put the article's text in it, or remove it."),
        ("a.md", b"---\ntitle: x\n---\n", UNSEEN),
        ("a.md", b"<!-- to be written -->\n", UNSEEN),
        ("a.html", b"", "is empty: put the article's text in it, or remove it."),
        ("a.html", b"<title>x</title><nav>Home</nav><script>1</script>", UNSEEN),
        ("a.html", b"\x1f\x8b\x08\x00packed", "is not text but binary data: replace it with UTF-8 text."),
    ],
)
def test_an_article_that_nobody_can_read_is_named(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert problems(tmp_path) == [f"{name}: {message}"]


def test_an_article_may_begin_after_a_long_comment(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"<!-- {'note ' * 6000} -->\n\nThe wheel broke.", "utf-8")
    assert [passage.text for passage in Corpus.load(tmp_path).passages] == ["The wheel broke."]


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    write(tmp_path, a__txt=b"", b__txt=ARTICLE, b__yaml="x: 1\nlanguage: 1", c__txt=b"\xff")
    assert len(problems(tmp_path)) == 4


def test_a_folder_without_articles_or_no_folder_at_all(tmp_path: Path) -> None:
    assert problems(tmp_path) == ["FOLDER: no article here: add at least one .txt, .md, .html or .pdf file."]
    missing = tmp_path / "missing"
    assert problems(missing) == [
        "FOLDER: there is no such folder: make it and add at least one .txt, .md or .html file, or name another folder."
    ]


def test_what_cannot_be_opened_is_named(tmp_path: Path) -> None:
    write(tmp_path, b__txt=ARTICLE)
    (tmp_path / "a.txt").symlink_to("nowhere.txt")
    (tmp_path / "b.yaml").symlink_to("nowhere.yaml")
    (tmp_path / "c.txt").mkdir()
    os.mkfifo(tmp_path / "d.txt")  # to read it would be to wait for ever
    assert problems(tmp_path) == [
        "a.txt: cannot be read (no such file or directory).",
        "b.yaml: cannot be read (no such file or directory).",
        "c.txt: is not a file: put one of this name here, or remove it.",
        "d.txt: is not a file: put one of this name here, or remove it.",
    ]


def test_the_name_of_the_golden_questions_is_kept_for_them(tmp_path: Path) -> None:
    write(tmp_path, checks__txt=ARTICLE, checks__yaml="[]")
    assert problems(tmp_path) == [
        "checks.txt: checks.yaml holds golden questions and describes no article: rename this."
    ]


def test_golden_questions_hidden_files_and_backups_are_not_sources(tmp_path: Path) -> None:
    write(tmp_path, a__txt=ARTICLE, checks__yaml="[]", __DS_Store=b"\x00")
    (tmp_path / "a.txt~").write_text("what an editor left", "utf-8")
    assert [source.id for source in Corpus.load(tmp_path).sources] == ["a"]
