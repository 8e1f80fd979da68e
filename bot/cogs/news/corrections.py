"""Tell replies that a sentence which they quote has changed since."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord

from bot.interactions.responding import UNDELIVERED, in_a_line
from bot.messages.desk.corrections import correct

if TYPE_CHECKING:
    from bot.service.answering import Answering
    from bot.service.news.newsroom import Edition
    from bot.storage.news.quotations import QuotingReply

MOST_CORRECTED = 50  # replies of one reload

log = logging.getLogger(__name__)


async def correct_replies(client: discord.Client, answering: Answering, edition: Edition) -> None:
    """Give the replies that quote what a reload changed a line that says so, one after the other, each once."""
    gone = {source: keys.keys() for source, keys in edition.gone.items() if keys}
    for reply in await answering.store.quotations.take(gone, MOST_CORRECTED):
        try:
            await _correct(client, answering, reply, edition)
        except discord.NotFound:
            log.debug("A reply whose source has changed was deleted.")
        except (discord.HTTPException, *UNDELIVERED) as error:
            log.warning("A reply in channel %d was not corrected: %s", reply.channel_id, in_a_line(error))


async def _correct(client: discord.Client, answering: Answering, reply: QuotingReply, edition: Edition) -> None:
    channel = client.get_partial_messageable(reply.channel_id)
    message = await channel.fetch_message(reply.message_id)
    words, quoted = answering.catalogue.words(reply.language), reply.quoted[0]
    successor = edition.gone[quoted.source].get(bytes.fromhex(quoted.fingerprint))
    try:
        content = correct(message.content, quoted.paragraph, successor, words)
    except ValueError:
        line = correct("", quoted.paragraph, None, words).strip()
        await message.reply(line, mention_author=False)
    else:
        await message.edit(content=content)
