"""A real browser on the sandbox's page."""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING, Literal

from playwright.async_api import async_playwright

from tests.e2e.absent import absent

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
)


@contextlib.asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """Start Debian's Chromium, quiet about itself on the network."""
    if CHROMIUM is None:
        absent("the page is not tried in a browser: chromium is not installed")
    root = ("--no-sandbox",) if os.geteuid() == 0 else ()  # chromium's own sandbox cannot be root's
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *root])
        yield browser
        await browser.close()


@contextlib.asynccontextmanager
async def opened(
    browser: Browser,
    url: str,
    *,
    locale: str = "fr-FR",
    width: int = 1180,
    height: int = 760,
    scheme: Literal["light", "dark"] = "light",
    scale: float = 1,
) -> AsyncIterator[Page]:
    """Open the page; whatever goes wrong in it, down to a line on the console, fails the test."""
    context = await browser.new_context(
        locale=locale,
        color_scheme=scheme,
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        reduced_motion="reduce",
    )
    context.set_default_timeout(10_000)
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if line.type in ("error", "warning") else None)
    await page.goto(url)
    await page.wait_for_selector("[data-channel]", state="attached")
    yield page
    await context.close()
    assert not wrong, wrong
