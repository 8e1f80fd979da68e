"""Who made an article, and whom journalists may ask: bylines, photo credits, copyright, contacts."""

from __future__ import annotations

import re

from index.sources.formats.phrases import after, phrases
from index.text.tokens import fold_words

# ---------------------------------------------------------------- whom to ask

_CONTACT = phrases(
    "media contact|media contacts|press contact|press contacts|news contact|media enquiries"
    "|media inquiries|press enquiries"
    "|press inquiries|media relations|press office|contact presse|contacts presse|contact médias"
    "|contact media|contacts médias"
    "|contacts médias|contact for media|contacts for media|contact for the press|service de presse|service presse"
    "|relations presse|bureau de presse|relations médias"
)
_NAMED_CONTACT = phrases("contact|contacts")
_TO_ASK = phrases(
    "for more information|for further information|for media enquiries|for press enquiries|for media inquiries"
    "|pour plus d'informations|pour plus d'information|pour toute demande presse|pour toute question presse"
)
_REACHED = re.compile(r"\S@\S|\d(?:[\s().-]?\d){6}")


def is_contact(words: str) -> bool:
    """Tell the block that says whom journalists may call, or the line over it."""
    rest = after(words, _CONTACT)
    if rest is not None:
        return not rest or rest[0] in ":–—-," or (is_reached(rest) and len(rest) <= 100)
    rest = after(words, _NAMED_CONTACT)
    if rest is not None:
        return rest[:1] == ":" and "@" in rest and is_reached(words)
    return after(words, _TO_ASK) is not None and is_reached(words)


def is_reached(words: str) -> bool:
    """Tell a few words with an e-mail address or a telephone number in them."""
    return len(words) <= 300 and _REACHED.search(words) is not None


# ---------------------------------------------------------------- who made it

_BY = phrases(
    "by|par|written by|reported by|posted by|publié par|propos recueillis par|texte|text|story by|auteur"
    "|author|rédigé par|reporting by|additional reporting by|editing by|edited by|compiled by"
)
_NO_NAMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september "
    "october november december noon midnight christmas easter the lundi mardi mercredi jeudi vendredi "
    "samedi dimanche".split()
)
_NAME_SMALL = frozenset("and et de du des von van der den la le".split())
_LABELLED = phrases("texte|text|auteur|author")


def is_byline(words: str) -> bool:
    """Tell who wrote an article ("By Rose Tanner, science editor")."""
    rest = after(words, _BY) if len(words) <= 120 and words[-1] not in ".!?:;" else None
    if not rest or (after(words, _LABELLED) is not None and rest[0] != ":"):
        return False
    parts = re.split(r"[,;|–—(·\n]", rest.lstrip(": "), maxsplit=1)[0].replace("&", "and").split()
    return (
        0 < len(parts) <= 9
        and parts[0].lower() not in _NO_NAMES
        and parts[0][0].isupper()
        and all(part[0].isupper() or part.lower() in _NAME_SMALL for part in parts)
    )


_PHOTO = phrases(
    "photo|photos|photo by|photo credit|picture|pictures|picture by|image|images|image credit"
    "|illustration|caption|légende"
    "|crédit|crédits|credit|credits|crédit photo|crédits photo|crédit photos|photo d'illustration"
    "|photo d'archives|video"
    "|vidéo"
)
_AGENCIES = phrases(
    "shutterstock|getty|gettyimages|getty images|istock|istockphoto|adobestock|adobe stock|alamy"
    "|depositphotos|unsplash|afp"
    "|reuters|epa"
)
_CODE = re.compile(r"[\s/_-]{0,3}[\w-]{0,20}\d")
_CREDIT_LENGTH = 250  # characters
_RESERVED_LENGTH = 40
_FILE = re.compile(r"[\w-]{1,80}\.(?:jpe?g|png|webp|gif|tiff?)", re.IGNORECASE)


_RESERVED = phrases("all rights reserved|tous droits réservés")
_COPYRIGHT = phrases("copyright")
_DATED = re.compile(r"\s{0,3}(?:©|\(c\)|\d{4})", re.IGNORECASE)


def is_named_credit(words: str) -> bool:
    """Tell the credit, the caption or the code of a photo, or a copyright, by how it begins."""
    rest = after(words, _PHOTO)
    if rest:
        return rest[0] in ":©"
    rest = after(words, _AGENCIES)
    if rest is not None:
        rest = rest.rstrip(")")
        return not rest or (len(rest) <= 40 and (rest[0] == "/" or _CODE.fullmatch(rest) is not None))
    rest = after(words, _COPYRIGHT)
    return rest is not None and len(words) <= _CREDIT_LENGTH and _DATED.match(rest) is not None


def is_credit(words: str) -> bool:
    """Tell the name of a photo's file, or the line that reserves an article's rights, by their signs."""
    if len(words) > _CREDIT_LENGTH:
        return False
    end = words[-_RESERVED_LENGTH:].lower()
    return (
        words[0] == "©"
        or words[:4].lower() == "(c) "
        or (("reserved" in end or "réservés" in end) and " ".join(fold_words(end)[-3:]) in _RESERVED)
        or (" " not in words and _FILE.fullmatch(words) is not None)
    )


NAMES = _CONTACT.union(_NAMED_CONTACT, _TO_ASK, _PHOTO, _AGENCIES, _COPYRIGHT)
