"""Links to a sentence of a page and to a translation of a quote, as markdown where they stand in a message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote as percent_encode
from urllib.parse import quote_plus, urlsplit

if TYPE_CHECKING:
    from index import Source

LINK_LENGTH = 512  # of a link button
FRAGMENT_LENGTH = 240
_NO_LABEL = re.compile(r"[\\\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]")
FRAGMENT_WORDS = 5  # at either end of a text fragment


def masked_link(label: str, address: str) -> str:
    """Return markdown for a link under a label, which is markdown; the angle brackets suppress its preview."""
    return f"[{label}](<{re.sub(r'[()<>]', lambda m: percent_encode(m[0], safe=''), address)}>)"


def sentence_link(url: str, text: str) -> str:
    """Return a link that lands on a text of the page: a text fragment, of its first and last words where it is long.

    https://wicg.github.io/scroll-to-text-fragment: `text=start` or `text=start,end`, each within one block of the page.
    """
    page = url.split(":~:", maxsplit=1)[0].removesuffix("#")
    if is_site(page):  # where the text is not
        return page
    lines = [line.split() for line in text.splitlines() if line.strip()]
    if not lines:
        return page
    one, most = len(lines) == 1, FRAGMENT_WORDS
    whole = [[" ".join(lines[0])]] if one and len(lines[0]) <= 2 * FRAGMENT_WORDS else []
    if one:
        most = min(most, len(lines[0]) // 2)  # the two must not overlap
    ends = [[" ".join(lines[0][:count]), " ".join(lines[-1][-count:])] for count in range(most, 0, -1)]
    for parts in (*whole, *ends):
        # In a text fragment a hyphen is syntax, as comma and ampersand are, and `quote` would leave it as it is.
        fragment = ",".join(percent_encode(part, safe="").replace("-", "%2D") for part in parts)
        if len(fragment) <= FRAGMENT_LENGTH:
            return f"{page}{'' if '#' in page else '#'}:~:text={fragment}"
    return page


def is_site(url: str) -> bool:
    """Tell whether an address is that of a whole site and not of a page in it."""
    parts = urlsplit(url)
    return parts.path in {"", "/"} and not parts.query and not parts.fragment


def titled_link(title: str, address: str, name: str) -> str:
    """Return markdown for a title that leads to its page: itself, where Discord can show it as a label.

    In a label, Discord shows the escapes of markdown as they are, and a label with an emoji is no link at all: then
    `name` stands behind the title and is the link.
    """
    if _NO_LABEL.search(title):
        return f"{title} ({masked_link(name, address)})"
    return masked_link(title, address)


def translation_link(source: Source, text: str, language: str) -> str:
    """Return a link that translates a quote into `language`, shortened at its end where it is too long."""
    start = f"https://translate.google.com/?op=translate&sl={source.language}&tl={language}&text="
    words = text.split()
    for count in range(len(words), 0, -1):
        ellipsis = "" if count == len(words) else " …"
        link = start + quote_plus(" ".join(words[:count]) + ellipsis)
        if len(link) <= LINK_LENGTH:
            return link
    return start
