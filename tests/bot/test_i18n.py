"""What the bot says is set as its language sets it."""

from __future__ import annotations

import re

from bot.i18n import UNSEEN, Catalogue


def test_no_line_of_french_begins_with_a_mark() -> None:
    texts = Catalogue.load().words("fr").texts
    seen = {key: text for key, text in texts.items() if not key.startswith(UNSEEN)}
    assert {key for key, text in seen.items() if re.search(r" [:;!?»](?!\w)|« ", text)} == set()
    assert "\u00a0:" in seen["answer.unsure"]
    assert "\u202f;" in seen["errors.unexpected"]


def test_english_and_patterns_are_left_as_they_are() -> None:
    catalogue = Catalogue.load()
    assert not any("\u00a0" in text for text in catalogue.words("en").texts.values())
    assert "\u00a0" not in catalogue.words("fr").texts["reading.openers"]
