"""`incident-bot compare`: what two parties say, as users of a terminal see it."""

from __future__ import annotations

import json

import pytest

from tests.bot.process import run


def test_each_party_stands_above_its_quotes() -> None:
    done = run("compare", "Crowdstrike", "Bastian", "--about", "panne")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert [line for line in lines if line and not line.startswith(" ")] == ["Crowdstrike", "Bastian"]
    own, other = done.stdout.split("\nBastian\n")
    assert "la cause de la panne" in own
    assert "n'a offert aucune compensation" in other
    assert "— Bastian · Crowdstrike déclare à Delta" in other


def test_what_is_left_out_is_counted_and_who_says_nothing_on_it_is_said_so() -> None:
    assert "  And 2 more quotes." in run("compare", "Crowdstrike", "Delta").stdout
    done = run("compare", "Crowdstrike", "Delta", "--about", "négligence")
    assert done.returncode == 0
    assert done.stdout.endswith("Delta\n  The sources quote nothing of theirs on this.\n\n")


def test_for_other_programs() -> None:
    done = run("compare", "--json", "crowdstrike", "delta", "--about", "négligence")
    found = json.loads(done.stdout)
    assert found["about"] == "négligence"
    own, other = found["parties"]
    assert (own["name"], len(own["statements"]), own["more"]) == ("crowdstrike", 1, 0)
    assert own["statements"][0]["speaker"] == "Crowdstrike"
    assert other == {"name": "delta", "statements": [], "more": 0}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Microsoft", "Delta"), "The sources quote nobody by this name: Microsoft. They quote: Crowdstrike ·"),
        (("*Micro*", "[x]"), "The sources quote nobody by this name: *Micro* · [x]. They quote: Crowdstrike ·"),
        (("Delta", "delta"), "For Delta and for delta, the sources quote the same people"),
        (("Delta", "Bastian", "--about", "volcan"), "The sources say nothing about “volcan”."),
        (("Delta", "Bastian", "--about", "?!"), "The sources say nothing about “?!”."),
        (("Delta", "Bastian", "--about", "négligence"), "The sources quote neither Delta nor Bastian on “négligence”."),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_sentence(arguments: tuple[str, ...], said: str) -> None:
    done = run("compare", *arguments)
    assert (done.stdout, done.returncode) == ("", 1)
    assert done.stderr.startswith(said)


def test_one_party_is_not_enough() -> None:
    done = run("compare", "Delta")
    assert done.returncode == 2
    assert "the following arguments are required: B" in done.stderr
    assert "Traceback" not in done.stderr
