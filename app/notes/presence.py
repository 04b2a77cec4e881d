"""Who is at a note right now: y-protocols' awareness, kept per socket so that it ends with the socket.

Only what a client says of itself counts, and its name is the one its visit goes by: what is shown on cursors can be
chosen by nobody else.
"""

import json
from collections.abc import Callable, Hashable, Iterable
from typing import Generic, NamedTuple, TypeVar

from app.notes.hands import Hands, Writer
from app.notes.hints import Someone
from app.notes.protocol import Malformed, Presence, read_awareness

GONE = "null"
#: A state holds a name and a cursor; more is not for this place.
LONGEST_STATE = 4096
#: A page has one client; a few more for tabs that reload behind one socket.
MOST_CLIENTS = 8

Owner = TypeVar("Owner", bound=Hashable)


class _Here(NamedTuple, Generic[Owner]):
    owner: Owner
    person: int
    clock: int
    state: str
    #: When another worker told of it; None for those who are at a socket of ours.
    heard_at: float | None = None


class Company(Generic[Owner]):
    """The clients of one note. An owner is a socket, or the name of another worker.

    Nobody shows another's hand. The same person may take theirs to a new socket: after a lost network the old one
    lingers.
    """

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._here: dict[int, _Here[Owner]] = {}

    def hear(self, owner: Owner, writer: Writer, content: bytes) -> list[Presence]:
        """What is news in an awareness message; stock clients also repeat what others said. Raises Malformed."""
        return [news for said in read_awareness(content) if (news := self._say(owner, writer, said))]

    def hear_from(self, worker: Owner, people: Iterable[Someone], now: float) -> list[Presence]:
        """What is news in what another worker tells of its own people."""
        return [news for one in people if (news := self._take_from(worker, one, now))]

    def all(self) -> list[Presence]:
        return [Presence(client_id, here.clock, here.state) for client_id, here in self._here.items()]

    def leave(self, owner: Owner) -> list[Presence]:
        """Clears the owner's clients; what to tell the others."""
        return self._clear(lambda here: here.owner == owner)

    def rename(self, owner: Owner, name: str) -> list[Presence]:
        """The owner's clients under another name; what to tell the others. The clock counts on, so that it is news."""
        renamed = []
        for client_id, here in list(self._here.items()):
            if here.owner == owner:
                news = Presence(client_id, here.clock + 1, _named(here.state, name))
                self._here[client_id] = here._replace(clock=news.clock, state=news.state)
                renamed.append(news)
        return renamed

    def miss(self, before: float) -> list[Presence]:
        """Clears clients of other workers of which nothing was heard since then: their worker may have died."""
        return self._clear(lambda here: here.heard_at is not None and here.heard_at < before)

    def here(self) -> list[Someone]:
        """Those at sockets of ours, for other workers."""
        return [
            Someone(client_id, here.clock, here.state, here.person)
            for client_id, here in self._here.items()
            if here.heard_at is None
        ]

    def someone(self, news: Presence) -> Someone:
        """The news with the person behind it."""
        known = self._here.get(news.client_id)
        return Someone(*news, known.person if known else 0)

    def _say(self, owner: Owner, writer: Writer, said: Presence) -> Presence | None:
        known = self._here.get(said.client_id)
        if self._hands.is_anothers(said.client_id, writer.persons):
            return None
        if known and not _may_speak(known, owner, writer.person, said.clock):
            return None
        if said.state == GONE:
            return said if self._here.pop(said.client_id, None) else None
        if not known and self._count(owner) >= MOST_CLIENTS:
            return None
        news = said._replace(state=_named(said.state, writer.name))
        self._here[said.client_id] = _Here(owner, writer.person, news.clock, news.state)
        self._hands.show(said.client_id, writer.person)
        return news

    def _take_from(self, worker: Owner, one: Someone, now: float) -> Presence | None:
        """One that goes there may have come here meanwhile."""
        known = self._here.get(one.client_id)
        if known and known.owner == worker:
            self._here[one.client_id] = known._replace(heard_at=now)
        if known and not _may_speak(known, worker, one.person, one.clock):
            return None
        if one.state == GONE:
            if known is None or known.owner != worker:
                return None
            del self._here[one.client_id]
        else:
            self._here[one.client_id] = _Here(worker, one.person, one.clock, one.state, now)
            self._hands.show(one.client_id, one.person)
        return Presence(one.client_id, one.clock, one.state)

    def _clear(self, ends: Callable[[_Here[Owner]], bool]) -> list[Presence]:
        gone = [(client_id, here) for client_id, here in self._here.items() if ends(here)]
        for client_id, _ in gone:
            del self._here[client_id]
        return [Presence(client_id, here.clock + 1, GONE) for client_id, here in gone]

    def _count(self, owner: Owner) -> int:
        return sum(here.owner == owner for here in self._here.values())


def _may_speak(known: _Here[Owner], owner: Owner, person: int, clock: int) -> bool:
    is_theirs = known.owner == owner or (person != 0 and person == known.person)
    return is_theirs and clock > known.clock


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
