"""The help: how to ask, with commands that can be clicked where Discord's ids of them are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.i18n import Words

_NAMED = ("ask", "who", "compare", "summary", "timeline", "news", "sources", "verify", "privacy show")


def render_help(words: Words, bot: str, ids: Mapping[str, int]) -> str:
    """Return the help; `bot` is how the bot is mentioned, `ids` are those of its commands, as far as they are known."""
    return words("help.text", bot=bot, **{path.split()[0]: _command(path, words, ids) for path in _NAMED})


def _command(path: str, words: Words, ids: Mapping[str, int]) -> str:
    """Return a command as it is mentioned, by its name alone where its id is not known."""
    name, _, sub = path.partition(" ")
    if name in ids:
        return f"</{path}:{ids[name]}>"
    shown = words(f"commands.{name}.name")
    return f"/{shown} {words(f'commands.{name}.{sub}.name')}" if sub else f"/{shown}"
