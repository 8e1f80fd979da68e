"""The message of a checked quote: the verdict, what the sources say, and what differs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.messages.markdown import clip, one_line
from bot.messages.quotes import QuoteBlock, assemble
from index import Concern, Match

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.i18n import Words
    from index import Difference, Finding, Source, Span, Verification

LONGEST_CLAIM = 4000  # characters
FEWEST_WORDS = 3  # of what a message puts between quotation marks, to be taken for the quote in it
MOST_DIFFERENCES, DIFFERENCE_LENGTH = 6, 60

_QUOTED_LINE = re.compile(r"^>{1,3}\s?(.*)$", re.MULTILINE)
_BETWEEN_MARKS = re.compile(r"«([^«»]*+)»|“([^“”]*+)”|\"([^\"\n]*+)\"")
_VERDICTS = {
    Match.EXACT: "verify.exact",
    Match.TYPOGRAPHY: "verify.typography",
    Match.NEAR: "verify.near",
    Match.STITCHED: "verify.stitched",
    Match.ABSENT: "verify.absent",
}
_CONCERNS = {Concern.NEGATION: "verify.negation", Concern.NUMBER: "verify.number", Concern.NAME: "verify.name"}
_EMPHASIS = re.compile(r"\*\*|__|\\(?=[^\w\s])")


def claim_in(content: str) -> str:
    """Return what a message quotes: its quoted lines, else what stands between quotation marks, else all of it."""
    quoted = [line.strip() for line in _QUOTED_LINE.findall(content)]
    if not quoted:
        between = ("".join(groups).strip() for groups in _BETWEEN_MARKS.findall(content))
        quoted = [text for text in between if len(text.split()) >= FEWEST_WORDS]
    return _EMPHASIS.sub("", " ".join(quoted) or content).strip()


def render_verification(found: Verification, sources: Sequence[Source], words: Words) -> str:
    """Return the message of a checked quote."""
    blocks = [block for finding in found.findings if (block := _block(finding))]
    return assemble(verdict(found, sources, words), blocks, remarks(found, words), words)


def verdict(found: Verification, sources: Sequence[Source], words: Words) -> list[str]:
    """Return the lines that say how a quote stands to the sources."""
    if not found.findings:
        return [words("verify.empty")]
    lines = [words(_VERDICTS[found.match])]
    if found.match is Match.ABSENT:
        languages = {source.language for source in sources}
        if found.language != "und" and found.language not in languages and len(languages) == 1:
            lines.append(words("verify.foreign", language=words.language_name(*languages)))
        if any(finding.quote for finding in found.findings):
            lines.append(words("verify.closest"))
    return lines


def remarks(found: Verification, words: Words) -> list[str]:
    """Return the lines that say what differs."""
    return list(_remarks(found, words))


def _block(finding: Finding) -> QuoteBlock | None:
    quote = finding.quote
    if quote is None:
        return None
    highlights = _changed(finding)
    paragraphs = quote.paragraph, quote.paragraph
    return QuoteBlock(quote.words, highlights, quote.source, paragraphs, quote.words, quote.speaker)


def _changed(finding: Finding) -> tuple[Span, ...]:
    """Return where in the shown quote stand the words that the claim has not."""
    said = (difference.said for difference in finding.differences)
    return tuple(finding.quote.seen(*span) for span in said if span) if finding.quote else ()


def _remarks(found: Verification, words: Words) -> Iterator[str]:
    concerns = dict.fromkeys(concern for finding in found.findings for concern in finding.concerns)
    if concerns:
        yield words("verify.concern", what=", ".join(words(_CONCERNS[concern]) for concern in concerns))
    differences = [line for finding in found.findings for line in _differences(found, finding, words)]
    yield from differences[:MOST_DIFFERENCES]
    if len(differences) > MOST_DIFFERENCES:
        yield words.count("verify.more", len(differences) - MOST_DIFFERENCES)
    if found.match is not Match.ABSENT:
        absent = [found.claim[slice(*f.span)] for f in found.findings if f.match is Match.ABSENT]
        for text in absent[:MOST_DIFFERENCES]:
            yield words("verify.unknown", text=_short(text))


def _differences(found: Verification, finding: Finding, words: Words) -> Iterator[str]:
    for difference in finding.differences:
        claimed, said = _texts(found, finding, difference)
        key = "verify.changed" if claimed and said else "verify.added" if claimed else "verify.dropped"
        yield words(key, claimed=_short(claimed), said=_short(said))


def _texts(found: Verification, finding: Finding, difference: Difference) -> tuple[str, str]:
    claimed = _with_apostrophe(found.claim, difference.claimed) if difference.claimed else ""
    said = _with_apostrophe(finding.quote.source.text, difference.said) if difference.said and finding.quote else ""
    return claimed, said


def _with_apostrophe(text: str, span: Span) -> str:
    """Return a span of a text, with the mark by which it is tied to the next word: `n'`."""
    start, end = span
    return text[start : end + (text[end : end + 1] in {"'", "’"})]


def _short(text: str) -> str:
    return clip(one_line(text), DIFFERENCE_LENGTH)
