"""What the sandbox refuses, and how. Any other exception raised inside it is a bug, and is never hidden.

Exception
├── ApiError         REST: a status and Discord's JSON error, 50035 with a tree of the fields at fault
├── CloseError       the gateway: the connection ends with a close code
├── NotOfferedError  a person: a Discord client would not let its user do this
└── BadFrameError    the page: it asked for something that cannot be done
"""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A refusal by the REST API: HTTP status, JSON error code, message, and any other fields of the body."""

    def __init__(self, status: int, code: int, message: str, extra: dict[str, Any] | None = None) -> None:
        super().__init__(f"{status} {message} ({code})")
        self.status = status
        self.code = code
        self.message = message
        self.extra = extra or {}

    def payload(self) -> dict[str, Any]:
        return {"message": self.message, "code": self.code} | self.extra


class CloseError(Exception):
    """The gateway closes the connection with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class NotOfferedError(Exception):
    """A client would not let its user do this: there is no such command, option or button, or it is not for them."""


class BadFrameError(Exception):
    """The page asked for something that cannot be done; `key` names the phrase that the page shows."""

    def __init__(self, key: str, value: object = None) -> None:
        super().__init__(key)
        self.key = key
        self.value = value


def unauthorized() -> ApiError:
    return ApiError(401, 0, "401: Unauthorized")


def not_found() -> ApiError:
    return ApiError(404, 0, "404: Not Found")


def unknown_channel() -> ApiError:
    return ApiError(404, 10003, "Unknown Channel")


def unknown_guild() -> ApiError:
    return ApiError(404, 10004, "Unknown Guild")


def unknown_member() -> ApiError:
    return ApiError(404, 10007, "Unknown Member")


def unknown_message() -> ApiError:
    return ApiError(404, 10008, "Unknown Message")


def unknown_user() -> ApiError:
    return ApiError(404, 10013, "Unknown User")


def unknown_emoji() -> ApiError:
    return ApiError(400, 10014, "Unknown Emoji")


def unknown_webhook() -> ApiError:
    return ApiError(404, 10015, "Unknown Webhook")


def unknown_interaction() -> ApiError:
    return ApiError(404, 10062, "Unknown interaction")


def unknown_command() -> ApiError:
    return ApiError(404, 10063, "Unknown application command")


def already_acknowledged() -> ApiError:
    return ApiError(400, 40060, "Interaction has already been acknowledged.")


def missing_access() -> ApiError:
    return ApiError(403, 50001, "Missing Access")


def not_in_dms() -> ApiError:
    return ApiError(403, 50003, "Cannot execute action on a DM channel")


def others_message() -> ApiError:
    return ApiError(403, 50005, "Cannot edit a message authored by another user")


def empty_message() -> ApiError:
    return ApiError(400, 50006, "Cannot send an empty message")


def dms_closed() -> ApiError:
    return ApiError(403, 50007, "Cannot send messages to this user")


def missing_permissions() -> ApiError:
    return ApiError(403, 50013, "Missing Permissions")


def invalid_webhook_token() -> ApiError:
    return ApiError(401, 50027, "Invalid Webhook Token")


def thread_archived() -> ApiError:
    return ApiError(400, 50083, "Thread is archived")


def thread_exists() -> ApiError:
    return ApiError(400, 160004, "A thread has already been created for this message")


def too_many_requests(retry_after: float, *, everywhere: bool = False) -> ApiError:
    return ApiError(429, 0, "You are being rate limited.", {"retry_after": retry_after, "global": everywhere})


def invalid_json() -> ApiError:
    return ApiError(400, 50109, "The request body contains invalid JSON.")


class FormErrors:
    """The errors in a request body, field by field, collected into one refusal (code 50035)."""

    def __init__(self, prefix: str = "") -> None:
        self.tree: dict[str, Any] = {}
        self._prefix = f"{prefix}." if prefix else ""  # the path of the checked part within the request body

    def add(self, path: str, code: str, message: str) -> None:
        """Report a field by its dotted path, e.g. `embeds.0.title`."""
        node = self.tree
        for key in f"{self._prefix}{path}".split("."):
            node = node.setdefault(key, {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: str, value: str | None, low: int, high: int) -> None:
        """Report a text shorter than `low` or longer than `high` characters; None counts as absent."""
        if value is None:
            return
        if len(value) > high:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")
        elif len(value) < low:
            self.add(path, "BASE_TYPE_MIN_LENGTH", f"Must be {low} or more in length.")

    def count(self, path: str, value: list[Any] | None, low: int, high: int) -> None:
        """Report a list with fewer than `low` or more than `high` entries; None counts as empty."""
        if not low <= len(value or []) <= high:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")

    def required(self, path: str) -> None:
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required")

    def raise_if_any(self) -> None:
        if self.tree:
            raise ApiError(400, 50035, "Invalid Form Body", {"errors": self.tree})


def invalid_form(path: str, code: str, message: str) -> ApiError:
    """Return the refusal of a single field."""
    errors = FormErrors()
    errors.add(path, code, message)
    return ApiError(400, 50035, "Invalid Form Body", {"errors": errors.tree})
