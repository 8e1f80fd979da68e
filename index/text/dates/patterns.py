"""The expressions that say when, in French and English: one pattern a kind, for text that `flatten` made plain.

A space stands for one or two: lines may be wrapped. No pattern repeats anything without a bound.
"""

from __future__ import annotations

import re
import unicodedata

# ---------------------------------------------------------------- plain text


def _plain() -> dict[int, str]:
    """Map letters to small ones without accents, and typographic signs to plain ones: one character for one."""
    table = {ord(c): c.lower() for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    for code in range(0xC0, 0x250):
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        if base.isascii():
            table[code] = base
    return table | dict.fromkeys(map(ord, "’ʼ‘"), "'") | dict.fromkeys(map(ord, "‐‑–—"), "-") | dict.fromkeys(
        map(ord, "\u00a0\u202f\u2009\n\r\t"), " "
    )  # fmt: skip


_PLAIN = _plain()


def flatten(text: str) -> str:
    """Return a text of the same length in small letters without accents, with plain spaces, hyphens and apostrophes."""
    return text.translate(_PLAIN)


# ---------------------------------------------------------------- words

_MONTH_WORDS = (
    "january janvier janv jan",
    "february fevrier fevr fev feb",
    "march mars mar",
    "april avril apr avr",
    "may mai",
    "june juin jun",
    "july juillet juil jul",
    "august aout aug",
    "september septembre sept sep",
    "october octobre oct",
    "november novembre nov",
    "december decembre dec",
)
_WEEKDAY_WORDS = (
    "monday lundi",
    "tuesday mardi",
    "wednesday mercredi",
    "thursday jeudi",
    "friday vendredi",
    "saturday samedi",
    "sunday dimanche",
)
_NUMBER_WORDS = (
    "one a an un une",
    "two deux",
    "three trois",
    "four quatre",
    "five cinq",
    "six",
    "seven sept",
    "eight huit",
    "nine neuf",
    "ten dix",
    "eleven onze",
    "twelve douze",
)
MONTHS = {word: number for number, words in enumerate(_MONTH_WORDS, 1) for word in words.split()}
WEEKDAYS = {word: number for number, words in enumerate(_WEEKDAY_WORDS) for word in words.split()}
NUMBERS = {word: number for number, words in enumerate(_NUMBER_WORDS, 1) for word in words.split()} | {
    "quinze": 15, "fifteen": 15, "vingt": 20, "twenty": 20, "trente": 30, "thirty": 30
}  # fmt: skip
UNITS = {
    **dict.fromkeys(("day", "days", "jour", "jours"), "day"),
    **dict.fromkeys(("week", "weeks", "semaine", "semaines"), "week"),
    **dict.fromkeys(("weekend", "week-end"), "weekend"),
    **dict.fromkeys(("month", "months", "mois"), "month"),
    **dict.fromkeys(("year", "years", "an", "ans", "annee", "annees"), "year"),
    **dict.fromkeys(("decade", "decades", "decennie", "decennies"), "decade"),
}
QUARTERS = {
    word: number
    for number, words in enumerate(("first premier 1er 1st", "second deuxieme 2e 2nd", "third troisieme 3e 3rd",
                                    "fourth quatrieme 4e 4th"), 1)
    for word in words.split()
}  # fmt: skip
SEASONS = {"spring": 3, "printemps": 3, "summer": 6, "ete": 6, "autumn": 9, "automne": 9}  # the month it begins with


def _any(words: dict[str, object] | dict[str, int] | dict[str, str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_MONTH = rf"(?P<month>{_any(MONTHS)})\b\.?"
_WEEKDAY = rf"(?P<weekday>{_any(WEEKDAYS)})\b"
_ON = rf"(?:\b(?:(?:le|the|on|ce) )?{_WEEKDAY},? )?"
_NTH = "(?:er|st|nd|rd|th)?"
_YEAR = r"(?:,? (?P<year>(?:1[89]|20)\d\d)\b(?![.,/]\d))?"
_COUNTS = rf"\d{{1,3}}|{_any(NUMBERS)}|a few|several|quelques|plusieurs"
_UNITS = r"days?|weeks?|months?|years?|decades?|jours?|semaines?|mois|ans?|annees?|decennies?"
_COUNT, _UNIT = rf"(?P<count>{_COUNTS})", rf"(?P<unit>{_UNITS})\b"
_COUNT_, _UNIT_ = rf"(?P<count_>{_COUNTS})", rf"(?P<unit_>{_UNITS})\b"  # the other language's, in one pattern
_PART_OF_DAY = r"(?: (?P<part>morning|afternoon|evening|night|matin|apres-midi|soir|midi|noon)\b)?"


def _spaced(pattern: str) -> str:
    return pattern.replace(" ?", "\0").replace(" ", " {1,2}").replace("\0", " {0,2}")


# ---------------------------------------------------------------- patterns

ISO = re.compile(
    r"(?<![\w-])(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d\d)(?![\d-])"
    r"(?:[t ]\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?(?:z\b|[+-]00:?00\b)?)?"
)
ZONES = {  # hours ahead of UTC; those of a place, which change through the year, are left out
    "utc": 0,
    "gmt": 0,
    "z": 0,
    "bst": 1,
    "cet": 1,
    "cest": 2,
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "pst": -8,
    "pdt": -7,
}
CLOCK = re.compile(
    _spaced(
        r"(?<![\d:.,])(?P<hour>\d{1,2})(?:(?::| ?h ?|\.)(?P<minute>\d\d))?(?::\d\d(?:\.\d{1,9})?)? ?"
        rf"(?P<half>[ap]\.?m\.?)? ?(?P<zone>{_any(ZONES)})\b"
    )
)
FIGURES = re.compile(r"(?<![\w./-])(?P<one>\d{1,2})(?P<sign>[./-])(?P<two>\d{1,2})(?P=sign)(?P<year>\d{4})(?![\w/-])")
DAY_MONTH = re.compile(
    _spaced(
        rf"{_ON}(?<![\w.,:/-])(?P<the>(?:les?|the) )?(?:(?P<from>\d{{1,2}}){_NTH}(?P<join> ?- ?| au | to | et | and )"
        rf"(?:(?:les?|the) )?)?(?<!\d)(?P<day>\d{{1,2}}){_NTH}(?: of)? {_MONTH}{_YEAR}"
    )
)
MONTH_DAY = re.compile(
    _spaced(
        rf"{_ON}\b{_MONTH} (?P<day>\d{{1,2}}){_NTH}\b(?![.,:/]\d|%)(?:(?P<join> ?- ?| to | through | and )"
        rf"(?P<to>\d{{1,2}}){_NTH}\b(?![.,:/]\d|%))?{_YEAR}"
    )
)
MONTH = re.compile(
    _spaced(
        rf"\b(?:(?P<before>in|en|since|depuis|by|until|during|of|d'|de|last|next|this|mois de|mois d') )?(?:(?P<third>"
        rf"early|mid|late|debut|mi|milieu|fin|end of|beginning of|start of|middle of)(?: du mois)?"
        rf"(?:-| (?:de |d')?))?{_MONTH}"
        r"(?: (?P<year>(?:1[89]|20)\d\d)\b(?![.,/]\d)"
        rf"|(?P<which> dernier| prochain)\b|(?! ?\d))"
    )
)
WEEKDAY = re.compile(
    _spaced(
        rf"\b(?:(?P<which>last|next|this|the following|the previous|every|each|chaque|tous les|ce|a|un|the|le) )?"
        rf"{_WEEKDAY}(?! gras\b| noir\b)(?: (?P<day>\d{{1,2}})\b(?! ?[.,:/h%]\d| ?h\b))?{_PART_OF_DAY}"
        rf"(?P<after> dernier| prochain| suivant| precedent)?\b"
    )
)
DEICTIC = re.compile(
    _spaced(
        r"\b(?:(?P<before_last>avant-hier|the day before yesterday)|(?P<yesterday>hier|yesterday|last night|la nuit "
        r"derniere)|(?P<today>aujourd'hui|today|tonight|this (?:morning|afternoon|evening)|ce (?:matin|soir)(?!-la)"
        r"|cet apres-midi(?!-la)|cette nuit(?!-la))|(?P<after_next>apres-demain)|(?P<tomorrow>demain|tomorrow))\b"
        rf"{_PART_OF_DAY}"
    )
)
CALENDAR = re.compile(
    _spaced(
        r"\b(?:(?P<which>last|next|this) (?P<unit>week|month|year)\b|(?P<weekend>last|next|this|over the|the|ce|cette)"
        r" week-?end\b(?! derniere?| prochaine?| passee?)|(?:la|l'|le) ?(?P<unite>semaine|mois|annee|an|week-end)"
        r"(?P<quel> derniere?| passee?| prochaine?)\b|(?:cette|ce) (?P<present>semaine|mois|annee)(?:-ci)?\b(?!-la))"
    )
)
AGO = re.compile(_spaced(rf"\b(?:il y a (?:environ |pres de )?{_COUNT} {_UNIT}|{_COUNT_} {_UNIT_} ago\b)"))
LATER = re.compile(
    _spaced(
        rf"\b{_COUNT} {_UNIT} (?P<way>later|earlier|plus tard|plus tot|auparavant"
        r"|(?:apres|avant|before|after|afterwards)(?= ?[,.;:)]| ?$))"
    )
)
ANAPHORIC = re.compile(
    _spaced(
        r"\b(?:(?P<same>le meme jour|le jour meme|the same day|that (?:same )?(?:day|morning|afternoon|evening|night)"
        r"|(?:ce jour|ce matin|ce soir|cette nuit)-la)|(?P<next>le lendemain|le jour suivant|the (?:next|following|very"
        r" next) (?:day|morning)|the day after)|(?P<second>le surlendemain)|(?P<previous>la veille|the (?:previous"
        r" day|day before)|le jour precedent)|(?:the (?P<way>following|next|previous) (?P<unit>week|month|year)"
        r"|(?:la|le|l') ?(?P<unite>semaine|mois|annee) (?P<sens>suivante?|precedente?)))\b"
        r"(?=(?P<of> (?:de|du|des|d'|the|his|her|its|their|that)\b)?)"
    )
)
SEASON = re.compile(
    _spaced(rf"(?:\bl'|\bthe |\b)(?P<season>{_any(SEASONS)}|hiver|winter|fall)(?: of| de)? (?P<year>(?:19|20)\d\d)\b")
)
QUARTER = re.compile(
    _spaced(
        rf"\b(?:(?P<nth>{_any(QUARTERS)}) (?:quarter|trimestre)|[qt](?P<number>[1-4]))(?: of| de)?"
        r" (?P<year>(?:19|20)\d\d)\b"
    )
)
YEAR = re.compile(
    _spaced(
        r"\b(?:in|since|by|until|before|after|early|mid|late|en|depuis|des|jusqu'en|avant|apres|debut|fin|mi|l'annee|the"
        r" year)(?: |-)(?P<year>(?:19|20)\d\d)\b(?! ?[%$€£]|[.,/:-]\d)"
    )
)
YEARS = re.compile(
    _spaced(
        r"\b(?:between|from|entre|de) (?P<year>(?:19|20)\d\d)(?: and | to | et | a | ?- ?)"
        r"(?P<last>(?:19|20)\d\d)\b(?! ?[%$€£])"
    )
)
VAGUE = re.compile(
    _spaced(
        r"\b(?:recently|lately|recemment|dernierement|ces derni(?:ers|eres) (?:temps|jours|semaines|mois|annees)"
        r"|the other day|l'autre jour|in recent (?:days|weeks|months|years))\b"
    )
)
FUTURE = re.compile(
    _spaced(
        r"\b(?:will|shall|(?:is|are) (?:due|expected|set|scheduled|to)|prevue?s?|doit|doivent|va|vont"
        r"|(?!camera|opera|extra)[a-z]{1,20}(?:er|ir|ur|dr|tr|vr|rr)(?:a|ont))\b"
    )
)
