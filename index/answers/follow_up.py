"""Follow-ups: what is asked of what was just answered, "and when?", "who said it?", "et Delta ?"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from index.answers.attribution.speakers import attributions
from index.search.intents import Intent, intent_of
from index.search.question import MOST_WORDS, names_with, read_question
from index.search.sentences import SENTENCE_FEATURES
from index.text.rarity import is_hardly_known

if TYPE_CHECKING:
    import numpy.typing as npt

    from index.search.question import Question
    from index.search.retrieval import Retrieval
    from index.search.sentences import Candidates
    from index.segment.forward import ForwardIndex
    from index.text.spans import Span

    Flags = npt.NDArray[np.bool_]

FEW_WORDS = 3  # a follow-up of no more says too little by itself
BASE_LENGTH = 200  # characters of the question before that are read along
SHOWN = 2.0  # by how much the score of a sentence is lower once it was shown
LABEL_LENGTH = 60  # characters of a follow-up that can stand before the question it follows


@dataclass(frozen=True, slots=True)
class Earlier:
    """The exchange before a follow-up: the question as it was understood, and where the quotes shown stand."""

    question: str
    shown: tuple[tuple[str, int, int], ...] = ()  # the source's id, the span in its text


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up, understood."""

    own: Question  # what it says by itself
    question: Question  # with what it follows
    understood: str  # the same as people say it
    is_name: bool = False  # it only names somebody else


_TIED = re.compile(
    r"\W*(?:(?:et|mais|alors|donc|sinon|and|but|so|then|ok|okay|what about|how about|quid d[eu']|qu'en est-il d[eu'])"
    r"\b[\s,]*)+",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"(?<![-’'\w])(?:it|that|this|they|them|their|he|him|his|she|her|so|ça|ca|cela|celui|celle|ceux|ils?|elles?|leurs?|là-dessus|l['’](?:a|ont|avait|avaient|est|était))\b",
    re.IGNORECASE,
)
_ASKS_FOR_MORE = re.compile(r"\b(?:else|others?|another|more|autres?|encore|d'autres?)\b", re.IGNORECASE)
_LABELLED = re.compile(rf"[^:?]{{1,{LABEL_LENGTH}}} ?: (?=\S)")
_ASKS_WHO = re.compile(r"\b(?:qui|who|whom)\b")
_SAYS = re.compile(
    r"\b(?:a|ont|avait|avaient|être|est) "
    r"(?:dit|déclaré|affirmé|annoncé|écrit|expliqué|indiqué|assuré|reconnu|estimé|précisé)"
    r"|\b(?:dit|déclare|affirme|selon|d['’]après|said|says|told|wrote|writes|announced|stated|claims?|according to)\b",
    re.IGNORECASE,
)


def read_follow_up(text: str, earlier: str) -> FollowUp:
    """Read a question in the light of the one before it, which may itself be a follow-up, as it was understood.

    >>> read_follow_up("and when?", "How much did Delta lose?").understood
    'When: How much did Delta lose?'
    >>> read_follow_up("why?", "When: How much did Delta lose?").understood
    'Why: How much did Delta lose?'
    >>> read_follow_up("and Delta?", "How much did CrowdStrike lose?").understood
    'How much did Delta lose?'
    >>> read_follow_up("et en combien de jours ?", "Combien Delta a-t-elle perdu ?").understood
    'En combien de jours : Combien Delta a-t-elle perdu ?'
    >>> read_follow_up("Why?", "How much did Delta lose?").understood
    'Why: How much did Delta lose?'
    """
    bare = _untied(text)
    own, base = read_question(bare), _base_of(earlier)
    is_name, before = _is_name(bare, own), read_question(base)
    if is_name and (swapped := _with_another_name(bare, before)):
        return FollowUp(own, read_question(swapped), swapped, is_name)
    if asks_who_said(bare):  # of what was shown: it is found as it was, and not shown alone
        return FollowUp(own, before, _label(bare, own.language) + base)
    words = tuple(dict.fromkeys((*own.words, *before.words)))[:MOST_WORDS]
    language = before.language if own.language == "und" else own.language
    joined = replace(
        own,
        text=f"{base[:BASE_LENGTH]} {bare}",
        language=language,
        words=words,
        names=own.names | before.names,
        asks=True,
    )
    return FollowUp(own, joined, _label(bare, language) + base, is_name)


def leans_back(text: str) -> bool:
    """Tell whether a text says too little by itself: it is tied to what was said before, points to it, or is short.

    >>> leans_back("et Delta ?"), leans_back("who said that"), leans_back("Qui est le PDG de Delta ?")
    (True, True, False)
    """
    bare = _untied(text)
    return bare != text.strip() or len(re.findall(r"\w+", bare)) <= FEW_WORDS or bool(_POINTS_BACK.search(bare))


def asks_who_said(text: str) -> bool:
    """Tell whether a text asks whose words something is.

    >>> asks_who_said("qui l'a dit ?"), asks_who_said("who won?")
    (True, False)
    """
    return bool(_ASKS_WHO.search(text.lower()) and _SAYS.search(text))


def intent_after(text: str, earlier: Earlier | None) -> Intent:
    """Tell what a message wants; after an answer, whose words these are is a question.

    >>> [str(intent_after("who says so", earlier)) for earlier in (None, Earlier("Who won?"))]
    ['sources', 'question']
    """
    return Intent.QUESTION if earlier and asks_who_said(text) else intent_of(text)


def _untied(text: str) -> str:
    """Return a text without the words that only tie it to what was said before."""
    tied = _TIED.match(text)
    return text[tied.end() if tied else 0 :].strip() or text.strip()


def _base_of(question: str) -> str:
    """Return what a question was about before anything followed it."""
    label = _LABELLED.match(question)
    return question[label.end() if label else 0 :].strip()


def _label(bare: str, language: str) -> str:
    said = " ".join(bare.rstrip(" ?!.…").split())[:LABEL_LENGTH].replace(":", "")
    return f"{said[:1].upper()}{said[1:]}{' : ' if language == 'fr' else ': '}"


def _is_name(bare: str, own: Question) -> bool:
    """Tell whether a follow-up is a name and nothing else; a question word may have a capital, too."""
    rare = all(is_hardly_known(word, own.language) for word in own.words)
    return bool(own.words) and rare and all(word[0].isupper() for word in bare.rstrip(" ?!.…").split())


def _with_another_name(name: str, before: Question) -> str | None:
    """Return the question of before with another name, where it holds one."""
    names = list(names_with(before, before.names))
    return before.text.replace(names[0], name.rstrip(" ?!.…"), 1) if len(names) == 1 else None


def weigh(forward: ForwardIndex, retrieval: Retrieval, follow_up: FollowUp, earlier: Earlier) -> Retrieval:
    """Return what was retrieved with the scores that sentences have after an earlier exchange.

    What was shown is shown again only where nothing else comes near, unless it offers the kind of thing that is asked
    for now. Who said it is told by what was shown.
    """
    candidates, scores = retrieval.candidates, retrieval.sentence_scores
    shown = _were_shown(forward, candidates, earlier)
    if shown.any() and asks_who_said(follow_up.own.text):
        naming = _naming(forward, candidates, shown)
        return replace(retrieval, sentence_scores=np.where(naming if naming.any() else shown, scores, -np.inf))
    offered: Flags = candidates.features[:, SENTENCE_FEATURES.index("kind")] > 0
    lower = np.inf if _ASKS_FOR_MORE.search(follow_up.own.text) else SHOWN
    return replace(retrieval, sentence_scores=np.where(shown & ~offered, scores - lower, scores))


def _were_shown(forward: ForwardIndex, candidates: Candidates, earlier: Earlier) -> Flags:
    """Return which candidates an earlier exchange showed."""
    shown = np.zeros(len(candidates), bool)
    for c, (p, s) in enumerate(zip(candidates.passages.tolist(), candidates.sentences.tolist(), strict=True)):
        passage = forward.passages[p]
        start, end = passage.sentences[s]
        shown[c] = any(passage.source.id == i and start < last and first < end for i, first, last in earlier.shown)
    return shown


def _naming(forward: ForwardIndex, candidates: Candidates, shown: Flags) -> Flags:
    """Return which candidates name those who say what was shown; none where somebody is not known."""
    places = list(zip(candidates.passages.tolist(), candidates.sentences.tolist(), strict=True))
    speakers = [(p, _speaker(forward, p, s)) for c, (p, s) in enumerate(places) if shown[c]]
    naming = np.zeros(len(candidates), bool)
    if not all(speaker for _, speaker in speakers):
        return naming
    for c, (p, s) in enumerate(places):
        start, end = forward.passages[p].sentences[s]
        naming[c] = any(p == q and speaker and start <= speaker[0] < end for q, speaker in speakers)
    return naming


def _speaker(forward: ForwardIndex, p: int, s: int) -> Span | None:
    return attributions(forward.passages[p])[s].speaker
