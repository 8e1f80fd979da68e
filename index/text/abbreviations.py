"""Abbreviations: full stops that end no sentence, told by lists and by how the word is made."""

from __future__ import annotations

import re

from index.text.stopwords import is_stop_word
from index.text.tokens import UNDETERMINED, fold

# In front of a name, whatever the name is.
_TITLES = frozenset(
    "M MM Mme Mmes Mlle Mlles Me Mgr Dr Drs Pr Prof Mr Mrs Ms Gen Gén Lt Col Sgt Capt Cdt Sen Sens Rep Reps Gov Govs "
    "Hon Rev Adm Maj Brig Cmdr Cmdt Comdr Cpl Pvt Pfc Spc Atty Attys Asst Supt Insp Det Ofc Pres Prés Préf Amb Msgr "
    "Fr Messrs Mx Ald Chf Chmn".split()
)
# The sentence goes on, even before a word that opens others.
_CERTAIN = frozenset("c.-à-d c-à-d càd i.e e.g viz cf vs p.ex".split())
_ABBREVIATIONS = frozenset(
    "jr sr inc corp ltd co cie vs cf ex env av apr art ed éd bd al ie eg approx st ste dept depts univ assn assoc "
    "bros intl natl govt mfg dr pr prof gen gén lt col capt mr mrs ms mme mlle prés préf sén dép gouv adj cdt cne dir "
    "secr dist ave mt mts ft pt sta viz incl excl esp resp ca circa réf".split()
)
# Before a number only: elsewhere these are words like any other (elle a annulé ce vol. Delta ..., he said no. I ...).
_NUMBERED = frozenset(
    "no nos nr num pp fig figs vol vols tel tél ext ch chap sec sect secs art arts par para paras al alin ver vers "
    "app apt bldg rm rte hwy max min réf ref eq ex tab tabl fasc fol lib cap jan janv feb fév févr mar apr avr jun "
    "jul juil aug aoû sep sept oct nov dec déc mon tue tues wed thu thur thurs fri sat sun lun mer jeu ven sam "
    "dim".split()
)
_DAYS = frozenset("mon tue tues wed thu thur thurs fri sat sun lun mar mer jeu ven sam dim".split())
_HOURS = frozenset({"a.m", "p.m"})
_MONTHS = frozenset("jan feb fev mar apr avr may mai jun jui jul aug aou sep oct nov dec".split())
# Before a small letter, where nearly any word may be cut short.
_LOW = frozenset(
    "abbr acc adv anc app appt apt arr asst auj avg bdl bibl biogr boul bull bur chap circ comm conf cons coord dbl "
    "dim div doc éd edn effect équiv estim etc étym excl exc fam fasc fig gal gov hab hist hors hosp hr hrs id ill "
    "immo infra inst introd inv isl lat lib lig lit loc long mag mar math max méd mem min mins misc mod mus nat nb "
    "obs op oppos orig ouvr pag par param part pass pers phil pl plur pop pos préc prod prop prov pseud publ qté qty "
    "quot rad rech recomm rééd réf ref rel rép rés rev sc sec secs sect sing soc spéc spec spp stat subst suiv sup "
    "suppl symb synth syn tech temp théor trad trans trim univ us var vérif vol yr yrs zool".split()
)
# A single capital after one of these is a name of its own (size S, plan B), not somebody's initial.
_LABELS = frozenset(
    "size sizes plan vitamin hepatitis influenza type class grade level phase option point building block terminal "
    "gate hall zone line lines room section appendix annex annexe schedule exhibit figure table series version model "
    "pool step stage tier team unit wing platform track column row drive part case node region category division deck "
    "dock bay pier door ward site area lane sector group batch lot code letter key tower floor pump valve tank server "
    "cluster rack module channel answer question item variant route exit stand taille vitamine hepatite grippe classe "
    "niveau batiment porte ligne salle tableau serie modele etape stade equipe unite aile quai voie colonne rangee "
    "disque partie cas noeud categorie sortie secteur tour escalier lettre groupe pompe vanne cuve serveur piste axe "
    "rocade autoroute".split()
)
_SIZES = frozenset({"size", "sizes", "taille"})
_UNITS = frozenset("mghlstkw")
_AFTER_NAMES = frozenset("rd blvd pkwy ln sq ctr hwy".split())
_OPENING = frozenset(
    "i it we they he she you the this that there these those my our his her their its il ils elle elles on nous vous "
    "je tu j ce cela ça ceci c cette ces le la les l un une des".split()
)
_NUMBER_AT = re.compile(r"\d|[IVXLC]{2,}\b")
_WORD_AT = re.compile(r"[^\W\d_]++")
_VOWEL = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]", re.IGNORECASE)
_ZONE_AT = re.compile(r"\S{1,20} [Tt]ime\b|[A-Z]{2,5}\b|(?:Eastern|Central|Mountain|Pacific|Atlantic|Greenwich)\b")
_LONGEST = 40  # characters of a word that are looked at


def word_before(text: str, start: int, at: int) -> str:
    """Return the word of `text[start:at]` that ends at `at`, with the full stops and hyphens inside it."""
    first, least = at, max(start, at - _LONGEST)
    while first > least and (text[first - 1].isalnum() or (text[first - 1] in ".-" and first < at)):
        first -= 1
    return text[first:at].lstrip(".-")


def abbreviates(text: str, start: int, stop: int, at: int) -> bool:
    """Tell a full stop, at `stop`, that ends an abbreviation and not the sentence; what follows it stands at `at`."""
    word = word_before(text, start, stop)
    low = word.lower()
    if _is_label(word, text, start, stop):
        return False
    if word in _TITLES or low in _CERTAIN or low.rpartition("-")[2] in {"prés", "préf", "gén"}:
        return True
    follower = _WORD_AT.match(text, at)
    if low in _NUMBERED and low not in _ABBREVIATIONS:
        return _NUMBER_AT.match(text, at) is not None or (
            low in _DAYS and follower is not None and fold(follower[0])[:3] in _MONTHS
        )
    if not (low in _ABBREVIATIONS or _is_initials(word, text, start, stop, at) or _is_contracted(word)):
        return False
    if not follower or (len(follower[0]) == 1 and text[follower.end() : follower.end() + 1] not in {"'", "’"}):
        return True
    if low in _HOURS:
        return fold(follower[0])[:3] in _DAYS | _MONTHS or _ZONE_AT.match(text, at) is not None
    return not is_stop_word(fold(follower[0]), UNDETERMINED)


def _is_initials(word: str, text: str, start: int, stop: int, at: int) -> bool:
    letters = [letter for letter in word.replace(".", "-").split("-") if letter]
    if not letters or not all(len(letter) == 1 and letter.isalpha() for letter in letters):
        return False
    if len(letters) > 1:
        return True
    before = _word_before_that(text, start, stop, word)
    return word not in _UNITS or not before[-1:].isdigit() or _NUMBER_AT.match(text, at) is not None


def _is_label(word: str, text: str, start: int, stop: int) -> bool:
    if len(word) != 1 or not word.isupper():
        return False
    before = fold(_word_before_that(text, start, stop, word) or word)
    return before in (_SIZES if word == "M" else _LABELS)


def _word_before_that(text: str, start: int, stop: int, word: str) -> str:
    at = stop - len(word)
    while at > max(start, stop - _LONGEST) and text[at - 1].isspace():
        at -= 1
    return word_before(text, start, at)


def _is_contracted(word: str) -> bool:
    """Tell a capitalised word without a vowel: Ft, Mt, Sgt; what follows names as well as ends a sentence is none."""
    return (
        1 < len(word) <= 5
        and word.isalpha()
        and word[0].isupper()
        and word[1:].islower()
        and not _VOWEL.search(word)
        and word.lower() not in _AFTER_NAMES
    )


def ends_before_small_letter(word: str, follower: str, *, low: bool) -> bool:
    """Tell whether a full stop after `word` ends a sentence although a small letter follows.

    `low` says that the sentence itself began with a small letter, as people write in chats.
    """
    opens = follower in _OPENING
    if not word.isalnum() or not word.islower() or word in _ABBREVIATIONS or word in {"etc", "ibid"}:
        return False
    if word in _NUMBERED or word in _LOW or not _VOWEL.search(word):
        return low and opens
    if low:
        return len(word) > 2 or is_stop_word(fold(word), UNDETERMINED)
    return opens and len(word) > 2
