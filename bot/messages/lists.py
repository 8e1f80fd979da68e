"""Messages that are lists: of sources, unanswered questions and settings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.messages.links import is_site
from bot.messages.markdown import MESSAGE_LENGTH, clip, length
from bot.messages.quotes import WHOLE_TITLE, named_source, title_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.i18n import Words
    from bot.service.snapshots import Snapshot
    from bot.storage.misses import Gap
    from bot.storage.settings import GuildSettings
    from index import Source

MORE_LENGTH = 40  # of the line that says how many are not shown
GAP_LENGTH = 150


def fit_lines(lines: list[str], words: Words) -> str:
    """Join as many lines as a message holds, and say how many more there are."""
    room, shown = MESSAGE_LENGTH - MORE_LENGTH, 0
    for line in lines:
        room -= length(line) + 1
        if room < 0:
            break
        shown += 1
    rest = [words.count("index.more", len(lines) - shown)] if shown < len(lines) else []
    return "\n".join([*lines[:shown], *rest])


def list_titles(sources: Iterable[Source], limit: int = 3) -> str:
    """Name the first few sources, in one line."""
    titles = [title_of(source) for source in sources]
    return " · ".join(titles[:limit]) + (" · …" if len(titles) > limit else "")


def list_sources(snapshot: Snapshot, words: Words, today: date) -> str:
    """Return a line for each source: title, publisher, date, age, language, passages, link."""
    corpus = snapshot.corpus
    lines = [
        f"- {_describe_source(source, len(corpus.passages_of(source)), words, today)}" for source in corpus.sources
    ]
    return fit_lines([words.count("index.sources", len(lines)), *lines], words)


def list_gaps(gaps: Iterable[Gap], words: Words) -> str:
    """Return a line for each question that was unanswered or answered unhelpfully, with how often."""
    lines = [
        f"- {clip(gap.question, GAP_LENGTH)} · "
        + words("gaps.counts", unanswered=gap.unanswered, unhelpful=gap.unhelpful)
        for gap in gaps
    ]
    return fit_lines([words("gaps.heading"), *lines], words)


def list_settings(settings: GuildSettings, words: Words, before: GuildSettings | None = None) -> str:
    """Return a line for each setting of a server; those that differ from `before` are marked, and said first."""
    lines = _setting_lines(settings, words)
    if before is None:
        return "\n".join(f"- {line}" for line in lines.values())
    former = _setting_lines(before, words)
    changed = [line for name, line in lines.items() if line != former[name]]
    marked = [f"- **{line}**" if line in changed else f"- {line}" for line in lines.values()]
    saved = words("settings.changed", changed=" · ".join(changed)) if changed else words("settings.unchanged")
    return "\n".join([saved, *marked])


def _setting_lines(settings: GuildSettings, words: Words) -> dict[str, str]:
    """Return what each setting is, and what it would be by default."""
    values, defaults = _setting_values(settings, words), _setting_values(type(settings)(), words)
    lines = {}
    for name, value in values.items():
        default = defaults[name]
        said = words("settings.default", value=value)
        if value != default:
            said = words("settings.otherwise", value=value, default=default)
        lines[name] = words("settings.line", name=words(f"settings.names.{name}"), value=said)
    return lines


def _setting_values(settings: GuildSettings, words: Words) -> dict[str, str]:
    def channels(ids: tuple[int, ...], otherwise: str) -> str:
        return ", ".join(f"<#{channel}>" for channel in ids) or words(f"settings.{otherwise}")

    cooldown = settings.cooldown
    return {
        "automatic": channels(settings.automatic, "none"),
        "allowed": channels(settings.allowed, "everywhere"),
        "admin": f"<@&{settings.admin_role}>" if settings.admin_role else words("settings.managers"),
        "language": words.language_name(settings.language) if settings.language else words("settings.server_language"),
        "cooldown": words.count("settings.questions", cooldown) if cooldown else words("settings.no_limit"),
        "private": words("settings.alone" if settings.private else "settings.all"),
        "threads": words("settings.on" if settings.threads else "settings.off"),
        "strictness": words(f"commands.choices.strictness.{settings.strictness}.name").partition(" (")[0],
        "news": f"<#{settings.news}>" if settings.news else words("settings.none"),
    }


def _describe_source(source: Source, passages: int, words: Words, today: date) -> str:
    title = title_of(source, WHOLE_TITLE)
    if source.url and not is_site(source.url):
        parts = named_source(source, title, source.url, words)
    else:
        parts = named_source(source, f"**{title}**", source.url, words)
    if source.published:
        year, month, day = (int(part) for part in (f"{source.published}-01-01").split("-")[:3])
        age = words.age(max((today - date(year, month, day)).days, 0))
        parts.append(f"{words.date(source.published)} ({age})")
    parts += [words.language_name(source.language), words.count("index.passages", passages)]
    return " · ".join(parts)
