"""Boilerplate: what stands around an article and says nothing of its matter.

Each test knows one kind by the whole of a line or paragraph: news about cookies, a newsletter or a photo is none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.sources.formats import bylines
from index.sources.formats.phrases import after, is_whole, opens, phrases
from index.text.stopwords import is_stop_word
from index.text.tokens import UNDETERMINED, fold_words

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST = 400  # characters


def is_boilerplate(words: str) -> bool:
    """Tell a line or a paragraph, as it is seen, that belongs to the page and not to the article."""
    if not words or len(words) > _LONGEST:
        return False
    kinds = (*_NAMED, *_OTHERS) if opens(words, _NAMES) else _OTHERS
    return any(known(words) for known in kinds)


# ---------------------------------------------------------------- what a site says of itself

_CONSENT = phrases(
    "this site uses|this website uses|our site uses|our website uses|we use|we store|we and our|we value your privacy"
    "|your privacy|by continuing|by clicking|by using|by closing|ce site utilise|ce site web utilise"
    "|notre site utilise"
    "|nous utilisons|nous et nos|en poursuivant|en continuant|en cliquant|votre vie privée|avec votre accord"
    "|le respect de votre vie privée"
)
_CONSENT_BUTTONS = phrases(
    "accept all|reject all|refuse all|accept cookies|accept all cookies|manage cookies|cookie settings|cookie policy"
    "|cookie preferences|manage preferences|tout accepter|tout refuser|accepter les cookies"
    "|gérer les cookies|gérer mes cookies"
    "|gérer mes préférences|paramétrer les cookies|continuer sans accepter"
)


def _is_cookie_banner(words: str) -> bool:
    rest = after(words, _CONSENT)
    return (rest is not None and "cookie" in rest.lower()) or is_whole(words, _CONSENT_BUTTONS)


_SHARE_VERBS = frozenset(
    "share tweet print save follow email copy pin partager partagez imprimer suivez suivre envoyer copier tweeter "
    "enregistrer".split()
)
_SHARE_PLACES = frozenset(
    "facebook twitter x linkedin whatsapp telegram reddit pinterest messenger instagram bluesky mastodon "
    "threads youtube "
    "tiktok flipboard mail courriel link lien url article page story".split()
)
_SHARE_SMALL = frozenset(
    "e this us on by via to with sur par vers le la cet cette ce l nous it the un une avec".split()
)


def _is_share_bar(words: str) -> bool:
    said = fold_words(words[:250])
    return (
        len(said) > 1
        and not _SHARE_VERBS.isdisjoint(said)
        and all(word in _SHARE_VERBS or word in _SHARE_PLACES or word in _SHARE_SMALL for word in said)
    )


_SIGN_UP = phrases(
    "sign up|subscribe|register|join our|join the|get our|get the|receive our|receive the|inscrivez vous|abonnez vous"
    "|recevez|rejoignez|ne manquez"
)
_SIGNED_UP = frozenset("newsletter newsletters inbox mailing infolettre alerts".split())
_SIGNED_UP_FR = ("lettre d'information", "lettre d’information", "boîte mail", "nos alertes")
_SIGN_UP_BUTTONS = phrases(
    "subscribe|subscribe now|sign up|sign up now|log in|sign in|s'abonner|je m'abonne|abonnez-vous"
    "|se connecter|newsletter"
    "|newsletters|donate|faire un don|inscrivez-vous"
)


def _is_sign_up(words: str) -> bool:
    rest = after(words, _SIGN_UP)
    if rest is None:
        return is_whole(words, _SIGN_UP_BUTTONS)
    return (
        (len(words) <= 300 and not _SIGNED_UP.isdisjoint(fold_words(rest)))
        or any(phrase in rest.lower() for phrase in _SIGNED_UP_FR)
        or is_whole(words, _SIGN_UP_BUTTONS)
    )


_TEASERS = phrases(
    "read also|read more|read next|read on|see also|see more|watch also|watch|listen|also read|related"
    "|related articles"
    "|related stories|related topics|related story|related links|related coverage|related reading|more on this story"
    "|more on this topic"
    "|more from this author|recommended|recommended reading|recommended for you|further reading|don't miss|lire aussi"
    "|lisez aussi|à lire|à lire aussi|à lire également|à voir|à voir aussi|à écouter|voir aussi|sur le même sujet"
    "|dans le même thème|également à lire|article lié|articles liés|articles associés"
    "|articles similaires|nos autres articles"
    "|lire la suite|lire plus|pour aller plus loin"
)


def _is_teaser(words: str) -> bool:
    rest = after(words, _TEASERS)
    return rest is not None and (not rest or rest[0] in ":–—|»>-…" or rest.startswith("..."))


_TRAIL = re.compile(r"\s{1,3}[>›»→]\s{1,3}")
_HOMES = phrases("home|homepage|accueil|start|news|actualités|index")
_TRAIL_LENGTH = 150  # characters
_STEP_WORDS = 5


def _is_trail(words: str) -> bool:
    """Tell where a page stands on its site ("Home > World > Europe")."""
    if len(words) > _TRAIL_LENGTH or words[-1] in ".!?:;,":
        return False
    steps = _TRAIL.split(words)
    return (
        len(steps) > 1
        and (len(steps) > 2 or is_whole(steps[0], _HOMES))
        and all(step[:1].isupper() and len(step.split()) <= _STEP_WORDS for step in steps)
    )


_PAGE = phrases(
    "advertisement|advertisements|publicité|la suite après cette publicité|la suite après la publicité"
    "|skip to content"
    "|skip to main content|skip advertisement|skip ad|aller au contenu|aller au contenu principal|back to top"
    "|retour en haut|continue reading|continue reading the main story|for immediate release|pour diffusion immédiate"
    "|diffusion immédiate|pour publication immédiate|press release|news release|media release|communiqué de presse"
    "|ends|30|fin|original message|message d'origine|forwarded message|message transféré"
    "|begin forwarded message|leave a comment|leave a reply|post a comment|add a comment|laisser un commentaire"
    "|comments|commentaires"
    "|view comments|show comments|view all comments|voir les commentaires|afficher les commentaires"
)
_EMBARGO = phrases("embargoed|embargoed until|under embargo|sous embargo|embargo")
_COUNTED = frozenset(
    "comment comments commentaire commentaires share shares partage partages like likes view views vue vues reaction "
    "reactions min mins minute minutes read reading time de lecture temps k".split()
)


def is_of_the_page(words: str) -> bool:
    """Tell a line that a page or a release has on its own: a button, a mark of its end, an embargo."""
    if len(words) > 80:
        return False
    return (is_whole(words, _PAGE) and words[-1] != ".") or after(words, _EMBARGO) is not None


def _is_count(words: str) -> bool:
    """Tell numbers of comments, of shares, of minutes to read."""
    if len(words) > 80 or not any(map(str.isdigit, words)):
        return False
    said = fold_words(words)
    return (
        1 < len(said) <= 8
        and any(word[0].isdigit() for word in said)
        and all(word[0].isdigit() or word in _COUNTED for word in said)
        and not {"min", "mins", "minute", "minutes"} >= {word for word in said if not word[0].isdigit()}
    )


_TAGS = phrases(
    "tag|tags|mots-clés|keywords|filed under|topics|category|categories|catégorie|catégories|rubrique|rubriques"
)
_MARKUP = re.compile(r"<[/!?a-zA-Z][^<>]{0,300}>")


def _is_tagged(words: str) -> bool:
    rest = after(words, _TAGS)
    return rest is not None and rest.startswith(":")


def _is_markup(words: str) -> bool:
    """Tell a line of hashtags, or of a page's markup."""
    if words[0] == "#":
        return all(word[0] == "#" and word[1:].replace("_", "").isalnum() for word in words.split())
    return words[0] == "<" and _MARKUP.fullmatch(words) is not None


# ---------------------------------------------------------------- contents

_CONTENTS = phrases(
    "contents|table of contents|on this page|in this article|table des matières|sommaire|au sommaire|dans cet article"
)
_LEADERS = re.compile(r"(?:\.{4}|(?: \.){3}|…{2}|_{4})[ ._…]{0,60}+(?:\d{1,4}|[ivxlc]{1,6})$")


def is_contents(words: str) -> bool:
    """Tell the heading over a table of contents."""
    return is_whole(words, _CONTENTS)


def is_contents_line(words: str) -> bool:
    """Tell a line of a table of contents by the dots that lead to its page."""
    return words[-1] in "0123456789ivxlc" and len(words) <= 200 and _LEADERS.search(words[-80:]) is not None


# ---------------------------------------------------------------- where the original is

_POINTER_LENGTH = 300
_POINTER_WORDS = 4  # beside names, addresses, function words and what points: with more, a line says something itself
_ADDRESS = re.compile(
    r"https?://|www\.|(?<![\w-])[\w-]++\.(?:com|org|net|fr|eu|io|info|news|co|uk|ca|be|ch|de|es)\b", re.IGNORECASE
)
_ORIGINAL = re.compile(
    r"\b(?:(?:article|version|texte|publication|billet|post|story|source)s?\s+(?:d['’]origine|original\w*|compl[eè]te?)"
    r"|(?:original|full)\s+(?:article|version|post|story|text|source)"
    r"|lire\s+(?:la\s+suite|l['’]article|l['’]original)|read\s+(?:more|the\s+(?:rest|full|original))"
    r"|(?:first|originally)\s+(?:appeared|published)"
    r"|(?:initialement\s+)?(?:paru|publié)e?\s+(?:à l['’]origine\s+)?sur\b)",
    re.IGNORECASE,
)
_SOURCE_LINE = re.compile(r"(?:source|via|lien|link)s?\s*:", re.IGNORECASE)


def is_pointer(words: str) -> bool:
    """Tell a closing line that only says where the original stands."""
    if len(words) > _POINTER_LENGTH:
        return False
    rest, says = _ORIGINAL.subn("", _SOURCE_LINE.sub("", words))
    if not says and rest == words:
        return False
    if not _ADDRESS.search(words):
        return len(words.split()) <= 12
    others = fold_words(" ".join(w for w in rest.split() if not (_ADDRESS.search(w) or w[0].isupper())))
    return sum(not is_stop_word(word, UNDETERMINED) for word in others) <= _POINTER_WORDS


# What begins with a phrase of its kind, all these phrases, and what is told by something else.
_NAMED: tuple[Callable[[str], bool], ...] = (
    _is_cookie_banner,
    _is_share_bar,
    _is_sign_up,
    _is_teaser,
    is_of_the_page,
    _is_tagged,
    bylines.is_named_credit,
    bylines.is_contact,
)
_NAMES = bylines.NAMES.union(
    _SHARE_VERBS,
    _SHARE_PLACES,
    _CONSENT,
    _CONSENT_BUTTONS,
    _SIGN_UP,
    _SIGN_UP_BUTTONS,
    _TEASERS,
    _PAGE,
    _EMBARGO,
    _TAGS,
)
_OTHERS: tuple[Callable[[str], bool], ...] = (
    _is_count,
    _is_markup,
    _is_trail,
    bylines.is_credit,
    is_contents_line,
)
