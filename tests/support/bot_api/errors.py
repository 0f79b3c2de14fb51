"""The errors the Bot API answers with."""

from __future__ import annotations


class ApiError(Exception):
    """A request the Bot API answers with `ok: false`.

    `description` carries Telegram's prefix ("Bad Request: …"); `parameters` tells a client how to go on.
    """

    def __init__(self, error_code: int, description: str, **parameters: int) -> None:
        """Keep what the answer will hold."""
        super().__init__(description)
        self.error_code = error_code
        self.description = description
        self.parameters = parameters


def bad_request(reason: str) -> ApiError:
    """400: the request itself is wrong."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """403: the bot may not do this in this chat."""
    return ApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> ApiError:
    """409: two ways of receiving updates exclude each other."""
    return ApiError(409, f"Conflict: {reason}")


def unauthorized() -> ApiError:
    """401: a token that belongs to no bot."""
    return ApiError(401, "Unauthorized")


def not_found() -> ApiError:
    """404: no such method."""
    return ApiError(404, "Not Found")


def too_many_requests(retry_after: int) -> ApiError:
    """429: come back after `retry_after` seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def upgraded(chat_id: int) -> ApiError:
    """400: the group became a supergroup, with another id."""
    reason = "Bad Request: group chat was upgraded to a supergroup chat"
    return ApiError(400, reason, migrate_to_chat_id=chat_id)
