"""Every word the bot says, per language, from `locales/*.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

UNSEEN = ("grammar.", "reading.", "commands.")  # patterns, and what Discord typesets itself
_SET_OFF = re.compile(r"(?<=«) | (?=([:;!?»])(?!\w))")
_NARROW = re.compile("\N{NO-BREAK SPACE}(?=[;!?])")
BASE = "en"  # instead of a language that the bot does not speak


@dataclass(frozen=True, slots=True)
class Words:
    """What the bot says in one language: `words("answer.unsure")`, with the text's placeholders as keywords."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """Return a text, filled in."""
        return self.texts[key].format(**values)

    def count(self, key: str, number: int, /, **values: object) -> str:
        """Return the singular or plural text of `key`, with `{number}` filled in."""
        form = "one" if str(number) in self.texts["grammar.singular"].split() else "other"
        return self(f"{key}.{form}", number=number, **values)

    def date(self, published: str) -> str:
        """Write an ISO date, as precise as it is known: 2024, 2024-08 or 2024-08-05."""
        year, month, day = (*published.split("-"), "", "")[:3]
        if not month:
            return year
        name = self(f"months.{int(month)}")
        return self("date.day", day=int(day), month=name, year=year) if day else f"{name} {year}"

    def language_name(self, language: str) -> str:
        """Name a language in this one; an unknown one by its code."""
        return self.texts.get(f"languages.{language}", language)

    def age(self, days: int) -> str:
        """Say how long ago something was."""
        for unit, length in (("years", 365.25), ("months", 30.44), ("days", 1)):
            if days >= length:
                return self.count(f"age.{unit}", int(days / length))
        return self("age.today")


class Catalogue:
    """The languages the bot speaks."""

    def __init__(self, languages: Mapping[str, Mapping[str, str]]) -> None:
        self._words = {language: Words(language, texts) for language, texts in languages.items()}

    @classmethod
    def load(cls) -> Catalogue:
        """Read the locale files: a language is one more file."""
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        found: dict[str, dict[str, str]] = {}
        for path in sorted((files("bot") / "locales").iterdir(), key=lambda p: p.name):
            if path.name.endswith(".yaml"):
                tree = yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506 - a safe loader, in C
                texts = dict(_flatten(tree))
                found[path.name.removesuffix(".yaml")] = {
                    key: text if key.startswith(UNSEEN) else _typeset(text, texts["grammar.spaced"])
                    for key, text in texts.items()
                }
        return cls(found)

    def __iter__(self) -> Iterator[Words]:
        return iter(self._words.values())

    @property
    def languages(self) -> tuple[str, ...]:
        """Their codes, such as fr."""
        return tuple(self._words)

    def keys_under(self, section: str) -> list[str]:
        """Return the keys of the texts in a section, without its name."""
        return [key.removeprefix(f"{section}.") for key in self._words[BASE].texts if key.startswith(f"{section}.")]

    def words(self, *preferences: str | None) -> Words:
        """Return the first preferred language (`fr`, or a locale such as `en-GB`) that the bot speaks."""
        for preference in preferences:
            found = self._words.get((preference or "").partition("-")[0].lower())
            if found is not None:
                return found
        return self._words[BASE]


def _typeset(text: str, marks: str) -> str:
    """Put no-break spaces before the marks that a language sets off: a line may end behind them, never before."""
    if not marks:
        return text
    text = _SET_OFF.sub(lambda m: m[0] if m[1] and m[1] not in marks else "\N{NO-BREAK SPACE}", text)
    return _NARROW.sub("\N{NARROW NO-BREAK SPACE}", text)


def _flatten(tree: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            yield from ((f"{prefix}{name}.{place}", str(item)) for place, item in enumerate(value, 1))
        else:
            yield f"{prefix}{name}", str(value)
