"""What a page says of itself: to search engines, to networks, to browsers."""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from index.sources.values import address_of, date_of, language_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_MOST = 1000  # objects of structured data
_LONGEST = 300  # characters of a title or a name
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_ARTICLES = frozenset("Article NewsArticle ReportageNewsArticle BlogPosting Report TechArticle".split())

# A sidecar's key, and who says it: structured data (Schema.org), then <meta>. The first that says something counts.
_SAID_BY = {
    "title": "headline og:title twitter:title citation_title dc.title",
    "url": "og:url",
    "publisher": "og:site_name publisher application-name dc.publisher",
    "published": "datePublished article:published_time datepublished citation_publication_date dc.date dc.date.issued "
    "parsely-pub-date publish-date pubdate date",
    "language": "inLanguage content-language og:locale dc.language",
    "author": "author citation_author dc.creator parsely-author sailthru.author",
}


def find_fields(tree: _Element) -> dict[str, str]:
    """Return what a page says of itself, under a sidecar's keys."""
    said: defaultdict[str, list[str]] = defaultdict(list)
    for thing in islice(_articles(tree), _MOST):
        for name, value in thing.items():
            said[name].append(_name(value))
    for meta in tree.iter("meta"):
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            said[meta.get(attribute, "").strip().lower()].append(meta.get("content", ""))
    found = {"language": [tree.get("lang", ""), tree.get(_XML_LANGUAGE, "")]}
    found["url"] = [link.get("href", "") for link in tree.iter("link") if link.get("rel", "").lower() == "canonical"]
    fields = {}
    for key, names in _SAID_BY.items():
        values = [*found.get(key, ()), *(value for name in names.split() for value in said[name])]
        if value := next(filter(None, map(_FIT[key], map(str.strip, values))), None):
            fields[key] = value
    if "title" in fields:
        fields["title"] = _without_site(fields["title"], fields.get("publisher"))
    return fields


def window_title(tree: _Element, site: str | None) -> str | None:
    """Return the title of the browser's window, without the site's name."""
    element = next(tree.iter("title"), None)
    title = None if element is None else _words("".join(element.itertext()))
    return title and _without_site(title, site)


def _articles(tree: _Element) -> Iterator[dict[str, Any]]:
    """Yield the articles that structured data describes."""
    for script in tree.iter("script"):
        if script.get("type", "").strip().lower() == "application/ld+json":
            try:
                data = json.loads(script.text or "", parse_int=str, strict=False)
            except (ValueError, RecursionError):
                continue
            for thing in data if isinstance(data, list) else [data]:
                graph = thing.get("@graph") if isinstance(thing, dict) else None
                for one in [thing, *graph] if isinstance(graph, list) else [thing]:
                    if isinstance(one, dict) and not _ARTICLES.isdisjoint(_kinds(one)):
                        yield one


def _kinds(thing: dict[str, Any]) -> list[str]:
    kinds = thing.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _name(value: object) -> str:
    """Return a text, or the name of a thing, or the names of several."""
    values = value if isinstance(value, list) else [value]
    names = (one.get("name") if isinstance(one, dict) else one for one in values)
    return ", ".join(" ".join(name.split()) for name in names if isinstance(name, str))


def _without_site(title: str, site: str | None) -> str:
    for sign in "|·—–-":
        head, separator, tail = title.rpartition(f" {sign} ")
        if separator and (tail == site or (sign == "|" and not site)):
            return head
    return title


# ---------------------------------------------------------------- what fits a key


def _words(value: str) -> str | None:
    words = " ".join(value.split())
    return words if len(words) <= _LONGEST else None


def _author(value: str) -> str | None:
    return None if address_of(value) else _words(value)


_FIT = {
    "title": _words,
    "url": address_of,
    "publisher": _words,
    "published": date_of,
    "language": language_of,
    "author": _author,
}
