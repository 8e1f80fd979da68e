"""Components: which may go where, how many, and how long their texts may be."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.sandbox.rules.shapes import BOOLEAN, INTEGER, SNOWFLAKE, STRING, ObjectShape, Required

if TYPE_CHECKING:
    from bot.sandbox.errors import FormErrors
    from bot.sandbox.objects import Json

ACTION_ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 5, 6, 7, 8
AUTO_SELECTS = frozenset({USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT})
SECTION, TEXT_DISPLAY, THUMBNAIL, MEDIA_GALLERY, FILE, SEPARATOR = 9, 10, 11, 12, 13, 14
CONTAINER, LABEL, FILE_UPLOAD = 17, 18, 19
GROUPS = frozenset({21, 22, 23})  # radio group, checkbox group, checkbox
SELECTS = AUTO_SELECTS | {STRING_SELECT}
LAYOUT = frozenset({ACTION_ROW, SECTION, TEXT_DISPLAY, MEDIA_GALLERY, FILE, SEPARATOR, CONTAINER})
IN_CONTAINER = LAYOUT - {CONTAINER}
IN_LABEL = SELECTS | GROUPS | {TEXT_INPUT, FILE_UPLOAD}
LINK, PREMIUM = 5, 6

MAX_COMPONENTS, MAX_TEXT = 40, 4000
COMPONENT_SHAPE: ObjectShape = {
    "type": Required(INTEGER),
    "id": INTEGER,
    "custom_id": STRING,
    "content": STRING,
    "label": STRING,
    "description": STRING,
    "placeholder": STRING,
    "value": STRING,
    "url": STRING,
    "style": INTEGER,
    "disabled": BOOLEAN,
    "divider": BOOLEAN,
    "spacing": INTEGER,
    "emoji": {"id": SNOWFLAKE, "name": STRING},
    "min_values": INTEGER,
    "max_values": INTEGER,
    "options": [{"label": STRING, "value": STRING, "description": STRING}],
    "items": [{}],
}
COMPONENT_SHAPE |= {"components": [COMPONENT_SHAPE], "accessory": COMPONENT_SHAPE, "component": COMPONENT_SHAPE}
URL_SCHEMES = ("http://", "https://", "attachment://", "discord://")


def walk(components: list[Json]) -> list[Json]:
    """Return every component, including nested ones, in the order they are shown."""
    found: list[Json] = []
    for component in components:
        found.append(component)
        found += walk(component.get("components") or [])
        found += walk([c for key in ("accessory", "component") if (c := component.get(key))])
    return found


def visible_text(components: list[Json]) -> str:
    """Return the content of all text displays, one to a line."""
    return "\n".join(c.get("content") or "" for c in walk(components) if c.get("type") == TEXT_DISPLAY)


def check_components(components: list[Json], *, v2: bool, errors: FormErrors) -> None:
    """Report invalid components of a message; `v2` is the flag IS_COMPONENTS_V2."""
    _Checker(errors).top_level(components, LAYOUT if v2 else frozenset({ACTION_ROW}), 40 if v2 else 5)


def check_modal_components(components: list[Json], errors: FormErrors) -> None:
    """Report invalid components of a modal."""
    errors.count("components", components, 1, 5)
    _Checker(errors, in_modal=True).top_level(components, frozenset({ACTION_ROW, LABEL, TEXT_DISPLAY}), 5)


class _Checker:
    """One check of one message or modal."""

    def __init__(self, errors: FormErrors, *, in_modal: bool = False) -> None:
        self.errors = errors
        self.in_modal = in_modal
        self.ids: Counter[str] = Counter()

    def top_level(self, components: list[Json], allowed: frozenset[int], most: int) -> None:
        if len(components) > most:
            self.errors.add("components", "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        self.children("components", components, allowed)
        everything = walk(components)
        if len(everything) > MAX_COMPONENTS:
            self.errors.add(
                "components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", f"Exceeds {MAX_COMPONENTS} in total."
            )
        if len("".join(c.get("content") or "" for c in everything if c.get("type") == TEXT_DISPLAY)) > MAX_TEXT:
            message = f"The text of all components must be {MAX_TEXT} or fewer in length."
            self.errors.add("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message)

    def children(self, path: str, components: list[Json], allowed: frozenset[int]) -> None:
        for index, component in enumerate(components):
            self.one(f"{path}.{index}", component, allowed)

    def one(self, path: str, component: Json, allowed: frozenset[int]) -> None:
        kind = component.get("type")
        if kind not in allowed:
            choices = ", ".join(map(str, sorted(allowed)))
            self.errors.add(f"{path}.type", "UNION_TYPE_CHOICES", f"Value of field 'type' must be one of ({choices}).")
            return
        if "custom_id" in component or kind in SELECTS | {TEXT_INPUT, FILE_UPLOAD}:
            self.custom_id(path, component)
        match kind:
            case 1:
                self.row(path, component)
            case 2:
                self.button(path, component)
            case 4:
                self.text_input(path, component)
            case 9:
                self.section(path, component)
            case 10:
                self.errors.length(f"{path}.content", component.get("content") or "", 1, MAX_TEXT)
            case 12:
                self.errors.count(f"{path}.items", component.get("items"), 1, 10)
            case 17:
                self.errors.count(f"{path}.components", component.get("components"), 1, MAX_COMPONENTS)
                self.children(f"{path}.components", component.get("components") or [], IN_CONTAINER)
            case 18:
                self.label(path, component)
            case kind if kind in SELECTS:
                self.select(path, component)

    def custom_id(self, path: str, component: Json) -> None:
        custom_id = component.get("custom_id")
        if custom_id is None:
            self.errors.required(f"{path}.custom_id")
            return
        self.errors.length(f"{path}.custom_id", custom_id, 1, 100)
        self.ids[custom_id] += 1
        if self.ids[custom_id] > 1:
            message = "Component custom id cannot be duplicated"
            self.errors.add(f"{path}.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", message)

    def row(self, path: str, component: Json) -> None:
        inside = component.get("components") or []
        self.errors.count(f"{path}.components", inside, 1, 5)
        self.children(f"{path}.components", inside, frozenset({TEXT_INPUT}) if self.in_modal else SELECTS | {BUTTON})
        if len(inside) > 1 and any(child.get("type") != BUTTON for child in inside):
            message = "A select menu or text input takes a whole row"
            self.errors.add(f"{path}.components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message)

    def button(self, path: str, component: Json) -> None:
        style = component.get("style")
        if style not in range(1, 7):
            self.errors.add(f"{path}.style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.")
        self.errors.length(f"{path}.label", component.get("label"), 0, 80)
        if style == LINK:
            self.url(f"{path}.url", component.get("url"))
            if "custom_id" in component:
                message = "A custom id and url cannot both be specified"
                self.errors.add(f"{path}.custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message)
        elif style != PREMIUM and component.get("custom_id") is None:
            message = "A custom id is required"
            self.errors.add(f"{path}.custom_id", "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", message)
        if style != PREMIUM and not component.get("label") and not component.get("emoji"):
            self.errors.add(f"{path}.label", "BUTTON_COMPONENT_LABEL_REQUIRED", "A label or emoji is required")

    def url(self, path: str, url: str | None) -> None:
        if url is None:
            self.errors.required(path)
            return
        self.errors.length(path, url, 1, 512)
        if not url.startswith(URL_SCHEMES):
            message = 'Scheme must be one of ("http", "https", "discord").'
            self.errors.add(path, "URL_TYPE_INVALID_SCHEME", message)

    def select(self, path: str, component: Json) -> None:
        self.errors.length(f"{path}.placeholder", component.get("placeholder"), 0, 150)
        low, high = component.get("min_values", 1), component.get("max_values", 1)
        if low is None or high is None or not 0 <= low <= high <= 25:
            self.errors.add(f"{path}.min_values", "NUMBER_TYPE_MAX", "min_values <= max_values <= 25 must hold.")
        if component.get("type") != STRING_SELECT:
            return
        options = component.get("options") or []
        self.errors.count(f"{path}.options", options, 1, 25)
        seen: set[object] = set()
        for index, option in enumerate(options):
            at = f"{path}.options.{index}"
            self.errors.length(f"{at}.label", option.get("label", ""), 1, 100)
            self.errors.length(f"{at}.value", option.get("value", ""), 1, 100)
            self.errors.length(f"{at}.description", option.get("description"), 1, 100)
            if option.get("value") in seen:
                message = "The specified option value is already used"
                self.errors.add(f"{at}.value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
            seen.add(option.get("value"))

    def text_input(self, path: str, component: Json) -> None:
        self.errors.length(f"{path}.label", component.get("label"), 1, 45)
        self.errors.length(f"{path}.placeholder", component.get("placeholder"), 0, 100)
        self.errors.length(f"{path}.value", component.get("value"), 0, 4000)
        if component.get("style") not in (1, 2):
            self.errors.add(f"{path}.style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.")

    def section(self, path: str, component: Json) -> None:
        inside = component.get("components") or []
        self.errors.count(f"{path}.components", inside, 1, 3)
        self.children(f"{path}.components", inside, frozenset({TEXT_DISPLAY}))
        accessory = component.get("accessory")
        if accessory is None:
            self.errors.required(f"{path}.accessory")
        else:
            self.one(f"{path}.accessory", accessory, frozenset({BUTTON, THUMBNAIL}))

    def label(self, path: str, component: Json) -> None:
        self.errors.length(f"{path}.label", component.get("label", ""), 1, 45)
        self.errors.length(f"{path}.description", component.get("description"), 0, 100)
        inner = component.get("component")
        if inner is None:
            self.errors.required(f"{path}.component")
        else:
            self.one(f"{path}.component", inner, IN_LABEL)
