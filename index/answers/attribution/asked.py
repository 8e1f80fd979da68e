"""Questions about what somebody says: "what does Delta say about the delay?", « que dit Delta du retard ? »."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from index.answers.attribution.speakers import attributions, name_of, speaks_for
from index.text.stopwords import is_stop_word
from index.text.tokens import fold_words

if TYPE_CHECKING:
    import numpy.typing as npt

    from index.search.sentences import Candidates
    from index.segment.forward import ForwardIndex

    Flags = npt.NDArray[np.bool_]

MOST_CHARACTERS = 400  # of a question that are read

_WHO = r"(?P<who>[^?!.,;:\n]{2,60}?)"
_SAYS = r"(?:dit|disent|déclaré|déclarent?|répond|répondent|répondu|affirment?|affirmé)"
_ABOUT = r"(?=\s*+(?:[?!.,;:]|$)|\s(?:about|on|de|du|des|sur|à|au|quant|concernant)\b|\sd['’])"
_WHAT = re.compile(
    rf"\bwhat (?:does|did|do|has|have|is|are) {_WHO} (?:say|said|saying|claim|deny|answer)\b", re.IGNORECASE
)
_QUE = re.compile(rf"\b(?:que|quoi|qu['’](?:a|ont)(?:-t-(?:il|elle))?) {_SAYS} {_WHO}{_ABOUT}", re.IGNORECASE)
_EST_CE_QUE = re.compile(rf"\bqu['’]est[- ]ce qu(?:e|['’]) ?{_WHO} (?:a |ont )?{_SAYS}\b", re.IGNORECASE)


def asked_speaker(text: str) -> frozenset[str]:
    """Return the words of the name of whom a question asks what they say; none where it does not.

    >>> sorted(asked_speaker("What does Air Delta say about the delay?"))
    ['air', 'delta']
    >>> sorted(asked_speaker("Que dit Delta du retard ?")), sorted(asked_speaker("What did the outage cost?"))
    (['delta'], [])
    """
    for pattern in (_WHAT, _QUE, _EST_CE_QUE):
        if asked := pattern.search(text[:MOST_CHARACTERS]):
            words = fold_words(asked["who"])
            return frozenset(word for word in words if not is_stop_word(word, "fr") and not is_stop_word(word, "en"))
    return frozenset()


def said_by(forward: ForwardIndex, candidates: Candidates, asked: frozenset[str]) -> Flags:
    """Tell which candidates are the words of who bears this name, or of those who speak for them."""
    said = np.zeros(len(candidates), bool)
    for c, (p, s) in enumerate(zip(candidates.passages.tolist(), candidates.sentences.tolist(), strict=True)):
        passage = forward.passages[p]
        speaker = attributions(passage)[s].speaker
        said[c] = speaker is not None and speaks_for(name_of(passage, speaker), asked)
    return said
