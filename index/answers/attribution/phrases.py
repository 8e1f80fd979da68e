"""Noun phrases that can speak: names, and nouns such as spokesman, company, report with what belongs to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from index.text.rarity import is_hardly_known
from index.text.stopwords import is_stop_word
from index.text.tokens import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.answers.attribution.speech import Phrases, Speech, Words
    from index.answers.attribution.words import Word

MOST_WORDS = 7  # of a phrase before its noun, and of what belongs to it
_JOINING = frozenset("de du des d' la le les l' of the von van der & 's".split())
_AND = frozenset({"et", "and"})


class Phrase(NamedTuple):
    """A noun phrase: the words from `start` up to `end`."""

    start: int
    end: int
    head: int | None  # the noun that speaks, none where it is a bare name
    named: bool  # whether a name is its noun, or stands beside it


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the noun phrases of a sentence; `names` are words that the text writes with a capital within them."""

    words: Sequence[Word]
    speech: Speech
    names: frozenset[str]
    small: frozenset[str] = frozenset()  # words that it writes in small letters

    def phrase(self, at: int, *, after: bool = False) -> Phrase | None:
        """Return the longest phrase from word `at` on; what stands `after` its verb ends before any adjunct."""
        found = self._single(at, after=after)
        if found and found.end + 1 < len(self.words) and self.words[found.end].low in _AND:
            other = self._single(found.end + 1, after=after)
            if other:
                return Phrase(at, other.end, found.head, named=found.named)
        return found

    def pure_name(self, at: int) -> int:
        """Return where the name that begins at word `at` ends; `at` where none does."""
        end = at
        while end < len(self.words):
            joins = end > at and self.words[end].low in _JOINING and self._name_follows(end + 1)
            if not joins and not self._is_name(end):
                break
            end += 1
        return end

    def _name_follows(self, at: int) -> bool:
        words = self.words
        joined = at < len(words) and words[at].low in _JOINING  # University of the Arts
        return self._is_name(at + joined)

    def _is_name(self, at: int) -> bool:
        if at >= len(self.words):
            return False
        word = self.words[at]
        if not word.capital or word.low in self.speech.days or (word.text.endswith(("'", "’")) and len(word.text) < 4):
            return False
        if is_stop_word(fold(word.low), self.speech.language) and not (word.text.isupper() and len(word.text) > 1):
            return False
        if at or not word.text[1:].islower():
            return True
        if self.speech.speaks(word.low):
            return False
        follows = at + 1 < len(self.words) and self.words[at + 1].capital
        if follows or word.text in self.names or is_hardly_known(fold(word.low), self.speech.language):
            return True
        # Nouns without an article open no French sentence, and in English those of several do: "Tests confirmed it".
        several = self.speech.language == "en" and word.low.endswith("s")
        return not several and word.low not in self.small and word.low not in self.speech.never

    def _single(self, at: int, *, after: bool) -> Phrase | None:
        if at >= len(self.words):
            return None
        return self._french(at, after=after) if self.speech.language == "fr" else self._english(at, after=after)

    # ---------------------------------------------------------------- French: the noun, then what belongs to it

    def _french(self, at: int, *, after: bool) -> Phrase | None:
        words, speech = self.words, self.speech
        determined = words[at].low in speech.determiners
        noun = at + determined
        while noun < len(words) and words[noun].low in speech.before_noun:
            noun += 1
        if noun >= len(words):
            return None
        if not speech.speaks(words[noun].low) or (not determined and words[noun].text[1:].islower() and at):
            end = self.pure_name(noun)
            return Phrase(at, end, None, named=True) if end > noun else None
        end = self._adjectives(noun + 1, 1 if after else 2)
        named = self.pure_name(end)
        is_named, end = named > end, named
        while (more := self._belonging(end, after=after)) > end:
            end = more
        named = self.pure_name(end)
        return Phrase(at, named, noun, named=is_named or named > end)

    def _belonging(self, at: int, *, after: bool) -> int:
        """Return where what belongs to a noun ends, `at` where nothing does."""
        words = self.words
        if at + 1 >= len(words):
            return at
        near = any(words[at].low == near[0] for near in self.speech.after_noun)
        link = words[at + near].low
        if link not in self.speech.links or (link in {"à", "au", "aux"} and after):
            return at
        noun = at + near + 1
        if link == "en":
            return noun + 1 if words[noun : noun + 1] and words[noun].small and self._ends(noun + 1) else at
        noun += sum(word.low in self.speech.determiners for word in words[noun : noun + 1])
        if (end := self.pure_name(noun)) > noun:
            return end
        end = self._adjectives(noun, 2 if after else 3)
        return end if end > noun else at

    def _ends(self, at: int) -> bool:
        return at >= len(self.words) or not self.words[at].text[0].isalpha() or not self._is_plain(at)

    def _adjectives(self, at: int, most: int) -> int:
        end = at
        while end < at + most and end < len(self.words) and self._is_plain(end):
            end += 1
        return end

    def _is_plain(self, at: int) -> bool:
        """Tell a word in small letters that is neither a function word, nor an adverb, nor a day, nor a verb."""
        word, speech = self.words[at], self.speech
        small = word.small or (not at and word.text[1:].islower())
        if not small or word.low in speech.days or word.low in speech.links:
            return False
        if is_stop_word(fold(word.low), speech.language) or word.low in {"a", "ont", "avait", "avaient", "proche"}:
            return False
        if speech.language != "fr" or speech.speaks(word.low):
            return True
        return not word.low.endswith("ment") and word.low not in speech.present

    # ---------------------------------------------------------------- English: what belongs to a noun, then the noun

    def _english(self, at: int, *, after: bool) -> Phrase | None:
        words, speech = self.words, self.speech
        start = at + (words[at].low in speech.determiners)
        determined = start > at
        end, head, named = start, None, False
        run = start
        while run < len(words) and run - start < MOST_WORDS:
            if (stop := self.pure_name(run)) > run:
                run = end = stop
                named = True
                continue
            word = words[run]
            if word.low.endswith("'s") or word.text in {"’s", "'s"}:
                run += 1
                continue
            if speech.speaks(word.low):
                run = end = run + 1
                head, named = run - 1, False
                continue
            if (
                not self._is_plain(run)
                or word.low in speech.never
                or word.low in speech.past
                or word.low in speech.present
            ):
                break
            run += 1
        if end == start or (head is not None and not (determined or named or self._stands_alone(start, head))):
            return None
        while head is not None and (more := self._of(end, after=after)) > end:
            end = more
        return Phrase(at, end, head, named=named)

    def _stands_alone(self, start: int, head: int) -> bool:
        """Tell whether a noun needs no article: it is of several, or follows a name or an owner."""
        low, opening = self.words[head].low, self.words[start]
        several = low.endswith("s") or low in _PLURALS
        return several or opening.low.endswith("'s") or (opening.capital and head > start)

    def _of(self, at: int, *, after: bool) -> int:
        words, speech = self.words, self.speech
        for phrase in speech.after_noun:
            if follows(words, at, phrase):
                return at + len(phrase)
        if at + 1 >= len(words) or words[at].low not in speech.links:
            return self._published(at)
        link = words[at].low
        if link != "of" and after and link != "for":
            return at
        noun = at + 1 + (words[at + 1].low in speech.determiners)
        if link == "of":
            end = self.pure_name(noun)
            while end < len(words) and end - noun < MOST_WORDS and (self._is_plain(end) or self._is_name(end)):
                end += 1
            return end if end > noun else at
        owner = self._english(at + 1, after=True)
        return owner.end if owner and (owner.named or owner.head is not None) else at

    def _published(self, at: int) -> int:
        """Return where `published by the firm` ends, `at` where that is not there."""
        words = self.words
        if [word.low for word in words[at + 1 : at + 2]] == ["by"] and words[at].low.endswith("ed"):
            owner = self._english(at + 2, after=True) if at + 2 < len(words) else None
            return owner.end if owner else at
        return at


_PLURALS = frozenset("police staff".split())


def begins(words: Sequence[Word], at: int, phrases: Phrases) -> int:
    """Return where one of some phrases that begins at word `at` ends, `at` where none does."""
    for phrase in phrases.get(words[at].low, ()) if at < len(words) else ():
        if follows(words, at, phrase):
            return at + len(phrase)
    return at


def follows(words: Sequence[Word], at: int, phrase: Words) -> bool:
    """Tell whether a phrase stands at word `at`."""
    return tuple(word.low for word in words[at : at + len(phrase)]) == phrase
