"""Split a text into sentences as a French or English reader would."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.text.abbreviations import abbreviates, ends_before_small_letter, word_before
from index.text.spans import visible
from index.text.stopwords import ALL_STOP_WORDS, CHAT_WORDS
from index.text.tokens import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.text.spans import Span

LONGEST = 800  # characters: what runs on for longer without an end is no sentence, and is cut into pieces
PIECE = 600

_MARKUP = "*_`~"
_CLOSERS = rf"(?:\s*+[»›]|[\"”'’)\]{_MARKUP}]|\[\d{{1,3}}\])*+"
_OPENERS = r"[\s\"“„«‹‘‚’'(\[{—–¿¡*_`~#@$€£¥₹≈±+<>-]*+"
_PICTURES = r"[\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]"
_END = re.compile(
    rf"(?<![.!?…])(?P<mark>[.!?…]++)(?P<close>{_CLOSERS})(?P<tail>(?:[^\S\r\n]*+{_PICTURES}++)*+)(?P<gap>\s*+)"
    rf"(?={_OPENERS}(?P<next>[^\W_]))"
)
_CHEER = re.compile(rf"(?<=[^\W_] ){_PICTURES}++(?=\s++(?P<next>[^\W\d_]++))")
_PICTURE = re.compile(_PICTURES)
# Pictures that close a sentence, as faces, hands and hearts do; any other opens one, as a bullet does.
_FELT = re.compile(
    r"[☹☺❤✨\U0001f38a\U0001f389\U0001f440-\U0001f450\U0001f493-\U0001f49f\U0001f4aa\U0001f4af\U0001f600-\U0001f64f"
    r"\U0001f90c-\U0001f93f\U0001f970-\U0001f97a\U0001fae0-\U0001faf8]"
)
_GLUED = re.compile(
    r"(?<=[a-zß-öø-ÿ]{2})(?=(?:L(?:a|es?)|Une?|Des|Ils?|Elles?|Ce(?:t|tte|s)?|Nous|Vous|Mais|Selon|À|Après|Avant|Dans"
    r"|Depuis|The|This|These|Those|He|She|They|There|His|Her|Their|However|But|After|Although)[\s,]"
    r"|[LDCJN]['’][^\W\d_])"
)
_CAPITAL = re.compile(r"[A-ZÀ](?<=[a-zß-öø-ÿ]{2}.)")  # where one may be: letters are found fast
_WORD_AT = re.compile(r"[^\W\d_]++")
_NAMED_AT = re.compile(r"(?<=[`@#])\w|https?://|www\.")  # code, a nickname, an address: written small anywhere
_NUMERAL = re.compile(r"(?:\d{1,3}|[^\W\d_]\d{0,3}|[ivxIVX]{1,4})?")


def split_sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences of `text[start:end]`: trimmed, in order, disjoint, with nothing but punctuation between them.

    A closing quotation mark stays with the sentence that it closes, a smile with what it comments. A sentence also
    ends where an article lost the space before the next one (`en cinq joursLa réponse`). None is over `LONGEST`.
    """
    sentences: list[Span] = []
    at = start
    for cut in (*sorted({*_ends(text, start, end), *_glued(text, start, end)}), end):
        sentence = visible(text, at, cut)
        if sentence and _is_bare(text, *sentence):
            if cut < end:
                continue  # `1.` belongs to what it numbers
            if sentences:
                sentences[-1] = (sentences[-1][0], sentence[1])
                break
        if sentence:
            sentences.append(sentence)
        at = cut
    for sentence in sentences:
        yield from cut_to_length(text, *sentence)


def cut_to_length(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield `text[start:end]`, in pieces where it is longer than any sentence: cut at `;`, `,` or white space."""
    if end - start > LONGEST:
        while end - start > PIECE:
            cut = _cut(text, start + PIECE // 2, start + PIECE)
            if piece := visible(text, start, cut):
                yield piece
            start = cut
    if piece := visible(text, start, end):
        yield piece


def _cut(text: str, low: int, high: int) -> int:
    for marks in (";", ",", ""):
        for at in range(high - 1, low, -1):
            if text[at].isspace() and (not marks or text[at - 1] in marks):
                return at
    return high


def _is_bare(text: str, start: int, end: int) -> bool:
    """Tell what is no sentence on its own: a number or letter with its full stop, or no word at all."""
    said = "".join(filter(str.isalnum, text[start:end]))
    return _NUMERAL.fullmatch(said) is not None and (not said or text[end - 1] == ".")


# ---------------------------------------------------------------- where a sentence ends


def _ends(text: str, start: int, end: int) -> Iterator[int]:
    began, opening = start, -1
    listed = _is_picture(text, start, end)
    for match in _END.finditer(text, start, end):
        if opening < began:  # the first word since then: looked for once, as numbers may go on for long
            first = _WORD_AT.search(text, began, end)
            opening = first.start() if first else end
        if _is_end(text, start, began, opening, match):
            cut = match.end("tail") if match["tail"] and _trails(match, listed=listed) else match.end("close")
            yield cut
            began = cut
    for match in _CHEER.finditer(text, start, end):
        word = fold(match["next"])
        if match["next"][0].isupper() and _FELT.search(match[0]) and word in ALL_STOP_WORDS | CHAT_WORDS:
            yield match.end()


def _is_end(text: str, start: int, began: int, opening: int, match: re.Match[str]) -> bool:
    mark, closed, gap = match["mark"], match["close"].strip(_MARKUP), match["gap"] or match["tail"]
    if _is_small(text, match.start("next")) and not _NAMED_AT.match(text, match.start("next")):
        return bool(gap) and not closed and mark in {".", "!", "?"} and _ends_small(text, began, opening, match)
    if mark == "." and not closed:
        at = match.end() if not match["close"] else match.start("next")
        if abbreviates(text, start, match.start(), at):
            return False
        return bool(gap) or _resumes(text, match.end(), word_before(text, start, match.start()))
    return bool(gap or match["close"]) or not text[match.end()].isdigit()


def _is_small(text: str, at: int) -> bool:
    return text[at].islower() and not text[at + 1 : at + 2].isupper()


def _ends_small(text: str, began: int, opening: int, match: re.Match[str]) -> bool:
    """Tell an end before a small letter; the sentence began at `began`, and its first word is at `opening`."""
    follower = _WORD_AT.match(text, match.start("next"))
    low = opening < match.start() and _is_small(text, opening)
    if match["mark"] != "." or not follower:
        return low
    return ends_before_small_letter(word_before(text, began, match.start()), follower[0], low=low)


def _trails(match: re.Match[str], *, listed: bool) -> bool:
    """Tell a picture that belongs to the sentence before it; `listed` texts open with one, as lists do."""
    if listed:
        return False
    return not match["tail"][0].isspace() or match["mark"] != "." or _FELT.search(match["tail"]) is not None


def _is_picture(text: str, start: int, end: int) -> bool:
    return start < end and _PICTURE.match(text, start) is not None


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
