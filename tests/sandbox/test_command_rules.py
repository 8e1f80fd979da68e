"""Each rule for application commands, broken on purpose."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.objects import Json
from tests.e2e.stage import Stage
from tests.sandbox.raw import Rest


def command(**more: Any) -> Json:
    return {"name": "ask", "description": "Ask", "type": 1} | more


def option(**more: Any) -> Json:
    return {"type": 3, "name": "question", "description": "What to ask"} | more


REFUSED = {
    "upper case": (command(name="Ask"), "0.name"),
    "a space": (command(name="ask it"), "0.name"),
    "33 letters": (command(name="x" * 33), "0.name"),
    "no description": (command(description=""), "0.description"),
    "101 characters": (command(description="x" * 101), "0.description"),
    "upper case in a translation": (command(name_localizations={"fr": "Demander"}), "0.name_localizations.fr"),
    "a long translation": (command(description_localizations={"fr": "x" * 101}), "0.description_localizations.fr"),
    "a language Discord lacks": (command(name_localizations={"xx": "ask"}), "0.name_localizations.xx"),
    "26 options": (command(options=[option(name=f"o{n}") for n in range(26)]), "0.options"),
    "an option's name": (command(options=[option(name="A b")]), "0.options.0.name"),
    "an option's name twice": (command(options=[option(), option()]), "0.options.1.name"),
    "an option undescribed": (command(options=[option(description="")]), "0.options.0.description"),
    "required after optional": (
        command(options=[option(name="a"), option(name="b", required=True)]),
        "0.options.1.required",
    ),
    "26 choices": (
        command(options=[option(choices=[{"name": str(n), "value": str(n)} for n in range(26)])]),
        "0.options.0.choices",
    ),
    "a long choice": (
        command(options=[option(choices=[{"name": "x" * 101, "value": "x"}])]),
        "0.options.0.choices.0.name",
    ),
    "choices and autocomplete": (
        command(options=[option(autocomplete=True, choices=[{"name": "x", "value": "x"}])]),
        "0.options.0.autocomplete",
    ),
    "no name": ({"description": "Ask"}, "0.name"),
    "a shortest text longer than the longest": (
        command(options=[option(min_length=9, max_length=2)]),
        "0.options.0.max_length",
    ),
    "a menu with options": (command(type=3, name="Menu", description="", options=[option()]), "0.options"),
    "sub-commands beside options": (command(options=[option(type=1, name="sub"), option()]), "0.options"),
    "a menu with a description": (command(type=3, name="Menu"), "0.description"),
    "a long menu": (command(type=3, name="x" * 33, description=""), "0.name"),
    "over 8,000 in all": (
        command(options=[
            option(name=f"o{n}", choices=[{"name": f"{m:0>100}", "value": f"{m:0>100}"} for m in range(4)])
            for n in range(11)
        ]),
        "0",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "field"), REFUSED.values(), ids=REFUSED)
async def test_a_command_that_breaks_a_limit_is_refused(stage: Stage, rest: Rest, body: Json, field: str) -> None:
    path = f"/applications/{stage.sandbox.world.application.id}/commands"
    assert field in await rest.field_errors("PUT", path, [body])
    assert not stage.sandbox.world.application.commands


OTHER_SHAPES = {
    "0": "x",
    "0.name": command(name=5),
    "0.name_localizations": command(name_localizations=["ask"]),
    "0.description_localizations.fr": command(description_localizations={"fr": None}),
    "0.default_member_permissions": command(default_member_permissions="everybody"),
    "0.options": command(options={}),
    "0.options.0.type": command(options=[{"name": "question", "description": "What to ask"}]),
    "0.options.0.choices.0.value": command(options=[option(choices=[{"name": "x"}])]),
    "0.options.0.options.0.required": command(options=[option(type=1, options=[option(required="yes")])]),
}


@pytest.mark.parametrize(("field", "body"), OTHER_SHAPES.items(), ids=OTHER_SHAPES)
async def test_a_command_of_another_shape_is_refused(stage: Stage, rest: Rest, field: str, body: object) -> None:
    path = f"/applications/{stage.sandbox.world.application.id}/commands"
    assert await rest.field_errors("PUT", path, [body]) == {field}
    assert await rest.refusal("PUT", path, {}) == (400, 50109)


async def test_a_name_can_be_taken_once_a_kind(stage: Stage, rest: Rest) -> None:
    path = f"/applications/{stage.sandbox.world.application.id}/commands"
    assert "1.name" in await rest.field_errors("PUT", path, [command(), command()])
    stored = await rest.ok("PUT", path, [command(), command(type=3, description="")])
    assert [c["type"] for c in stored] == [1, 3]


async def test_there_is_a_most_for_commands_and_menus(stage: Stage, rest: Rest) -> None:
    path = f"/applications/{stage.sandbox.world.application.id}/commands"
    await rest.field_errors("PUT", path, [command(name=f"c{n}") for n in range(101)])
    await rest.field_errors("PUT", path, [command(type=3, name=f"M {n}", description="") for n in range(16)])


async def test_an_overwrite_keeps_the_ids_of_what_stays(stage: Stage, rest: Rest) -> None:
    path = f"/applications/{stage.sandbox.world.application.id}/commands"
    first = await rest.ok("PUT", path, [command(), command(name="other")])
    second = await rest.ok("PUT", path, [command(description="Ask again")])
    assert [c["id"] for c in second] == [first[0]["id"]]
    assert second[0]["version"] != first[0]["version"]


async def test_translations_come_only_where_asked_for(stage: Stage, rest: Rest) -> None:
    path = f"/applications/{stage.sandbox.world.application.id}/commands"
    translated = {"name_localizations": {"fr": "demander"}}
    choice = {"name": "x", "value": "x", "name_localizations": {"fr": "y"}}
    await rest.ok("PUT", path, [command(**translated, options=[option(choices=[choice])])])
    assert "_localizations" not in str(await rest.ok("GET", path))
    whole = (await rest.ok("GET", f"{path}?with_localizations=true"))[0]
    assert whole["name_localizations"] == {"fr": "demander"}
    assert whole["options"][0]["choices"] == [choice]


async def test_another_applications_commands_are_out_of_reach(stage: Stage, rest: Rest) -> None:
    assert await rest.refusal("PUT", "/applications/1/commands", []) == (403, 50001)


async def test_a_clients_picker_hides_what_a_member_may_not_use(stage: Stage, rest: Rest) -> None:
    path = f"/applications/{stage.sandbox.world.application.id}/commands"
    await rest.ok("PUT", path, [command(), command(name="index", default_member_permissions=32, contexts=[0])])
    assert stage.alice.offered() == ["ask"]
    assert stage.admin.offered() == ["ask", "index"]
    assert stage.admin.offered(stage.admin.dm()) == ["ask"]
    stage.guild.opened_commands.add("index")
    assert stage.alice.offered() == ["ask", "index"]
