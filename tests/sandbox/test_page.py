"""The page in a real browser, with a small bot: what it shows, and what it does not let happen."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import discord
import pytest
import pytest_asyncio
from discord import ui
from playwright.async_api import Browser, Page, expect

from bot import sandbox
from tests.e2e.browser import launched, opened
from tests.e2e.stage import Stage, staged
from tests.sandbox.test_discord_py import UNPRIVILEGED, Echo

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
async def client(stage: Stage) -> AsyncIterator[Echo]:
    async with stage.running(Echo(UNPRIVILEGED)) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="module")
async def page(stage: Stage, client: Echo, browser: Browser) -> AsyncIterator[Page]:
    async with opened(browser, stage.sandbox.url) as page:
        await page.get_by_role("button", name="general").click()
        yield page


def words(language: str = "fr") -> set[str]:
    """Return the keys of the page's own phrases."""
    text = (Path(sandbox.__file__).parent / "page" / "words.js").read_text("utf-8")
    block = text[text.index(f"  {language}: {{") :]
    return set(re.findall(r"^    (\w+):", block[: block.index("\n  },")], re.MULTILINE))


async def test_the_page_says_everything_in_both_languages() -> None:
    assert words("fr") == words("en")
    assert len(words()) > 30


async def say(page: Page, text: str) -> None:
    await page.locator("#text").fill(text)
    await page.locator("#text").press("Enter")


async def send(stage: Stage, client: Echo, view: ui.LayoutView) -> None:
    channel = client.get_channel(stage.general.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.send(view=view)


async def test_what_a_message_says_never_becomes_markup(stage: Stage, page: Page) -> None:
    hostile = (
        '<img src=x onerror="document.title=1"> [a](javascript:alert(1)) <script>document.title=1</script> '
        '[b](https://x.example/"onmouseover="document.title=1) <https://x.example/&quot;><b>x</b>'
    )
    await stage.bob.say(hostile)
    message = page.locator(".message").last
    await expect(message).to_contain_text('<img src=x onerror="document.title=1">')
    await expect(message).to_contain_text("[a](javascript:alert(1))")
    assert await message.locator("img, script, b").count() == 0
    for anchor in await message.locator("a").all():
        assert re.match(r"https://x\.example/", await anchor.get_attribute("href") or "")
        assert await anchor.get_attribute("onmouseover") is None
        assert await anchor.get_attribute("rel") == "noopener noreferrer"
    assert await page.title() == "#general · sandbox"


MARKDOWN = {
    "**gras** et *penché*": "<p><strong>gras</strong> et <em>penché</em></p>",
    "> citée\n> **encore**\naprès": "<blockquote><p>citée\n<strong>encore</strong></p></blockquote><p>après</p>",
    ">>> tout\nle reste": "<blockquote><p>tout\nle reste</p></blockquote>",
    "-# petit": "<small>petit</small>",
    "# Titre": "<h2>Titre</h2>",
    "\\*brut\\* \\_ici\\_": "<p>*brut* _ici_</p>",
    "un_nom_de_code": "<p>un_nom_de_code</p>",
    "`a **b**`": "<p><code>a **b**</code></p>",
    "```py\nx = 1\n```": "<pre><code>x = 1\n</code></pre>",
    "- un\n- deux": "<ul><li>un</li><li>deux</li></ul>",
    "3. trois": '<ol start="3"><li>trois</li></ol>',
    "~~non~~ __oui__": "<p><s>non</s> <u>oui</u></p>",
    "1 < 2 & 3 > 2": "<p>1 &lt; 2 &amp; 3 &gt; 2</p>",
    "<@1> <#2> </ask:3>": (
        '<p><span class="mention">@Alice</span> <span class="mention">#général</span> '
        '<span class="mention">/ask</span></p>'
    ),
}


async def test_markdown_reads_as_on_discord(page: Page) -> None:
    script = """async (texts) => {
        const { markdown } = await import("/page/markdown.js");
        return texts.map((text) => {
            const holder = document.createElement("div");
            holder.append(...markdown(text, { names: { 1: "Alice" }, rooms: { 2: "général" } }));
            return holder.innerHTML;
        });
    }"""
    rendered = await page.evaluate(script, list(MARKDOWN))
    assert dict(zip(MARKDOWN, rendered, strict=True)) == MARKDOWN


async def test_a_mention_is_written_by_name_and_answered_live(stage: Stage, page: Page) -> None:
    await page.locator("#text").fill("@incid")
    await page.locator("#text").press("Enter")
    await page.locator("#text").press_sequentially("bonjour")
    await page.locator("#text").press("Enter")
    await expect(page.locator(".message").last).to_contain_text("heard: @incident-bot bonjour")
    await expect(page.locator(".message").last.locator(".context")).to_contain_text("Alice")


async def test_a_command_with_autocomplete_by_keyboard_alone(page: Page) -> None:
    keyboard = page.keyboard
    await keyboard.type("/ech")
    await keyboard.press("Enter")
    await keyboard.type("sal")
    await expect(page.get_by_role("option", name="sal 2")).to_be_visible()
    await keyboard.press("ArrowDown")
    await keyboard.press("ArrowDown")
    await keyboard.press("Enter")
    await keyboard.press("Tab")
    await keyboard.press("ArrowDown")  # private: yes
    await keyboard.press("Shift+Tab")
    await keyboard.press("Enter")
    answer = page.locator(".message").last
    await expect(answer).to_contain_text("sal2")
    await expect(answer).to_contain_text("Vous seul pouvez voir ceci")
    await page.get_by_role("button", name="Masquer").click()
    await expect(page.locator(".message")).to_have_count(0)


async def test_buttons_menus_and_forms(stage: Stage, page: Page) -> None:
    await say(page, "/buttons")
    await page.locator("#send").press("Enter")
    await page.get_by_role("button", name="Change").click()
    await expect(page.locator(".message").last).to_contain_text("second")
    await stage.bob.say("à redire")
    await page.locator(".message").last.click(button="right")
    await page.get_by_role("menuitem", name="Say it again").click()
    await expect(page.locator(".message").last).to_contain_text("Alice a utilisé Say it again")
    await say(page, "/form")
    await page.locator("#send").press("Enter")
    await page.get_by_label("Words").fill("rempli")
    await page.get_by_role("dialog").get_by_role("button", name="Envoyer").click()
    await expect(page.locator(".message").last).to_contain_text("form: rempli")


async def test_a_bot_that_does_not_answer_has_failed(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sandbox.people.ACKNOWLEDGE_SECONDS", 0.05)
    await say(page, "/never")
    await page.locator("#send").press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("a échoué")


async def test_messages_are_reached_with_the_arrows(stage: Stage, page: Page) -> None:
    await stage.bob.say("premier")
    await stage.bob.say("second")
    await expect(page.locator(".message")).to_have_count(2)
    await page.locator("#text").press("ArrowUp")
    await page.keyboard.press("ArrowUp")
    await expect(page.locator(".message").first).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")  # the menu's first entry: reply
    await page.keyboard.type("oui ?")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message").last.locator(".context")).to_contain_text("premier")


async def test_who_i_am_and_my_language_are_switched(stage: Stage, page: Page) -> None:
    await page.get_by_role("button", name="English").click()
    await expect(page.locator(".badge")).to_have_text("local sandbox")
    await page.get_by_role("button", name="Admin Admin").click()
    await say(page, "hello")
    await expect(page.locator(".message").last).to_contain_text("Admin")
    assert stage.general.posts[-1].message.author.id == stage.admin.user.id
    assert stage.admin.user.locale == "en-US"


async def test_the_page_finds_its_way_back(stage: Stage, client: Echo, page: Page) -> None:
    for viewer in list(stage.sandbox.pages.viewers):
        await viewer.socket.close()
    await expect(page.locator("#offline")).to_be_visible()
    await stage.bob.say("meanwhile")
    await expect(page.locator(".message").last).to_contain_text("meanwhile")
    await expect(page.locator("#offline")).to_be_hidden()


async def test_a_phone_shows_the_conversation_and_keeps_the_channels_in_a_drawer(
    stage: Stage, client: Echo, browser: Browser
) -> None:
    async with opened(browser, stage.sandbox.url, width=360, height=640, scheme="dark") as page:
        await expect(page.locator("#sidebar")).not_to_be_in_viewport()
        await page.locator("#drawer").click()
        await page.get_by_role("button", name="general").click()
        await expect(page.locator("#sidebar")).not_to_be_in_viewport()
        view = ui.LayoutView(timeout=None)
        row: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
        for n in range(5):
            row.add_item(ui.Button(label=f"A long button {n}", custom_id=str(n)))
        view.add_item(ui.Container(ui.TextDisplay("x" * 300), row))
        await send(stage, client, view)
        await expect(page.locator(".container")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert await page.evaluate("document.querySelector('#messages').scrollWidth <= innerWidth")


# ---- other sites


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Host": "localhost:1"}]
)
@pytest.mark.parametrize("path", ["/", "/page/app.js", "/page/socket", "/api/v10/gateway", "/gateway"])
async def test_another_site_cannot_reach_the_sandbox(stage: Stage, headers: dict[str, str], path: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(stage.sandbox.url + path, headers=headers) as answer:
        assert answer.status == 403


async def test_another_sites_script_cannot_open_the_pages_socket(stage: Stage) -> None:
    url = stage.sandbox.url + "/page/socket"
    async with aiohttp.ClientSession() as session:
        for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {}):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(url, headers=headers)
        async with session.ws_connect(url, headers={"Origin": stage.sandbox.url}) as socket:
            assert (await socket.receive_json(timeout=5))["kind"] == "state"


async def test_the_page_says_what_it_may_load(stage: Stage) -> None:
    async with aiohttp.ClientSession() as session, session.get(stage.sandbox.url) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "frame",
    ["no json", "[]", "{}", '{"action": "nothing"}', '{"action": "say", "channel": "1", "text": "x"}',
     '{"action": "slash", "channel": "GENERAL", "path": "nothing", "options": {}}',
     '{"action": "say", "channel": "GENERAL", "text": ""}',
     '{"action": "click", "channel": "GENERAL", "message": "1", "custom_id": "x"}'],
)  # fmt: skip
async def test_a_frame_that_makes_no_sense_is_refused_in_words(stage: Stage, frame: str) -> None:
    async with aiohttp.ClientSession() as session:
        url = stage.sandbox.url + "/page/socket"
        async with session.ws_connect(url, headers={"Origin": stage.sandbox.url}) as socket:
            await socket.receive_json(timeout=5)
            await socket.send_str(frame.replace("GENERAL", str(stage.general.id)))
            refusal = await socket.receive_json(timeout=5)
            assert refusal["kind"] == "refused"
            assert refusal["key"] in words()
