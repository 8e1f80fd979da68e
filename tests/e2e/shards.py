"""Servers on shards of one's choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.posts import Room

if TYPE_CHECKING:
    from tests.e2e.stage import Stage

STAMP = 22  # bits below the moment of a snowflake, whose last ones tell the shard


def server_on(stage: Stage, shard: int, of: int) -> Room:
    """Add a server that one of so many shards serves; return its #general, where everybody on the stage is."""
    world = stage.sandbox.world
    moment = (world.new_id() >> STAMP) - 2 * of
    moment += (shard - moment) % of
    guild = world.add_guild(f"Server of shard {shard}", guild_id=moment << STAMP)
    for person in (stage.admin, stage.alice, stage.bob):
        world.add_member(guild, person.user)
    return Room(stage, world.add_channel(guild, "general"))


def server_of(room: Room) -> int:
    """Return the id of the server that a room is on."""
    assert room.channel.guild_id is not None
    return room.channel.guild_id
