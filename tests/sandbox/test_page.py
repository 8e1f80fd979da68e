"""The page in a real browser, with a small bot: what it shows, and what it does not let happen."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import discord
import pytest
import pytest_asyncio
from discord import ui
from playwright.async_api import Browser, Page, expect

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
    monkeypatch.setattr("bot.sandbox.acts.people.INITIAL_RESPONSE_SECONDS", 0.05)
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
    await page.reload()
    await expect(page.get_by_role("button", name="Admin Admin")).to_have_attribute("aria-pressed", "true")
    await expect(page.locator("h1")).to_have_text("#general")
    await expect(page.locator(".badge")).to_have_text("local sandbox")


async def test_the_page_finds_its_way_back(stage: Stage, client: Echo, page: Page) -> None:
    for viewer in list(stage.sandbox.pages.viewers):
        await viewer.socket.close()
    await expect(page.locator("#offline")).to_be_visible()
    await stage.bob.say("meanwhile")
    await expect(page.locator(".message").last).to_contain_text("meanwhile")
    await expect(page.locator("#offline")).to_be_hidden()


async def test_a_text_that_is_too_long_is_kept_for_its_writer_not_cut(stage: Stage, page: Page) -> None:
    await say(page, "é" * 2001)
    await expect(page.get_by_role("alert")).to_contain_text("2000")
    await expect(page.locator("#text")).to_have_value("é" * 2001)
    await say(page, "😀" * 2000)  # characters, not what they take in a browser's memory
    await stage.until(lambda: stage.general.posts or None, what="the message")
    assert [len(post.content) for post in stage.general.posts] == [2000]


async def test_what_is_written_while_the_connection_is_lost_is_kept(stage: Stage, page: Page) -> None:
    await page.evaluate("window.setTimeout = () => 0")  # never tries again
    for viewer in list(stage.sandbox.pages.viewers):
        await viewer.socket.close()
    await expect(page.locator("#offline")).to_be_visible()
    await say(page, "is anybody there?")
    await expect(page.get_by_role("alert")).to_contain_text("perdue")
    await expect(page.locator("#text")).to_have_value("is anybody there?")


async def test_a_double_click_presses_a_button_once(stage: Stage, client: Echo, page: Page) -> None:
    view = ui.LayoutView(timeout=None)
    row: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
    row.add_item(ui.Button(label="Slow", custom_id="slow"))
    view.add_item(row)
    await send(stage, client, view)
    await page.get_by_role("button", name="Slow").dblclick()
    await say(page, "afterwards")
    await expect(page.locator(".message").last).to_contain_text("afterwards")
    assert len(stage.sandbox.world.interactions) == 1


async def test_a_refused_click_can_be_made_again(stage: Stage, client: Echo, page: Page) -> None:
    await say(page, "/buttons")
    await page.locator("#send").press("Enter")
    button = page.get_by_role("button", name="Change")
    await expect(button).to_be_visible()
    shown = stage.general.posts[-1].message
    components, shown.components = shown.components, []
    await button.click()
    await expect(page.get_by_role("alert")).to_contain_text("impossible")
    shown.components = components
    await button.click()
    await expect(page.locator(".message").last).to_contain_text("second")


async def test_a_command_typed_with_its_text_keeps_the_text(page: Page) -> None:
    await say(page, "/echo bonjour à tous")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message").last).to_contain_text("bonjour à tous")


async def test_a_thread_is_started_at_a_message_and_opened(stage: Stage, page: Page) -> None:
    await stage.bob.say("de quoi parler")
    await page.locator(".message").last.click(button="right")
    await page.get_by_role("menuitem", name="Créer un fil").click()
    await expect(page.locator("h1")).to_have_text("#de quoi parler")
    await say(page, "@incident-bot dedans")
    await expect(page.locator(".message").last).to_contain_text("heard: @incident-bot dedans")
    await page.get_by_role("button", name="general").click()
    await page.locator(".message").last.get_by_role("button", name="de quoi parler").click()
    await expect(page.locator(".message").last).to_contain_text("dedans")


async def test_a_reply_shows_the_message_before_it_as_that_is_now(stage: Stage, page: Page) -> None:
    first = await stage.bob.say("avant")
    await stage.alice.say("une réponse", reply_to=first)
    above = page.locator(".message").last.locator(".context")
    await expect(above).to_contain_text("avant")
    await stage.bob.edit(first, "autrement")
    await expect(above).to_contain_text("autrement")
    await stage.bob.delete(first)
    await expect(above).to_contain_text("supprimé")


async def test_ones_own_messages_are_edited_and_deleted_and_reactions_added(stage: Stage, page: Page) -> None:
    await say(page, "frist")
    message = page.locator(".message").last
    await message.click(button="right")
    await page.get_by_role("menuitem", name="Modifier").click()
    await expect(page.locator("#text")).to_have_value("frist")
    await say(page, "first")
    await expect(message).to_contain_text("first (modifié)")
    await stage.bob.react(stage.general.posts[0], "👍")
    await message.get_by_role("button", name="👍 1").click()
    await message.get_by_role("button", name="👍 2").click()
    await expect(message.get_by_role("button", name="👍 1")).to_be_visible()
    await message.click(button="right")
    await page.get_by_role("menuitem", name="Supprimer").click()
    await expect(page.locator(".message")).to_have_count(0)
    assert not stage.general.posts


async def test_two_windows_are_two_people_in_two_languages(stage: Stage, page: Page, browser: Browser) -> None:
    async with opened(browser, stage.sandbox.url, locale="en-US") as other:
        await other.get_by_role("button", name="general").click()
        await other.get_by_role("button", name="Bob Member").click()
        await say(other, "hello from bob")
        await expect(page.locator(".message").last).to_contain_text("hello from bob")
        await expect(page.locator(".badge")).to_have_text("bac à sable local")
        await say(page, "bonjour d’Alice")
        await expect(other.locator(".message").last).to_contain_text("bonjour d’Alice")
    assert [post.message.author.name for post in stage.general.posts] == ["bob", "alice"]


async def test_the_page_says_that_no_bot_is_there(stage: Stage, browser: Browser) -> None:
    async with opened(browser, stage.sandbox.url) as page:
        await expect(page.locator("#offline")).to_have_text("Le bot n’est pas connecté.")


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
        await stage.alice.start_thread("a long name " * 8, stage.general.posts[0])
        await expect(page.locator(".thread")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert await page.evaluate("document.querySelector('#messages').scrollWidth <= innerWidth")
        await page.locator(".thread").click()
        await expect(page.locator(".badge")).to_be_in_viewport(ratio=1)
        await page.locator("#drawer").click()
        assert await page.evaluate("(c => c.scrollWidth <= c.clientWidth)(document.querySelector('#channels'))")


async def test_it_opens_in_a_channel_with_questions_to_try(stage: Stage, client: Echo, browser: Browser) -> None:
    stage.sandbox.world.examples = {"en": ("Who lost?", "What broke?"), "fr": ("Qui a perdu ?", "Quoi ?", "Où ?")}
    async with opened(browser, stage.sandbox.url, locale="en-US") as page:
        await expect(page.locator("#title")).to_have_text("#general")
        await expect(page.locator(".example")).to_have_text(["Who lost?", "What broke?", "Qui a perdu ?"])
        await page.locator(".example").first.click()
        await expect(page.locator(".message .mention").first).to_have_text("@incident-bot")
        await expect(page.locator(".message").first).to_contain_text("Who lost?")


async def test_a_thread_opens_with_the_message_that_it_began_with(stage: Stage, page: Page) -> None:
    asked = await stage.alice.say("La panne, où en est-on ?")
    await stage.alice.start_thread("la panne", on=asked)
    await page.get_by_role("button", name="la panne").first.click()
    await expect(page.locator("#title")).to_have_text("#la panne")
    await expect(page.locator(".message").first).to_contain_text("La panne, où en est-on ?")


async def test_a_role_is_mentioned_by_its_name(stage: Stage, page: Page) -> None:
    role = next(role for role in stage.guild.roles.values() if role.name == "Admins")
    await stage.alice.say(f"<@&{role.id}> au secours")
    await expect(page.locator(".message .mention").last).to_have_text("@Admins")


async def test_tab_stops_at_the_controls_of_one_message_and_arrows_lead_to_the_others(stage: Stage, page: Page) -> None:
    for text in ("un", "deux", "trois"):
        await stage.alice.say(text)
    await expect(page.locator(".message")).to_have_count(3)
    stops = "[...document.querySelectorAll('.message button')].map((node) => node.tabIndex)"
    assert await page.evaluate(stops) == [-1, -1, 0]
    await page.locator(".message").last.focus()
    await page.keyboard.press("ArrowUp")
    assert await page.evaluate(stops) == [-1, 0, -1]


async def test_how_many_proposals_there_are_is_announced(page: Page) -> None:
    await page.locator("#text").fill("@")
    await expect(page.get_by_role("status").filter(has_text="proposition")).to_have_count(1)
