"""PDF files: paragraphs and words as a reader sees them, and a sentence for what cannot be read."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import EncodedStreamObject, NameObject

from index import Corpus, Meaning, SourceError
from index.sources.formats import pdf
from index.sources.formats.pdf import reader
from tests.pdf_files import TOP, Shown, flowing, make_pdf

REPORT = Path("report.pdf")
CAUSE = flowing(
    "The outage began on 3 May, when the control system of the harbour was",
    "upgraded. Nobody had tried the new version before, and the infra-",
    "structure that it needs was not there.",
    "",
    "It ended eleven hours later.",
)


def text_of(*pages: list[Shown]) -> str:
    return pdf.read(REPORT, make_pdf(*pages))[0]


def test_lines_become_paragraphs_and_words_are_whole() -> None:
    first, second = text_of(CAUSE).split("\n\n")
    assert first.endswith(
        "the harbour was upgraded. Nobody had tried the new version before, and the infrastructure "
        "that it needs was not there."
    )
    assert second == "It ended eleven hours later."


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("the infra-", "structure of it", "the infrastructure of it"),
        ("the infra\u00ad", "structure of it", "the infrastructure of it"),
        ("l'équipage l'a-t-", "il su ?", "l'équipage l'a-t-il su ?"),
        ("le savaient-", "ils ?", "le savaient-ils ?"),
        ("of Jean-", "Pierre", "of Jean-Pierre"),
        ("a Boeing 737-", "800", "a Boeing 737- 800"),
        ("a well-known fact, as well-", "known as it is", "a well-known fact, as well-known as it is"),
        ("from 3 -", "or 4", "from 3 - or 4"),
    ],
)
def test_a_hyphen_goes_where_the_line_end_has_put_it(above: str, below: str, joined: str) -> None:
    assert text_of(flowing(above, below)).replace("\n", " ") == joined


def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    first = [*flowing("The first column ends in the", top=120), *flowing("second one and goes", x=320)]
    assert text_of(first, flowing("on over here.", "", "Another paragraph.")).split("\n\n") == [
        "The first column ends in the second one and goes on over here.",
        "Another paragraph.",
    ]


def test_an_indented_first_line_begins_a_paragraph() -> None:
    lines = [*flowing("The first paragraph is one line longer than", "this."), (90, TOP - 28, 11, "The second one.")]
    assert text_of(lines).split("\n\n") == ["The first paragraph is one line longer than this.", "The second one."]


def test_a_heading_in_larger_letters_stands_alone() -> None:
    lines = [*flowing("What it cost", size=16), *flowing("Two million euros.", top=TOP - 14)]
    assert text_of(lines).split("\n\n") == ["What it cost", "Two million euros."]


def test_lines_that_end_on_purpose_stay_lines() -> None:
    lines = ["10:04 The upgrade begins, as it was planned long before", "10:15 Nothing works", "10:20 Help is called"]
    assert text_of(flowing(*lines)).split("\n") == lines
    items = ["• Eleven ferries waited outside of the harbour for all", "of the night", "• Nobody was hurt"]
    assert text_of(flowing(*items)) == f"{items[0]} {items[1]}\n{items[2]}"


def test_what_stands_in_one_line_is_one_line() -> None:
    cells: list[Shown] = [(72, 700, 11, "Ferry"), (200, 700, 11, "Delay")]
    cells += [(72, 660, 11, "Alba"), (200, 660.5, 11, "11 hours")]
    assert text_of(cells).split("\n\n") == ["Ferry Delay", "Alba 11 hours"]


def test_running_heads_and_page_numbers_are_left_out() -> None:
    def page(number: int, *lines: str) -> list[Shown]:
        head = (72, 800, 9, "Harbour authority – confidential")
        return [head, *flowing(*lines), (280, 30, 9, f"Page {number} of 3")]

    pages = [page(1, "Only one page says this, in"), page(2, "words that go on."), page(3, "And this.")]
    assert text_of(*pages) == "Only one page says this, in words that go on.\n\nAnd this."


def test_ligatures_are_letters() -> None:
    from index.sources.formats.pdf.lines import LinesOfPage

    lines, unit = LinesOfPage(0), (1, 0, 0, 1, 0, 0)
    lines.take("the o\ufb03cer \ufb02ed\x00", unit, unit, None, 11)
    assert [line.text for line in lines.done()] == ["the officer fled"]


@pytest.mark.parametrize(
    ("title", "used"), [("The harbour outage", "The harbour outage"), ("Microsoft Word - r.docx", None), (" ", None)]
)
def test_a_title_is_used_unless_a_program_has_made_it_up(title: str, used: str | None) -> None:
    assert pdf.read(REPORT, make_pdf(CAUSE, title=title))[1] == used


def test_a_pdf_is_a_source_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "harbour.pdf").write_bytes(make_pdf(CAUSE, title="The harbour outage"))
    (tmp_path / "harbour.yaml").write_text("url: https://example.org/harbour.pdf\n", "utf-8")
    corpus = Corpus.load(tmp_path, meaning=Meaning.OFF)
    answer = corpus.answer("When did the outage begin?")
    quote = answer.quotes[0]
    assert quote.text.startswith("The outage began on 3 May")
    assert quote.source.text[quote.start : quote.end] == quote.text
    assert (quote.source.title, quote.source.url) == ("The harbour outage", "https://example.org/harbour.pdf")
    assert Corpus.load(tmp_path, corpus, meaning=Meaning.OFF) is corpus


def problem(data: bytes) -> str:
    with pytest.raises(SourceError) as refused:
        pdf.read(REPORT, data)
    return str(refused.value)


def test_what_cannot_be_read_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = make_pdf(CAUSE)
    assert problem(make_pdf([])).startswith("report.pdf: holds pictures of pages and no text")
    assert problem(make_pdf(CAUSE, password="x")).startswith("report.pdf: is encrypted: save a copy")
    for broken in (b"", b"%PDF-1.7\n", whole[: len(whole) // 2], b"PK\x03\x04", b"<html></html>"):
        assert problem(broken).startswith("report.pdf: is damaged, or no PDF file")
    monkeypatch.setattr(reader, "MOST_PAGES", 2)
    assert problem(make_pdf(CAUSE, CAUSE, CAUSE)) == "report.pdf: has 3 pages: split it, 2 are read at most."
    monkeypatch.setattr(reader, "MOST_SECONDS", -1.0)
    assert problem(whole) == "report.pdf: takes too long to read: split it, or copy its text."
    monkeypatch.undo()
    monkeypatch.setattr(reader, "MOST_CHARACTERS", 10)
    assert problem(whole) == "report.pdf: takes too long to read: split it, or copy its text."


def test_a_page_that_unpacks_without_end_is_given_up() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(make_pdf(CAUSE)))
    packed = EncodedStreamObject()
    packed._data = zlib.compress(b" " * (100 << 20), 9)
    packed[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(packed)
    output = io.BytesIO()
    writer.write(output)
    assert len(output.getvalue()) < 200_000
    assert problem(output.getvalue()) == "report.pdf: takes too long to read: split it, or copy its text."


def test_a_file_that_anybody_may_open_is_read_though_encrypted() -> None:
    assert "eleven hours" in pdf.read(REPORT, make_pdf(CAUSE, password=""))[0]


@given(st.data())
def test_a_damaged_file_is_read_or_said_to_be_damaged(data: st.DataObject) -> None:
    whole = make_pdf(CAUSE)
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:at] + data.draw(st.binary(max_size=20)) + whole[at + data.draw(st.integers(0, 20)) :]
    with contextlib.suppress(SourceError):
        assert any(map(str.isalnum, pdf.read(REPORT, damaged)[0]))


def test_without_the_extra_a_sentence_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "harbour.pdf").write_bytes(make_pdf(CAUSE))
    program = (
        "import sys; sys.modules['pypdf'] = None\n"
        "from pathlib import Path\n"
        "from index import Corpus, SourceError\n"
        "try: Corpus.load(Path(sys.argv[1]))\n"
        "except SourceError as error: print(error)"
    )
    done = subprocess.run(  # noqa: S603 - this Python, without the package
        [sys.executable, "-c", program, tmp_path],
        cwd=Path(__file__).resolve().parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith(
        f"{tmp_path / 'harbour.pdf'}: is a PDF file, which takes one more package: pip install"
    )


def test_a_folder_without_a_pdf_needs_no_reader_of_them(tmp_path: Path) -> None:
    (tmp_path / "cat.txt").write_text("The cat sleeps.\n", "utf-8")
    program = (
        "import sys\nfrom pathlib import Path\nfrom index import Corpus\nCorpus.load(Path(sys.argv[1]))\n"
        "print('pypdf' in sys.modules)"
    )
    done = subprocess.run(  # noqa: S603 - this Python
        [sys.executable, "-c", program, tmp_path],
        cwd=Path(__file__).resolve().parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"
