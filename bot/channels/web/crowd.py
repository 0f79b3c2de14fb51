"""The visits of members and those of guests, apart: however many guests come, no member's page makes room for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from bot.channels.web.visits import Visit, Visits


@dataclass
class Crowd:
    """All visits by key; a guest's key is never a session's."""

    members: Visits = field(default_factory=Visits)
    guests: Visits = field(default_factory=Visits)

    def of_guest(self, key: bytes) -> Visit:
        """The visit of somebody who did not sign in."""
        return self.guests.of_guest(key)

    def of_session(self, key: bytes) -> Visit:
        """The visit of a session."""
        return self.members.of_session(key)

    def find(self, key: bytes) -> Visit | None:
        """A visit that is here."""
        return self.members.find(key) or self.guests.find(key)

    def drop(self, key: bytes) -> None:
        """Forget a visit."""
        self.members.drop(key)
        self.guests.drop(key)

    def __iter__(self) -> Iterator[Visit]:
        return chain(self.members, self.guests)

    def __len__(self) -> int:
        return len(self.members) + len(self.guests)
