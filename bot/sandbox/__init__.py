"""A local stand-in for Discord: REST, gateway and interactions on the loopback interface, and a page to try a bot in.

The bot under it is never patched: it logs in, listens and answers over real sockets, as it would on Discord.
"""

from bot.sandbox.endpoint import pointed
from bot.sandbox.running import AUTOMATIC, run
from bot.sandbox.server import Sandbox

__all__ = ["AUTOMATIC", "Sandbox", "pointed", "run"]
