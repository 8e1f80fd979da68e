"""The questions that were asked last: what a change of the sources is tried on."""

from __future__ import annotations

from collections import deque

KEPT = 50  # questions: to answer them before and after takes a second or two


class Recent:
    """The last questions asked in the open on servers, in memory alone, and by whom, so that they can be forgotten."""

    def __init__(self) -> None:
        self._asked: deque[tuple[int, str]] = deque(maxlen=KEPT)

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions, each once, those asked last first."""
        return tuple(dict.fromkeys(question for _, question in reversed(self._asked)))

    def note(self, asker_id: int, question: str) -> None:
        """Remember a question, in place of the oldest one where there are many."""
        self._asked.append((asker_id, question))

    def forget(self, asker_id: int) -> None:
        """Forget all that somebody has asked."""
        self._asked = deque((asked for asked in self._asked if asked[0] != asker_id), maxlen=KEPT)
