"""What a question asks: its language, its informative words, the kind of thing it wants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from index.analysis import UNDETERMINED, detect_language, fold, is_stop_word, tokenize

MOST_WORDS = 48  # a longer question is read up to there
MOST_CHARACTERS = 4000


class Kind(StrEnum):
    """The kind of thing a question asks for."""

    PERSON = "person"
    DATE = "date"
    NUMBER = "number"
    PLACE = "place"
    CAUSE = "cause"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is looked up: `words` are folded, distinct and in order."""

    text: str
    language: str
    words: tuple[str, ...]
    kind: Kind
    names: frozenset[str] = frozenset()  # the words written with a capital, the question's first one aside


_KINDS = (
    (
        Kind.CAUSE,
        r"pourquoi|why|how come|quelles? (?:est|sont|etait|etaient|fut|furent) (?:la|les) (?:cause|raison)s?|what caused|pour quelles? raisons?",
    ),
    (
        Kind.NUMBER,
        r"combien|how (?:many|much|far|long|old|tall|high|large|big|deep|fast)|quel(?:le)?s? (?:est |etait |fut )?(?:le |la |l |son |sa )?(?:nombre|somme|montant|prix|cout|pourcentage|taux|quantite|taille|superficie|population|distance|longueur|hauteur|duree|part|proportion|age|vitesse|profondeur|poids|chiffre)|what (?:is |was )?(?:the )?(?:number|amount|price|cost|percentage|rate|sum|population|share|size|loss|length|height|duration)|quel age",
    ),
    (
        Kind.DATE,
        r"quand|when|a quelle (?:date|heure|epoque|periode)|quelle? (?:est la |etait la )?(?:date|annee|jour|mois|siecle|epoque|periode)|(?:en|de|depuis|jusqu en) quelle annee|what (?:date|day|year|month|time|century)|(?:in |on )?which (?:date|day|year|month|century)|depuis quand",
    ),
    (
        Kind.PERSON,
        r"qui|who|whom|whose|quel(?:le)? (?:personne|homme|femme|auteur|roi|reine|president|general|artiste|ecrivain|joueur|acteur|realisateur|chanteur)|which (?:person|man|woman|author|king|queen|president)|par qui|a qui|de qui|avec qui",
    ),
    (
        Kind.PLACE,
        r"ou|where|dans quel(?:le)? (?:ville|pays|region|lieu|endroit|etat|departement|quartier|rue)|quel(?:le)? (?:est la |est le )?(?:ville|pays|lieu|endroit|capitale|region)|(?:in )?(?:what|which) (?:city|country|place|state|region|town)|d ou",
    ),
)
_KIND = re.compile("|".join(rf"(?P<{kind}>\b(?:{pattern})\b)" for kind, pattern in _KINDS))


def read_question(text: str, default_language: str = UNDETERMINED) -> Question:
    """Analyse any string; one without informative words gives a question without words."""
    text = text[:MOST_CHARACTERS]
    tokens = list(tokenize(text))
    language = detect_language(text, default_language)
    words = dict.fromkeys(token.text for token in tokens if not is_stop_word(token.text, language))
    names = frozenset(token.text for token in tokens[1:] if text[token.start].isupper())
    return Question(text, language, tuple(words)[:MOST_WORDS], _kind([token.text for token in tokens]), names)


def _kind(tokens: list[str]) -> Kind:
    match = _KIND.search(" ".join(tokens))
    return Kind(match.lastgroup) if match and match.lastgroup else Kind.OTHER


# ---------------------------------------------------------------- what a sentence offers

_MONTH = (
    r"janv(?:ier)?|f[eé]vr(?:ier)?|mars|avril|mai|juin|juil(?:let)?|ao[uû]t|sept(?:embre)?|oct(?:obre)?|nov(?:embre)?|d[eé]c(?:embre)?"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
)
_DAY = r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_OFFERS = {
    Kind.DATE: re.compile(
        rf"\b(?:1[0-9]|20)\d\d\b|\b(?:{_MONTH})\b|\b(?:{_DAY})\b|\b[XVI]+e\b|\bsi[eè]cles?\b|\bcentur(?:y|ies)\b|\b\d0s\b",
        re.IGNORECASE,
    ),
    Kind.NUMBER: re.compile(
        r"\d|\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante|cinquante|cent|mille|millions?|milliards?|dizaines?|centaines?|milliers?|moiti[eé]|tiers|quart"
        r"|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundreds?|thousands?|billions?|half|third|quarter)\b",
        re.IGNORECASE,
    ),
    Kind.CAUSE: re.compile(
        r"\b(?:car|parce qu|puisqu|en raison|[aà] cause|caus[eé]|gr[aâ]ce|afin|pour (?:que|[eé]viter)|d[uû] [aà]|d[uû]es? [aà]|suite [aà]|raisons?|ainsi|entra[iî]n|provoqu|permet"
        r"|because|since|due to|owing|caused?|reasons?|so that|in order|thanks to|result|led to|therefore)",
        re.IGNORECASE,
    ),
    Kind.PLACE: re.compile(
        r"\b(?:[aà]|au|aux|en|dans|sur|pr[eè]s d[eu]|vers|in|at|near|from|to|of) (?:l[ae]s? |l['’]|the )?[A-ZÀ-Þ]\w+"
    ),
}
_NAME = re.compile(
    r"(?<=[^.!?…«\"“\s] )[A-ZÀ-Þ][\w’'-]+|^(?:[A-ZÀ-Þ][\w’'-]+ ){1,3}[A-ZÀ-Þ][\w’'-]+|\b(?:il|elle|he|she)\b"
)


def offers(question: Question, sentence: str) -> float:
    """Tell how well a sentence offers the kind of thing asked for that the question does not itself hold, 0 to 1."""
    kind = question.kind
    if kind is Kind.OTHER:
        return 0.5
    if kind is Kind.PERSON:
        known = set(question.words)
        return float(any(fold(m[0].split("’")[0].split("'")[0]) not in known for m in _NAME.finditer(sentence)))
    return float(any(fold(m[0]) not in question.words for m in _OFFERS[kind].finditer(sentence)))
