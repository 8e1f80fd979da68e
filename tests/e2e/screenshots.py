"""Take the README's pictures of the page, with the real bot answering: `make screenshots`."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.async_api import expect

from bot.config import Config
from bot.run import build_bot
from bot.sandbox import Sandbox, redirect_endpoint
from bot.sandbox.running import demo_world
from bot.service.snapshots import Snapshot
from tests.e2e.browser import CHROMIUM, launched, opened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Page

HOME = Path(__file__).resolve().parents[2]
FRENCH, ENGLISH = "Combien Delta a-t-elle perdu ?", "how many customers were hit?"
CLAIM = "Delta Air Lines, qui a annulé des milliers de vols, entraînant une perte de 380 millions de dollars"


@contextlib.asynccontextmanager
async def conversation(seeds: Path) -> AsyncIterator[Sandbox]:
    """Run the bot in a furnished sandbox."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite+aiosqlite:///{folder}/store.db"
        async with Sandbox(demo_world()) as sandbox:
            with redirect_endpoint(sandbox.api_url, sandbox.gateway_url):
                config = Config(seeds=seeds, database_url=database)
                bot = build_bot(config, Snapshot.load(config.seeds), guild_ready_timeout=0.1)
                async with bot:
                    running = asyncio.create_task(bot.start(sandbox.token))
                    await sandbox.world.until(lambda: sandbox.gateway.identified or None)
                    yield sandbox
                    await bot.close()
                    await running


async def ask(page: Page, question: str) -> None:
    await page.get_by_role("button", name="général").click()
    await page.locator("#text").fill(f"@incident-bot {question}")
    await page.locator("#text").press("Enter")
    await expect(page.locator("blockquote").first).to_be_visible()


async def take_english(browser: Browser, url: str, folder: Path) -> None:
    """Ask, then show the channel in both schemes."""
    async with opened(browser, url, locale="en-GB", height=640, scale=1.5) as page:
        await ask(page, ENGLISH)
        await page.mouse.move(0, 0)
        await page.screenshot(path=folder / "page-light.png")
    async with opened(browser, url, locale="en-GB", height=640, scale=1.5, scheme="dark") as page:
        await page.get_by_role("button", name="général").click()
        await page.mouse.move(0, 0)
        await page.screenshot(path=folder / "page-dark.png")


async def take_french(browser: Browser, url: str, folder: Path) -> None:
    """Ask, then show the command picker, and the channel on a phone."""
    async with opened(browser, url, height=640, scale=1.5) as page:
        await ask(page, FRENCH)
        await page.locator("#text").fill("/")
        await expect(page.get_by_role("option").first).to_be_visible()
        await page.screenshot(path=folder / "page-commands.png")
    async with opened(browser, url, width=390, height=780, scale=1.5) as page:
        await page.locator("#drawer").click()
        await page.get_by_role("button", name="général").click()
        await expect(page.locator("#sidebar")).not_to_be_in_viewport()
        await page.screenshot(path=folder / "page-phone.png")


async def take_timeline(browser: Browser, url: str, folder: Path) -> None:
    """Show what happened when."""
    async with opened(browser, url, height=960, scale=1.5) as page:
        await ask(page, "chronologie ?")
        await page.mouse.move(0, 0)
        await page.screenshot(path=folder / "page-timeline.png")


async def take_check(browser: Browser, url: str, folder: Path) -> None:
    """Check a quote of which a figure was changed."""
    async with opened(browser, url, height=480, scale=1.5) as page:
        await page.get_by_role("button", name="général").click()
        await page.locator("#text").fill(f"/vérifier {CLAIM}")
        await page.locator("#text").press("Enter")
        await page.keyboard.press("Enter")
        await expect(page.locator("blockquote").first).to_be_visible()
        await page.mouse.move(0, 0)
        await page.screenshot(path=folder / "page-check.png")


async def main(folder: Path) -> None:
    async with launched() as browser:
        async with conversation(HOME / "seeds-en") as sandbox:
            await take_english(browser, sandbox.url, folder)
        async with conversation(HOME / "seeds") as sandbox:
            await take_french(browser, sandbox.url, folder)
        async with conversation(HOME / "seeds") as sandbox:
            await take_timeline(browser, sandbox.url, folder)
        async with conversation(HOME / "seeds") as sandbox:
            await take_check(browser, sandbox.url, folder)


if __name__ == "__main__":
    if CHROMIUM is None:
        sys.exit("The pictures are taken with chromium: install it (Debian and Ubuntu: apt install chromium).")
    asyncio.run(main(Path(sys.argv[1])))
