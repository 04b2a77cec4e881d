"""Who is at a note right now: y-protocols' awareness, kept per socket so that it ends with the socket.

Only what a client says of itself counts, and its name is the one its visit goes by: what is shown on cursors can be
chosen by nobody else. Nothing here says who wrote what.
"""

import json
from collections.abc import Hashable
from typing import Generic, NamedTuple, TypeVar

from app.notes.protocol import Malformed, Presence, read_awareness

GONE = "null"
#: A state holds a name and a cursor; more is not for this place.
LONGEST_STATE = 4096
#: A page has one client; a few more for tabs that reload behind one socket.
MOST_CLIENTS = 8

Owner = TypeVar("Owner", bound=Hashable)


class _Here(NamedTuple, Generic[Owner]):
    owner: Owner
    person: int | None
    clock: int
    state: str


class Company(Generic[Owner]):
    """The clients of one note. An owner is a socket; a client belongs to the first that spoke for it.

    The same person may take it to a new socket: after a lost network the old one lingers.
    """

    def __init__(self) -> None:
        self._here: dict[int, _Here[Owner]] = {}

    def hear(self, owner: Owner, person: int | None, name: str | None, content: bytes) -> list[Presence]:
        """What is news in an awareness message; stock clients also repeat what others said. Raises Malformed."""
        return [news for said in read_awareness(content) if (news := self._take(owner, person, name, said))]

    def all(self) -> list[Presence]:
        return [Presence(client_id, here.clock, here.state) for client_id, here in self._here.items()]

    def leave(self, owner: Owner) -> list[Presence]:
        """Clears the owner's clients; what to tell the others."""
        gone = [(client_id, here) for client_id, here in self._here.items() if here.owner == owner]
        for client_id, _ in gone:
            del self._here[client_id]
        return [Presence(client_id, here.clock + 1, GONE) for client_id, here in gone]

    def _take(self, owner: Owner, person: int | None, name: str | None, said: Presence) -> Presence | None:
        known = self._here.get(said.client_id)
        if known and (known.clock >= said.clock or not (known.owner == owner or _same(known.person, person))):
            return None
        if said.state == GONE:
            return said if self._here.pop(said.client_id, None) else None
        if not known and self._count(owner) >= MOST_CLIENTS:
            return None
        news = said._replace(state=_named(said.state, name))
        self._here[said.client_id] = _Here(owner, person, news.clock, news.state)
        return news

    def _count(self, owner: Owner) -> int:
        return sum(here.owner == owner for here in self._here.values())


def _same(one: int | None, other: int | None) -> bool:
    return one is not None and one == other


def _named(text: str, name: str | None) -> str:
    """The state with the name of the visit in it. Raises Malformed."""
    if len(text) > LONGEST_STATE:
        raise Malformed("a presence that is too long")
    try:
        state = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed("a presence that is no JSON") from None
    if not isinstance(state, dict):
        raise Malformed("a presence that is no object")
    user = state.get("user")
    state["user"] = {**(user if isinstance(user, dict) else {}), "name": name or ""}
    return json.dumps(state, ensure_ascii=False, separators=(",", ":"))
