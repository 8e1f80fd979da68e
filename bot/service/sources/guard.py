"""The guard of the sources: nothing goes live that was not loaded whole and whose golden questions do not pass."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from bot.service.refusal import Refusal
from bot.telemetry.metrics import Metrics, Reloaded
from index import SourceError, Staging

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable

    from bot.service.snapshots import Proposal, Snapshots
    from bot.service.sources.recent import Recent

A = TypeVar("A")
T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A proposal, and whether it is live now."""

    proposal: Proposal
    accepted: bool


class Guard:
    """Every way to change the sources of a running bot, one change at a time.

    Each raises `SourceError` for sources that cannot be loaded, and `Refusal`; what cannot go live changes nothing.
    """

    def __init__(self, snapshots: Snapshots, recent: Recent, metrics: Metrics | None = None) -> None:
        self._snapshots = snapshots
        self._recent = recent
        self._outcomes = (metrics or Metrics()).reloads
        self.listeners: list[Callable[[Proposal], None]] = []  # that are told what has gone live

    async def reload(self, questions: Iterable[str] = (), *, force: bool = False) -> Outcome:
        """Load the folder again; `force` lets it go live although golden questions fail.

        `questions` are asked of both versions, beside those asked last. A change that is under way is a `Refusal`.
        """
        async with self._snapshots.changing():
            return await self._counted(self._reload(questions, force=force))

    async def reload_by_itself(
        self, tell: Callable[[Outcome | SourceError], None], accepted: Collection[str] = ()
    ) -> None:
        """Load the folder again though nobody waits for it; raise nothing, and `tell` what came of it if anything did.

        Of the versions that are `accepted` already, golden questions may fail.
        """
        try:
            async with self._snapshots.changing(wait=True):
                outcome = await self._counted(self._reload((), accepted=accepted))
        except SourceError as error:
            tell(error)
        except Refusal:
            pass  # the bot closes
        except Exception:
            log.exception("The sources were not reloaded.")
        else:
            if outcome.proposal.changed:
                tell(outcome)

    async def add(
        self, name: str, data: bytes, questions: Iterable[str] = (), *, replace: bool = False, force: bool = False
    ) -> Outcome:
        """Add an article to the folder, with `replace` in place of one that has its name.

        Raises `StagingError`, too.
        """
        return await self._change(lambda staging: staging.add(name, data, replace=replace), questions, force=force)

    async def remove(self, name: str, questions: Iterable[str] = (), *, force: bool = False) -> Outcome:
        """Remove an article and its sidecar from the folder. Raises `StagingError`, too."""
        return await self._change(lambda staging: staging.remove(name), questions, force=force)

    async def _change(self, change: Callable[[Staging], None], questions: Iterable[str], *, force: bool) -> Outcome:
        async with self._snapshots.changing(wait=True):
            return await self._counted(self._stage(change, questions, force=force))

    async def _reload(
        self, questions: Iterable[str], *, force: bool = False, accepted: Collection[str] = ()
    ) -> Outcome:
        proposal = await self._propose(questions)
        if proposal.failed and not force and proposal.after.name not in accepted:
            return Outcome(proposal, accepted=False)
        self._accept(proposal)
        return Outcome(proposal, accepted=True)

    async def _stage(self, change: Callable[[Staging], None], questions: Iterable[str], *, force: bool) -> Outcome:
        seeds = self._snapshots.seeds
        with contextlib.ExitStack() as stack:
            staging = await _in_thread(stack.enter_context, Staging.of(seeds))
            await _in_thread(change, staging)
            proposal = await self._propose(questions, staging)
            if proposal.failed and not force:
                return Outcome(proposal, accepted=False)
            try:
                await _in_thread(Staging.commit, staging)
                proposal = await self._snapshots.move(proposal, seeds)
            except BaseException:
                staging.undo()
                raise
            self._accept(proposal)
            return Outcome(proposal, accepted=True)

    def _accept(self, proposal: Proposal) -> None:
        self._snapshots.accept(proposal)
        for tell in self.listeners:
            tell(proposal)

    async def _counted(self, changing: Awaitable[Outcome]) -> Outcome:
        """Count what comes of a change."""
        try:
            outcome = await changing
        except SourceError:
            self._outcomes.labels(Reloaded.FAILED).inc()
            raise
        proposal = outcome.proposal
        came_of_it = Reloaded.UNCHANGED if proposal.after is proposal.before else Reloaded.CHANGED
        self._outcomes.labels(came_of_it if outcome.accepted else Reloaded.REFUSED).inc()
        return outcome

    async def _propose(self, questions: Iterable[str], staging: Staging | None = None) -> Proposal:
        folder = staging.folder if staging else self._snapshots.seeds
        return await self._snapshots.propose(folder, (*self._recent.questions, *questions))


async def _in_thread(call: Callable[[A], T], argument: A) -> T:
    """Run what changes files off the event loop; one that is cancelled meanwhile waits for its end."""
    work = asyncio.ensure_future(asyncio.to_thread(call, argument))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait({work})
        raise
