"""A local stand-in for Discord: its REST API and gateway on the loopback interface, and a page to try a bot in.

The bot is never patched: it logs in, listens and answers over real sockets, as it would on Discord.
"""

from bot.sandbox.endpoint import redirect_endpoint
from bot.sandbox.running import ADMIN, AUTOMATIC_CHANNEL, host_bot
from bot.sandbox.server import Sandbox

__all__ = ["ADMIN", "AUTOMATIC_CHANNEL", "Sandbox", "host_bot", "redirect_endpoint"]
