"""Small talk with the bot, which the sources cannot answer: `data/small_talk.yaml`."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

import yaml


def is_small_talk(asked: str) -> bool:
    """Tell whether a question is small talk with the bot; `asked` are its folded words, joined by spaces."""
    return _load_small_talk().match(asked) is not None


@lru_cache
def _load_small_talk() -> re.Pattern[str]:
    data = yaml.load((files("index") / "data" / "small_talk.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    whole = rf"(?:{data['before']})*(?:{'|'.join(data['whole'])})(?: (?:{data['after']}))*\Z"
    return re.compile(rf"{whole}|(?:{data['before']})*(?:{'|'.join(data['opening'])})\b")
