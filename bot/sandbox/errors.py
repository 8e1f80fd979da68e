"""Discord's refusals, with its codes and its shapes."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A refusal as the REST API words it: HTTP status, JSON error code, message, and what else the body holds."""

    def __init__(self, status: int, code: int, message: str, extra: dict[str, Any] | None = None) -> None:
        super().__init__(f"{status} {message} ({code})")
        self.status = status
        self.code = code
        self.message = message
        self.extra = extra or {}

    def payload(self) -> dict[str, Any]:
        return {"message": self.message, "code": self.code} | self.extra


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
    """What is wrong with a request body, field by field, gathered before the one refusal (code 50035)."""

    def __init__(self, prefix: str = "") -> None:
        self.tree: dict[str, Any] = {}
        self._prefix = f"{prefix}." if prefix else ""  # where in the request's body the checked part stands

    def add(self, path: str, code: str, message: str) -> None:
        """Report a field by its dotted path, e.g. `embeds.0.title`."""
        node = self.tree
        for key in f"{self._prefix}{path}".split("."):
            node = node.setdefault(key, {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: str, value: object, low: int, high: int) -> None:
        """Report a text that is not of `low` to `high` characters; None counts as absent."""
        if value is None:
            return
        if not isinstance(value, str):
            self.add(path, "BASE_TYPE_BAD_TYPE", "Must be a string.")
        elif len(value) > high:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")
        elif len(value) < low:
            self.add(path, "BASE_TYPE_MIN_LENGTH", f"Must be {low} or more in length.")

    def count(self, path: str, value: object, low: int, high: int) -> None:
        """Report a list that does not hold `low` to `high` entries."""
        if not isinstance(value, list):
            self.add(path, "BASE_TYPE_BAD_TYPE", "Must be a list.")
        elif not low <= len(value) <= high:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")

    def required(self, path: str) -> None:
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required")

    def raise_if_any(self) -> None:
        if self.tree:
            raise ApiError(400, 50035, "Invalid Form Body", {"errors": self.tree})


def invalid_form(path: str, code: str, message: str) -> ApiError:
    """Return the refusal of one field."""
    errors = FormErrors()
    errors.add(path, code, message)
    return ApiError(400, 50035, "Invalid Form Body", {"errors": errors.tree})
