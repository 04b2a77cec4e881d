"""Whose hand each client of a note's document is. Pure.

Every page that writes has a Yjs client of its own, whose edits are counted. Who writes with another's client takes the
numbers of what the other is about to say, and that would then count as known already. So a client belongs to the first
person who wrote with it, for as long as the log has it, or who showed it here first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: Clients that were shown and never wrote are forgotten beyond so many.
MOST_SHOWN = 2000


@dataclass(frozen=True)
class Writer:
    """Who is at a note: an attendee, or somebody without a name on a device of theirs. `name` shows beside the hand;
    the same device writes as the attendees in `also` too, or did."""

    attendee_id: int | None = None
    visit_id: int | None = None
    name: str | None = None
    also: frozenset[int] = frozenset()

    @property
    def person(self) -> int:
        """One number for each: an attendee's id, or of a device the negative id of its visit; 0 for nobody in
        particular."""
        return self.attendee_id or -(self.visit_id or 0)

    @property
    def persons(self) -> frozenset[int]:
        """All that this one has been: whoever joins goes on with the hand that they had as a guest."""
        return self.also | {self.person, -(self.visit_id or 0)}


class Hands:
    """The persons behind the clients of one note."""

    def __init__(self, written: Mapping[int, int] | None = None) -> None:
        self._written = dict(written or {})
        self._shown: dict[int, int] = {}

    def is_anothers(self, client: int, persons: frozenset[int]) -> bool:
        person = self._written.get(client)
        if person is None:
            person = self._shown.get(client)
        return person is not None and person not in persons

    def show(self, client: int, person: int) -> None:
        """They are seen with it, and may never write."""
        if client not in self._written and client not in self._shown:
            self._shown[client] = person
            if len(self._shown) > MOST_SHOWN:
                del self._shown[next(iter(self._shown))]

    def write(self, clients: Iterable[int], person: int) -> list[int]:
        """They write with these; which of them nobody has written with before."""
        new = [client for client in dict.fromkeys(clients) if client not in self._written]
        for client in new:
            self._written[client] = person
        return new

    def learn(self, written: Mapping[int, int]) -> None:
        """What the log says, on whatever worker that was."""
        self._written.update(written)
