"""The errors the Bot API answers with."""

from __future__ import annotations


class RefusalError(Exception):
    """A request the Bot API answers with `ok: false`.

    `description` carries Telegram's prefix ("Bad Request: …"); `parameters` tells a client how to go on.
    """

    def __init__(self, error_code: int, description: str, **parameters: int) -> None:
        """Keep what the answer will hold."""
        super().__init__(description)
        self.error_code = error_code
        self.description = description
        self.parameters = parameters


def bad_request(reason: str) -> RefusalError:
    """400: the request itself is wrong."""
    return RefusalError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> RefusalError:
    """403: the bot may not do this in this chat."""
    return RefusalError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> RefusalError:
    """409: two ways of receiving updates exclude each other."""
    return RefusalError(409, f"Conflict: {reason}")


def unauthorized() -> RefusalError:
    """401: a token that belongs to no bot."""
    return RefusalError(401, "Unauthorized")


def not_found() -> RefusalError:
    """404: no such method."""
    return RefusalError(404, "Not Found")


def too_many_requests(retry_after: int) -> RefusalError:
    """429: come back after `retry_after` seconds."""
    return RefusalError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def upgraded(chat_id: int) -> RefusalError:
    """400: the group became a supergroup, with another id."""
    reason = "Bad Request: group chat was upgraded to a supergroup chat"
    return RefusalError(400, reason, migrate_to_chat_id=chat_id)
