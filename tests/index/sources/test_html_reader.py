"""HTML as it is meant: the article of a page and nothing around it, in its own words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sources.formats.document import Block, Document, Kind
from index.sources.formats.html import read
from tests.growth import grows_linearly

LONG = (
    "The lift stopped between the second and the third floor, and nobody could say for how long it had been there. " * 3
)


def page(body: str, head: str = "") -> Document:
    return read(f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode())


def words(document: Document, block: Block) -> str:
    return document.text[block.start : block.end]


def outline(document: Document) -> list[tuple[str, str]]:
    return [(block.kind.name, words(document, block)) for block in document.blocks]


def leads(document: Document) -> list[str | None]:
    return [document.text[slice(*block.lead)] if block.lead else None for block in document.blocks]


def parts(body: str) -> list[tuple[str, str]]:
    return outline(page(body))


# ---------------------------------------------------------------- what blocks are


def test_headings_have_their_level_and_stand_over_what_follows() -> None:
    document = page(
        "<h1>Lift outage</h1><p>It stuck.</p><h2>Cause</h2><p>A worn cable.</p><h3>Who found it</h3><p>Ada.</p>"
    )
    assert [(b.kind.name, b.level, b.paragraph) for b in document.blocks] == [
        ("HEADING", 1, 1),
        ("PARAGRAPH", 0, 1),
        ("HEADING", 2, 2),
        ("PARAGRAPH", 0, 2),
        ("HEADING", 3, 3),
        ("PARAGRAPH", 0, 3),
    ]
    assert document.title == "Lift outage"


def test_what_is_struck_out_is_no_text() -> None:
    assert parts("<p>It stuck on <s>Monday</s> <ins>Tuesday</ins>, <del>twice</del> once.</p>") == [
        ("PARAGRAPH", "It stuck on Tuesday, once.")
    ]


def test_a_list_is_quoted_with_what_announces_it() -> None:
    document = page(
        "<p>We checked all. These lifts are affected:</p><ul><li>North<li><p>South, of which:</p><ol><li>old</ol></ul>"
    )
    assert outline(document) == [
        ("PARAGRAPH", "We checked all."),
        ("LEAD", "These lifts are affected:"),
        ("ITEM", "North"),
        ("LEAD", "South, of which:"),
        ("ITEM", "old"),
    ]
    assert leads(document)[2::2] == ["These lifts are affected:", "South, of which:"]
    assert len({block.paragraph for block in document.blocks[1:]}) == 1


def test_what_announces_a_list_inside_a_list_stays_in_it() -> None:
    document = page("<ul><li>North<p>It stuck. Of these:<ul><li>old</ul><h4>South</h4><p>It moved.</ul><p>All.")
    assert [(b.kind.name, b.paragraph) for b in document.blocks] == [
        ("ITEM", 1),
        ("PARAGRAPH", 1),
        ("LEAD", 1),
        ("ITEM", 1),
        ("HEADING", 1),
        ("PARAGRAPH", 1),
        ("PARAGRAPH", 2),
    ]


def test_a_row_is_quoted_with_the_names_of_its_columns() -> None:
    document = page(
        "<table><caption>Lifts by tower</caption><thead><tr><th>Tower<th>Stuck for</thead>"
        "<tr><td>North<br>wing<td>40 min<tr><th scope=row>South</th><td><p>12</p><p>min</p></table>"
    )
    assert outline(document) == [
        ("LEAD", "Lifts by tower"),
        ("ROW", "North wing\t40 min"),
        ("ROW", "South\t12 min"),
    ]
    assert leads(document) == [None, "Tower\tStuck for", "Tower\tStuck for"]


def test_a_table_that_lays_out_a_page_is_no_table_of_data() -> None:
    assert parts("<table><tr><td><h2>Cause</h2><p>A worn cable. It was old.</p><td>Ada found it.</table>") == [
        ("HEADING", "Cause"),
        ("PARAGRAPH", "A worn cable. It was old."),
        ("PARAGRAPH", "Ada found it."),
    ]


def test_quotations_code_terms_and_captions() -> None:
    document = page(
        "<p>The maker wrote:</p><blockquote><p>We regret it.</p><footer>Orbo</footer></blockquote>"
        "<p>Run:</p><pre><code># stop\nlift  stop\n    now\n</code></pre>"
        "<dl><dt>Owner<dd>Ada Falk</dl><details><summary>Was anybody hurt?</summary>Nobody.</details>"
        "<figure><img src=a.png alt=x><figcaption>The shaft</figcaption></figure>"
    )
    assert outline(document) == [
        ("LEAD", "The maker wrote:"),
        ("QUOTATION", "We regret it."),
        ("QUOTATION", "Orbo"),
        ("LEAD", "Run:"),
        ("CODE", "# stop\nlift  stop\n    now"),
        ("HEADING", "Owner"),
        ("PARAGRAPH", "Ada Falk"),
        ("QUESTION", "Was anybody hurt?"),
        ("PARAGRAPH", "Nobody."),
        ("ASIDE", "The shaft"),
    ]
    assert leads(document)[4] == "Run:"


def test_lines_that_breaks_part() -> None:
    assert parts("<p>Start: 14:02<br>Owner: Ada Falk<p>It stuck.<br> It rang.<br><br>It moved.") == [
        ("LINE", "Start: 14:02"),
        ("LINE", "Owner: Ada Falk"),
        ("PARAGRAPH", "It stuck.\nIt rang."),
        ("PARAGRAPH", "It moved."),
    ]


# ---------------------------------------------------------------- the words themselves


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("un<b>believ</b>able, *stars* | a_b &lt;i&gt; &amp;amp; \\", "unbelievable, *stars* | a_b <i> &amp; \\"),
        ("5&nbsp;000&nbsp;€ and H<sub>2</sub>O", "5\xa0000\xa0€ and H2O"),
        ("  one\n\t two  <i> three</i> ", "one two three"),
        ("Kran&shy;ken&#8203;haus", "Krankenhaus"),
        ("mon<!-- Jane Orr -->day", "monday"),
        ("It rang.<sup><a href='#n1'>1</a></sup> Twice.<a href='#n2'>[2]</a> <a href='#top'>↑</a>", "It rang. Twice."),
        ("See <a href='#s2'>2</a>.", "See 2."),
        ("<pre>\n  one\n   two\n</pre>", "one\n   two"),
        ("Is it <span hidden>not</span> <i style='color:red; display: none'>so</i>?", "Is it ?"),
    ],
)
def test_words_are_as_a_browser_shows_them(body: str, seen: str) -> None:
    assert page(f"<p>{body}</p>").text == seen


def test_blocks_never_run_into_each_other() -> None:
    body = "<div>one<div>two</div>three</div><ul><li>four<li>five</ul>six<h2>seven</h2>eight<section>nine</section>ten"
    assert page(body).text.split() == "one two three four five six seven eight nine ten".split()


# ---------------------------------------------------------------- what stands around an article

BEFORE = '<div class="cookie-banner">We use cookies.</div><header><nav><a href="/">Home</a></nav>Gazette</header>'
AFTER = """<div class="share-buttons"><a href="#">Share</a></div><p hidden>Unseen.</p>
<aside class="related">Other</aside>
<form><label>Mail</label><input></form><button>Send</button><script>let x = "said";</script><style>p{}</style>
<section id="comments"><h2>Comments</h2><p>I was there.</p></section><footer>© Gazette</footer>"""


def test_furniture_is_no_text_of_a_short_page() -> None:
    assert page(f"{BEFORE}<h1>Lift</h1><p>It stuck.</p><table><tr><td>North<td>3</table>{AFTER}").text == (
        "Lift\n\nIt stuck.\n\nNorth\t3"
    )


def test_of_a_long_page_what_holds_the_prose_is_read_from_its_heading_on() -> None:
    teasers = "".join(f"<div class=card><h3>Teaser {n}</h3><p>Read what else there is.</p></div>" for n in range(9))
    document = page(
        f"<div>Gazette</div><div><div class=top><h1>The lift</h1><p>By Ada</p></div><div class=text>"
        f"<a href=/a>Tag</a><p>{LONG}<h2>Cause</h2><p>{LONG}<p>{LONG}</div></div><div class=cards>{teasers}</div>"
    )
    assert document.text == f"The lift\n\nBy Ada\n\n{LONG.strip()}\n\nCause\n\n{LONG.strip()}\n\n{LONG.strip()}"


def test_updates_side_by_side_are_all_read_however_long_one_is() -> None:
    updates = "".join(f"<div class=update><b>Update</b> {text}</div>" for text in (LONG * 9, "It moves.", "It stuck."))
    assert [text[:17] for _, text in parts(f"<h1>Lift</h1><div>{updates}</div>")] == [
        "Lift",
        "Update The lift s",
        "Update It moves.",
        "Update It stuck.",
    ]


def test_a_name_makes_no_furniture_of_what_holds_most_words() -> None:
    assert page(f'<div class="with-sidebar"><p>{LONG}</p></div><p>It moved.</p>').text.startswith("The lift stopped")
    slug = '<h2>Comments <a href="#comments">¶</a></h2>'
    assert "Two dashes" in page(f'<p>{LONG}</p><section id="comments">{slug}<p>Two dashes.</p></section>').text
    assert "Say it." in page(f'<p>{LONG}</p><div id="sharing-what-one-hears"><p>Say it.</p></div>').text


def test_a_page_of_links_alone_is_read() -> None:
    document = page("<ul><li><a href=/a>One</a><li><a href=/b>Two</a></ul>")
    assert outline(document) == [("ASIDE", "One"), ("ASIDE", "Two")]


# ---------------------------------------------------------------- what a page says of itself

DATA = """<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "x"}, {"@type": ["NewsArticle"],
"headline": "The  lift", "datePublished": "2024-03-05T08:00:00+01:00", "author": [{"name": "Ada Falk"}, "Bo Orr"]}]}
</script>"""


def test_structured_data_says_most_and_meta_the_rest() -> None:
    head = (
        f'{DATA}<link rel=canonical href="https://gazette.example/lift"><meta property="og:title" content="Other">'
        '<meta property="og:site_name" content="Gazette"><meta property="og:locale" content="fr_CA">'
    )
    assert page("<p>It stuck.", head).fields == {
        "title": "The lift",
        "url": "https://gazette.example/lift",
        "publisher": "Gazette",
        "published": "2024-03-05",
        "language": "fr",
        "author": "Ada Falk, Bo Orr",
    }


@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/ld+json">{"@type": "Article", "datePublished": 5, "author": '
        + "[" * 9999
        + "</script>",
        '<script type="application/ld+json">{"@type": "Article", "headline": {"name": ["x"]}, "author": [[["y"]]]}',
        '<meta name=date content="2024-19-45"><link rel=canonical href="javascript:x"><meta name=author>',
    ],
)
def test_what_cannot_be_meant_is_passed_over(head: str) -> None:
    assert page("<p>It stuck.", head).fields == {}


def test_the_title_is_the_heading_or_else_the_windows_without_its_site() -> None:
    site = "<title>Lift stuck | Gazette</title>"
    assert page("<h1>The lift</h1><p>It stuck.", site).title == "The lift"
    assert page("<p>It stuck.", site).title == "Lift stuck"
    assert page(
        "<p>It stuck.", '<meta property="og:title" content="Lift - G"><meta property="og:site_name" content="G">'
    ).title == ("Lift")


# ---------------------------------------------------------------- bytes


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "iso-8859-1"),
        ("utf-8-sig", ""),
        ("utf-16", "utf-8"),
        ("cp1252", ""),
        ("cp1252", "iso-8859-1"),
        ("cp1252", "hex"),
        ("iso-8859-15", "ISO-8859-15"),
    ],
)
def test_encodings(encoding: str, declared: str) -> None:
    text = f'<meta http-equiv=Content-Type content="text/html; charset={declared}"><p>Un dépôt brûlé, 5 €.'
    assert read(text.encode(encoding)).text == "Un dépôt brûlé, 5 €."


def test_a_broken_character_does_not_change_the_encoding() -> None:
    assert read("<meta charset=utf-8><p>brûlé ".encode() + b"\xff").text == "brûlé \ufffd"


def test_nothing_is_read_of_nothing() -> None:
    assert read(b"") == read(b" <!-- x --> ") == Document("", ())


TAGS = (
    "p div span br b a ul li ol table tr td th caption pre h1 h2 blockquote main article nav header dl dt dd aside"
).split()
MARKUP = st.one_of(
    st.sampled_from(TAGS).map("<{}>".format),
    st.sampled_from(TAGS).map("</{}>".format),
    st.sampled_from(
        ["<a href=#>", "<a href=/>", "<p class=share>", "<!--", "-->", "<", "&", "&shy;", "&#0;", "\t", "\xa0"]
    ),
    st.sampled_from(["Why?", "Because it did.", "Q: ", "A: ", "These:", "Owner: Ada", "1"]),
    st.text(max_size=9),
)


def check(document: Document) -> None:
    at = number = 0
    for block in document.blocks:
        assert at <= block.start < block.end <= len(document.text)
        assert words(document, block) == words(document, block).strip()
        assert block.paragraph in {number, number + 1}
        if block.lead:
            assert block.lead[0] < block.lead[1] <= block.start
        at, number = block.end, block.paragraph
    assert (block.kind is Kind.HEADING) == (block.level > 0) or block.kind is Kind.QUESTION if document.blocks else True


@given(st.lists(MARKUP, max_size=40).map("".join))
def test_any_markup_comes_to_blocks_in_order(text: str) -> None:
    check(read(text.encode(errors="replace")))


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    check(read(data))


@pytest.mark.parametrize(
    "unit",
    [
        *("<div>", "<b>", "<ul><li>a", "<table><tr><td>a", "<blockquote><footer>", "<a href=#>", "<select>", "<h1>a"),
        *(
            "<p>a",
            "<p>a:<ul><li>b</ul>",
            "<dl><dt>a<dd>b",
            "a<br>",
            "<pre>\n<div>a",
            "<",
            "&",
            "&shy;",
            "<!--",
            " ",
            "\0",
            "\xe9",
        ),
        *("<a href=#>[1]</a>", "<meta name=author content=x>", "<p style='display", "<p class='share ", '{"@graph":['),
    ],
)
def test_no_page_takes_more_than_its_length(unit: str) -> None:
    assert grows_linearly(lambda size: read((unit * (size // len(unit))).encode()), 50_000)
