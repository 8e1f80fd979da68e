"""What stands around the article of a page: menus, banners, buttons, comments, what is hidden."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_NEVER = frozenset(
    "script style noscript template svg head title nav button select input textarea iframe object embed canvas audio "
    "video dialog menu datalist map del s strike".split()
)
_MOSTLY = frozenset("footer form aside header".split())
_ROLES = frozenset(
    "navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar tablist".split()
)
# The names that sites give to it.
_NAMES = re.compile(
    r"(?<![^\s_-])(?:cookies?|consent|gdpr|shar(?:e|es|ing|ebar)|socials?|newsletters?|subscribe|signup|related"
    r"|recommended|recommendations?|comments?|commentlist|disqus|respond|sidebar|breadcrumbs?|promos?|adverts?"
    r"|advertisement|ads?|pagination|pager|nav|navbar|navigation|menu|topbar|footer|toolbar|popup|modal|outbrain|taboola"
    r"|sponsor|sponsored|tags|taglist|toc|masthead|skip|sr-only|visually-hidden|screen-reader-text|noprint|editsection"
    r"|navbox|headerlink)(?![^\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"(?:display|visibility)\s*+:\s*+(?:none|hidden)", re.IGNORECASE)
_SIGN = re.compile(r"\W*+(?:(?<=[\[(])\d{1,4}[\])])?+\W*+")  # of a heading or a note: ¶, ↑, [1]
_NOTE = re.compile(r"\W*+\d{0,4}\W*+")
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_ID_LENGTH = 20  # characters: a longer one is made of a heading
_LARGE = 0.5  # of a page's words: what holds more is no furniture, whatever its name


def find_furniture(body: _Element) -> set[_Element]:
    """Return the elements that nobody reads as part of an article."""
    sizes: defaultdict[_Element, int] = defaultdict(int)
    titled: set[_Element] = set()  # what holds the heading of the page
    for element in reversed(list(body.iter())):
        sizes[element] = 0 if element.tag in _NEVER else sizes[element] + len((element.text or "").strip())
        parent = element.getparent()
        sizes[parent] += sizes[element] + len((element.tail or "").strip())
        if element.tag == "h1" or element in titled:
            titled.add(parent)
    large = _LARGE * sizes[body]
    return {
        element
        for element in body.iterdescendants()
        if _is_unseen(element) or (sizes[element] <= large and _is_around(element, titled=element in titled))
    }


def _is_unseen(element: _Element) -> bool:
    if element.tag in _NEVER or "hidden" in element.attrib or _HIDDEN.search(element.get("style", "")):
        return True
    if element.tag != "a" or not element.get("href", "").startswith("#"):
        return False
    sign = _NOTE if element.getparent().tag == "sup" else _SIGN
    return sign.fullmatch("".join(islice(element.itertext(), 9))) is not None


def _is_around(element: _Element, *, titled: bool) -> bool:
    if element.tag in _MOSTLY:
        return not titled and not (element.tag == "footer" and _is_inside(element, "blockquote"))
    if element.tag in {"html", "body", "main", "article", "h1"} or titled:
        return False
    return element.get("role") in _ROLES or any(map(_NAMES.search, (element.get("class", ""), _short_id(element))))


def _short_id(element: _Element) -> str:
    """Return the id of an element, unless it is made of the heading that it stands at."""
    name = element.get("id", "")
    if not name or len(name) > _ID_LENGTH or element.tag in _HEADINGS:
        return ""
    heading = next((child for child in element if child.tag in _HEADINGS), None)
    links = () if heading is None else heading.iter("a")
    return "" if any(link.get("href") == f"#{name}" for link in links) else name


def _is_inside(element: _Element, tag: str) -> bool:
    return next(element.iterancestors(tag), None) is not None
