"""The real bot in the sandbox's page, in a real browser."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.client import IncidentBot
from bot.sandbox.state.users import TeamMember
from tests.e2e.browser import launched, opened
from tests.e2e.conftest import Operator
from tests.e2e.stage import Stage, staged

# One loop for the whole file, so that one browser serves every test in it.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with launched() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


@pytest_asyncio.fixture(loop_scope="module")
async def bot(operator: Operator) -> AsyncIterator[IncidentBot]:
    async with operator.starts() as bot:
        yield bot


@pytest_asyncio.fixture(loop_scope="module")
async def page(stage: Stage, bot: IncidentBot, browser: Browser) -> AsyncIterator[Page]:
    async with opened(browser, stage.sandbox.url) as page:
        await page.get_by_role("button", name="general").click()
        yield page


async def run(page: Page, command: str) -> None:
    """Choose a command, one that takes no option, and run it."""
    await page.locator("#text").fill(command)
    await page.locator("#text").press("Enter")
    await page.locator("#send").press("Enter")


async def test_a_question_typed_in_the_page_gets_a_quote(page: Page) -> None:
    await page.locator("#text").fill("@incident-bot Combien Delta a-t-elle perdu ?")
    await page.locator("#text").press("Enter")
    answer = page.locator(".message").last
    await expect(answer.locator("blockquote").first).to_contain_text("500 millions de dollars")
    await expect(answer.locator("a").first).to_have_attribute("target", "_blank")
    assert await answer.locator("blockquote strong").count() >= 1


async def test_the_dm_answers_without_a_mention(page: Page) -> None:
    await page.get_by_role("button", name="incident-bot").click()
    await page.locator("#text").fill("Combien Delta a-t-elle perdu ?")
    await page.locator("#text").press("Enter")
    await expect(page.locator("blockquote").first).to_contain_text("500 millions de dollars")


async def test_ask_by_its_french_name_and_a_button(page: Page) -> None:
    await page.locator("#text").fill("/demander")
    await page.locator("#text").press("Enter")
    await page.keyboard.type("Combien Delta a-t-elle perdu ?")
    await page.keyboard.press("Enter")
    answer = page.locator(".message").last
    await expect(answer.locator("blockquote").first).to_contain_text("500 millions de dollars")
    first = await answer.inner_text()
    await answer.get_by_role("button", name="Contexte").click()
    await expect(page.locator(".message").last).not_to_have_text(first)
    await expect(page.locator(".message").last.locator("blockquote").first).to_be_visible()


async def test_an_admin_chooses_a_channel_in_the_picker(stage: Stage, page: Page) -> None:
    await page.get_by_role("button", name="Admin Admin").click()
    await page.locator("#text").fill("/settings automatic")
    await page.locator("#text").press("Enter")
    await page.locator(".option select").first.select_option(label="#help")
    await page.locator(".option select").last.select_option(label="Oui")
    await page.locator("#send").click()
    await expect(page.locator(".message").last.locator(".mention", has_text="#help").first).to_be_visible()


async def test_an_option_out_of_its_range_is_not_sent_and_a_proposal_is_shown_by_its_name(page: Page) -> None:
    await page.get_by_role("button", name="Admin Admin").click()
    await page.locator("#text").fill("/settings cooldown 999999")
    await page.locator("#text").press("Enter")
    await page.keyboard.press("Enter")
    option = page.locator(".option input")
    await expect(option).to_have_value("999999")
    assert await option.evaluate("input => input.validationMessage") == "De 0 à 3600."
    await option.press("Escape")
    await page.locator("#text").fill("/settings language fran")
    await page.locator("#text").press("Enter")
    await expect(page.get_by_role("option", name="français")).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(option).to_have_value("français")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message")).to_have_count(1)
    await expect(page.locator(".message")).to_contain_text("Langue : français")


async def test_an_admin_sees_the_status_and_a_member_is_refused(stage: Stage, page: Page) -> None:
    await page.locator("#text").fill("/index status")
    await page.locator("#text").press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("n’est pas à votre disposition")

    stage.guild.opened_commands.add("index")  # the server's owner shows it to everybody: the bot still refuses
    await page.get_by_role("button", name="English").click()
    await run(page, "/index status")
    await expect(page.locator(".message").last).to_contain_text("Only you can see this")
    await expect(page.locator(".message").last).not_to_contain_text("Version")

    await page.get_by_role("button", name="Admin Admin").click()
    await run(page, "/index status")
    await expect(page.locator(".message").last).to_contain_text("Version")


async def test_an_operator_adds_a_file(stage: Stage, operator: Operator, page: Page) -> None:
    admin = stage.admin.user.id
    stage.sandbox.world.application.team.append(TeamMember(stage.sandbox.world.users[admin]))
    await page.get_by_role("button", name="Admin Admin").click()
    await page.locator("#text").fill("/index ajouter")
    await page.locator("#text").press("Enter")
    text = "Le chat du capitaine s'appelle Moustache."
    chosen = {"name": "chat.txt", "mimeType": "text/plain", "buffer": text.encode()}
    await page.locator(".option input[type=file]").set_input_files(chosen)  # type: ignore[arg-type]
    await expect(page.locator(".option input:invalid")).to_have_count(0)
    await page.locator("#send").click()
    await expect(page.locator(".message").last).to_contain_text("Nouvelle source : chat.txt")
    assert (operator.seeds / "chat.txt").read_text("utf-8") == text


@pytest.mark.parametrize("width", [390, 1180])
async def test_panels_stand_one_above_the_other_on_any_screen(
    stage: Stage, bot: IncidentBot, browser: Browser, width: int
) -> None:
    await stage.alice.slash("compare", a="Crowdstrike", b="Delta")
    async with opened(browser, stage.sandbox.url, width=width) as page:
        if width < 500:
            await page.locator("#drawer").click()
        await page.get_by_role("button", name="general").click()
        panels = page.locator(".message").last.locator(".container")
        await expect(panels).to_have_count(2)
        await expect(panels.first.locator("hr")).to_have_count(2)
        boxes = [await panel.bounding_box() for panel in await panels.all()]
        upper, lower = (box for box in boxes if box)
        assert upper["x"] == lower["x"]
        assert upper["y"] + upper["height"] <= lower["y"]
        assert max(box["x"] + box["width"] for box in (upper, lower)) <= width
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
