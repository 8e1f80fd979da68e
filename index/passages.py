"""Split a text into paragraphs, sentences and passages: spans of it, never copies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from index.analysis import UNDETERMINED, fold, fold_words, is_stop_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.sources import Source

Span = tuple[int, int]

PASSAGE_LENGTH = 1500  # characters; a longer paragraph becomes several passages
TITLE_LENGTH = 250
WRAPPED_LENGTH = 100  # a block of lines no longer than this was wrapped by an editor, and is one paragraph


class Role(IntEnum):
    """What a paragraph is for."""

    BODY = 0
    TITLE = 1
    HEADING = 2
    POINTER = 3  # says only where the original is


class Block(NamedTuple):
    """Consecutive sentences of one paragraph, short enough to be ranked as one passage."""

    paragraph: int  # 1-based; a title or heading bears the number of the paragraph it stands over
    role: Role
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a source, or a run of sentences of a long one."""

    source: Source
    paragraph: int  # 1-based
    role: Role
    sentences: tuple[Span, ...]  # of the source's text, in order, disjoint

    @property
    def start(self) -> int:
        """Where its first sentence starts in the source's text."""
        return self.sentences[0][0]

    @property
    def end(self) -> int:
        """Where its last sentence ends in the source's text."""
        return self.sentences[-1][1]

    @property
    def text(self) -> str:
        """The source's own words."""
        return self.source.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class _Paragraph:
    start: int
    end: int
    heading: bool = False


def split(text: str, *, markdown: bool = False) -> list[Block]:
    """Return the blocks of `text` in reading order; together they hold every visible word of it."""
    paragraphs = list(_paragraphs(text, markdown=markdown))
    roles = _roles(text, paragraphs)
    blocks, number = [], 1
    for paragraph, role in zip(paragraphs, roles, strict=True):
        if role in {Role.TITLE, Role.HEADING}:
            blocks.append(Block(number, role, ((paragraph.start, paragraph.end),)))
            continue
        sentences = list(split_sentences(text, paragraph.start, paragraph.end))
        blocks += [Block(number, role, run) for run in _runs(sentences)]
        number += 1
    return blocks


def title_span(text: str, *, markdown: bool = False) -> Span | None:
    """Find the line that is the text's title, if it has one."""
    paragraphs = []
    for paragraph in _paragraphs(text, markdown=markdown):
        paragraphs.append(paragraph)
        if len(paragraphs) == 2:
            break
    if paragraphs and _is_title(text, paragraphs):
        return paragraphs[0].start, paragraphs[0].end
    return None


# ---------------------------------------------------------------- paragraphs

_BLANK_LINE = re.compile(r"(?:\r\n?|\n)[^\S\r\n]*(?=\r|\n)")
_LINE = re.compile(r"[^\r\n]+")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*?)[\s#]*$")
_MARKER = re.compile(r"\s*(?:[-*+•]|>|\d{1,3}[.)])\s+")
_RULE = re.compile(r"[\s\-=_*#>`|:]*$")


def _paragraphs(text: str, *, markdown: bool) -> Iterator[_Paragraph]:
    at = 0
    while at < len(text):
        gap = _BLANK_LINE.search(text, at)
        end = gap.start() if gap else len(text)
        yield from _lines(text, at, end, markdown=markdown)
        at = gap.end() if gap else end


def _lines(text: str, start: int, end: int, *, markdown: bool) -> Iterator[_Paragraph]:
    """Yield the paragraphs of a stretch without blank lines: one, or one a line."""
    lines = [m.span() for m in _LINE.finditer(text, start, end)]
    wrapped = all(b - a <= WRAPPED_LENGTH for a, b in lines)
    run: Span | None = None
    for a, b in lines:
        heading = _HEADING.match(text, a, b) if markdown else None
        marker = _MARKER.match(text, a, b)
        if run and (heading or marker or not wrapped):
            yield from _strip(text, *run)
            run = None
        if heading:
            yield from _strip(text, *heading.span(1), heading=True)
        elif run:
            run = (run[0], b)
        else:
            run = (marker.end() if marker and (markdown or len(lines) > 1) else a, b)
    if run:
        yield from _strip(text, *run)


def _strip(text: str, start: int, end: int, *, heading: bool = False) -> Iterator[_Paragraph]:
    while start < end and (text[start].isspace() or text[start] in "\ufeff\u200b"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\ufeff\u200b"):
        end -= 1
    if start < end and not _RULE.match(text, start, end):
        yield _Paragraph(start, end, heading)


# ---------------------------------------------------------------- roles

_POINTER_LENGTH = 300
_POINTER_WORDS = 4  # beside names, addresses, function words and what points: with more, a line says something itself
_ADDRESS = re.compile(
    r"https?://|www\.|\b[\w-]+\.(?:com|org|net|fr|eu|io|info|news|co|uk|ca|be|ch|de|es)\b", re.IGNORECASE
)
_ORIGINAL = re.compile(
    r"\b(?:(?:article|version|texte|publication|billet|post|story|source)s?\s+(?:d['’]origine|original\w*|compl[eè]te?)"
    r"|(?:original|full)\s+(?:article|version|post|story|text|source)"
    r"|lire\s+(?:la\s+suite|l['’]article|l['’]original)|read\s+(?:more|the\s+(?:rest|full|original))"
    r"|(?:first|originally)\s+(?:appeared|published)"
    r"|(?:initialement\s+)?(?:paru|publié)e?\s+(?:à l['’]origine\s+)?sur\b)",
    re.IGNORECASE,
)
_SOURCE_LINE = re.compile(r"\s*(?:source|via|lien|link)s?\s*:", re.IGNORECASE)


def _roles(text: str, paragraphs: list[_Paragraph]) -> list[Role]:
    roles = [Role.HEADING if p.heading else Role.BODY for p in paragraphs]
    if paragraphs and _is_title(text, paragraphs):
        roles[0] = Role.TITLE
    if len(paragraphs) > 1 and roles[-1] is Role.BODY and _is_pointer(text, paragraphs[-1]):
        roles[-1] = Role.POINTER
    return roles


def _is_title(text: str, paragraphs: list[_Paragraph]) -> bool:
    """Tell a title line: first, short, on its own, not closed like a sentence, and with a text below it."""
    first = paragraphs[0]
    if len(paragraphs) < 2 or first.end - first.start > TITLE_LENGTH:
        return False
    if first.heading:
        return True
    line = text[first.start : first.end]
    return not re.search(r"[\r\n]", line) and not re.search(r"[.…:;,][\s»\"”’)]*$", line)


def _is_pointer(text: str, paragraph: _Paragraph) -> bool:
    """Tell a closing line that only says where the original stands."""
    if paragraph.end - paragraph.start > _POINTER_LENGTH:
        return False
    line = text[paragraph.start : paragraph.end]
    rest, says = _ORIGINAL.subn("", _SOURCE_LINE.sub("", line))
    if not says and rest == line:
        return False
    if not _ADDRESS.search(line):
        return len(line.split()) <= 12
    words = fold_words(" ".join(w for w in rest.split() if not (_ADDRESS.search(w) or w[0].isupper())))
    return sum(not is_stop_word(word, UNDETERMINED) for word in words) <= _POINTER_WORDS


# ---------------------------------------------------------------- sentences

_CLOSERS = r"(?:\s*»|[\"”'’)\]]|\[\d{1,3}\])*"
_END = re.compile(
    rf"(?P<mark>[.!?…]+)(?P<close>{_CLOSERS})(?P<gap>\s*)(?=[\s\"“‘«(\[—–¿¡-]*[^\W_a-zß-öø-ÿ])",
)
_GLUED = re.compile(
    r"(?<=[a-zß-öø-ÿ]{2})(?=(?:L(?:a|es?)|Une?|Des|Ils?|Elles?|Ce(?:t|tte|s)?|Nous|Vous|Mais|Selon|À|Après|Avant|Dans"
    r"|Depuis|The|This|These|Those|He|She|They|There|His|Her|Their|However|But|After|Although)[\s,]"
    r"|[LDCJN]['’][^\W\d_])"
)
_CAPITAL = re.compile(r"[A-ZÀ](?<=[a-zß-öø-ÿ]{2}.)")  # where one may be: letters are found fast
_WORD_AT = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"(?:[^\W_]+[.-])*[^\W_]+$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_TITLES = frozenset(
    "M MM Mme Mmes Mlle Mlles Me Mgr Dr Pr Prof Mr Mrs Ms Gen Gén Lt Col Sgt Capt Cdt Sen Rep Gov Hon Rev".split()
)
_ABBREVIATIONS = frozenset(
    "jr sr inc corp ltd co cie vs cf ex env av apr art ed éd bd al ie eg approx st ste "
    "dr pr prof gen gén lt col capt mr mrs ms mme mlle".split()
)
# Before a number only: elsewhere these are words like any other (elle a annulé ce vol. Delta ..., he said no. I ...).
_NUMBERED = frozenset("no nos pp fig vol tel tél jan janv feb févr mar avr juil aug sept oct nov dec déc".split())
_NUMBER_AT = re.compile(r"\d|[IVXLC]{2,}\b")


def split_sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences of `text[start:end]`: trimmed, in order, disjoint, with nothing but punctuation between them.

    A closing quotation mark stays with the sentence that it closes. A sentence also ends where an article lost the
    space before the next one (`en cinq joursLa réponse`).
    """
    at = start
    for cut in sorted({*_ends(text, start, end), *_glued(text, start, end)}):
        yield from _visible(text, at, cut)
        at = cut
    yield from _visible(text, at, end)


def _ends(text: str, start: int, end: int) -> Iterator[int]:
    for match in _END.finditer(text, start, end):
        if match["mark"] == "." and not match["close"]:
            reach = max(start, match.start() - 40)
            before = _LAST_WORD.search(text, max(reach, text.rfind(" ", reach, match.start())), match.start())
            word = before[0] if before else ""
            if _abbreviates(text, match.end(), word) or not (match["gap"] or _resumes(text, match.end(), word)):
                continue
        elif not match["gap"] and not match["close"] and text[match.end()].isdigit():
            continue
        yield match.end("close")


def _abbreviates(text: str, at: int, word: str) -> bool:
    """Tell a full stop that ends an abbreviation, not a sentence; what follows it stands at `at`."""
    if word in _TITLES:
        return True
    if word.lower() in _NUMBERED:
        return bool(_NUMBER_AT.match(text, at))
    if word.lower() not in _ABBREVIATIONS and (word.isdigit() or not _INITIALS.fullmatch(word)):
        return False
    follower = _WORD_AT.match(text, at)
    if not follower or (len(follower[0]) == 1 and text[follower.end() : follower.end() + 1] not in {"'", "’"}):
        return True
    return not is_stop_word(fold(follower[0]), UNDETERMINED)


def _resumes(text: str, at: int, word: str) -> bool:
    """Tell a sentence glued to a full stop from a dotted name (example.Com, 1.5, U.S.A)."""
    follower = _WORD_AT.match(text, at)
    if text[at] in '"“«(':
        return True
    return bool(
        follower
        and len(word) > 1
        and word[-1].islower()
        and len(follower[0]) > 1
        and follower[0][1:].islower()
        and follower.end() < len(text)
        and text[follower.end()] in " \u00a0\u202f'’,"
    )


def _glued(text: str, start: int, end: int) -> Iterator[int]:
    """Find a small letter that runs into a capitalised determiner or pronoun: no name is written so."""
    for capital in _CAPITAL.finditer(text, start, end):
        if _GLUED.match(text, capital.start(), end):
            yield capital.start()


def _visible(text: str, start: int, end: int) -> Iterator[Span]:
    for paragraph in _strip(text, start, end):
        yield paragraph.start, paragraph.end


def _runs(sentences: list[Span]) -> Iterator[tuple[Span, ...]]:
    """Group sentences into runs of about even length, none much over `PASSAGE_LENGTH`."""
    if not sentences:
        return
    start, end = sentences[0][0], sentences[-1][1]
    parts = -(-(end - start) // PASSAGE_LENGTH)
    for _, run in groupby(sentences, lambda s: (s[0] + s[1] - 2 * start) * parts // (2 * (end - start))):
        yield tuple(run)
