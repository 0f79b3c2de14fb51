"""The visits of members and those of guests, apart: however many guests come, no member's page makes room for them."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.channels.web.visits.visits import Visit, Visits


@dataclass
class Crowd:
    """All visits by key; a guest's key is never a session's."""

    members: Visits = field(default_factory=Visits)
    guests: Visits = field(default_factory=Visits)

    def of_guest(self, key: bytes) -> Visit:
        """The visit of somebody who did not sign in."""
        self._sweep()
        return self.guests.of_guest(key)

    def of_session(self, key: bytes) -> Visit:
        """The visit of a session."""
        self._sweep()
        return self.members.of_session(key)

    def find(self, key: bytes) -> Visit | None:
        """A visit that is here."""
        self._sweep()
        return self.members.find(key) or self.guests.find(key)

    def drop(self, key: bytes) -> None:
        """Forget a visit."""
        self.members.drop(key)
        self.guests.drop(key)

    def _sweep(self) -> None:
        """What was unused for too long goes at the next visit of anybody, of whichever sort."""
        self.members.sweep()
        self.guests.sweep()
