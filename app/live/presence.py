"""Who arranges the board at this moment, and which card each of them holds. Nothing of it is kept or logged.

Every worker knows its own people and hears of the others' by `receive`; what it has to say itself goes to `publish`.
What is told is always the whole, so that a message that is lost or comes twice does no harm.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import count
from secrets import token_hex
from typing import Any

from app.kernel.fanout import Fanout
from app.kernel.words import gettext as _
from app.live.announcements import ARRANGING
from app.live.hub import Hub

#: Seconds after which a worker says again who is with it, and after which one that does not is gone.
BEAT, SILENCE = 10.0, 25.0
TOPIC = "presence"
#: A hand that says nothing for so long has let go: its laptop was closed, its network is gone.
HOLD_LASTS = 30.0


@dataclass(frozen=True)
class Held:
    """A card in a hand: its number, and its placement where it hangs in a cell."""

    number: int
    placement: int | None


@dataclass(frozen=True)
class Person:
    """Somebody with the board open to arrange it. `id` is that of the socket: one with two boards is there twice.
    `visit` is told to servers only."""

    id: str
    name: str
    held: Held | None = None
    visit: int | None = None


@dataclass
class Seat:
    """One socket of somebody who arranges."""

    id: str
    name: str
    visit: int | None = None
    held: Held | None = None
    lapses: asyncio.TimerHandle | None = field(default=None, repr=False)

    def let_go(self) -> None:
        self.held = None
        if self.lapses:
            self.lapses.cancel()
        self.lapses = None


#: Tells the other workers: the event, and everybody whom this worker seats there.
Publish = Callable[[int, Sequence[Person]], None]


def presence_between_workers(hub: Hub, fanout: Fanout) -> "Presence":
    """Over the hints between workers."""
    worker = token_hex(4)

    def publish(event_id: int, people: Sequence[Person]) -> None:
        fanout.tell(TOPIC, json.dumps([event_id, worker, [asdict(person) for person in people]]).encode())

    def hear(said: bytes) -> None:
        event_id, other, people = json.loads(said)
        presence.receive(event_id, other, [_person(**each) for each in people])

    presence = Presence(hub, publish, worker)
    fanout.hear(TOPIC, hear)
    return presence


def _plain(held: Held | None) -> dict[str, Any] | None:
    return asdict(held) if held else None


def _person(id: str, name: str, held: dict[str, Any] | None, visit: int | None = None) -> Person:  # noqa: A002
    return Person(id, name, Held(**held) if held else None, visit)


class Presence:
    """The people of this worker by event, and those that other workers told of."""

    def __init__(self, hub: Hub, publish: Publish | None = None, worker: str = "") -> None:
        self._hub = hub
        self._publish = publish
        self._worker = worker
        self._ids = count(1)
        self._seats: dict[int, list[Seat]] = {}
        self._elsewhere: dict[int, dict[str, Sequence[Person]]] = {}
        self._beats: dict[int, asyncio.TimerHandle] = {}
        self._silences: dict[tuple[int, str], asyncio.TimerHandle] = {}

    def seat(self, name: str, visit: int | None = None) -> Seat:
        """For one who is about to enter, and may be told first which one is theirs."""
        return Seat(f"{self._worker}{next(self._ids)}", name, visit)

    def enter(self, event_id: int, seat: Seat) -> None:
        self._seats.setdefault(event_id, []).append(seat)
        self._tell(event_id)

    def leave(self, event_id: int, seat: Seat) -> None:
        seat.let_go()
        seats = self._seats.get(event_id, [])
        if seat in seats:
            seats.remove(seat)
        if not seats:
            self._seats.pop(event_id, None)
        self._tell(event_id)

    def hold(self, event_id: int, seat: Seat, held: Held | None) -> None:
        """The seat's hand has this card, or none. A card that another hand holds stays there; the answer tells whose.

        Said again, it lasts longer.
        """
        if held == seat.held:
            if held is not None:
                self._last(event_id, seat)
            return
        seat.let_go()
        if held is not None and not self._is_taken(event_id, held):
            seat.held = held
            self._last(event_id, seat)
        self._tell(event_id)

    def receive(self, event_id: int, worker: str, people: Sequence[Person]) -> None:
        """What another worker says of its own people; none: it has nobody there any more."""
        if waiting := self._silences.pop((event_id, worker), None):
            waiting.cancel()
        if people:
            later = asyncio.get_running_loop().call_later(SILENCE, self.receive, event_id, worker, ())
            self._silences[event_id, worker] = later
        others = self._elsewhere.setdefault(event_id, {})
        others[worker] = people
        if not people:
            others.pop(worker)
        if not others:
            del self._elsewhere[event_id]
        self._show(event_id)

    def people(self, event_id: int) -> list[Person]:
        others = [person for people in self._elsewhere.get(event_id, {}).values() for person in people]
        return [*self._own(event_id), *others]

    def who_holds(self, event_id: int, number: int, placement: int | None, visit: int | None) -> str:
        """What to call somebody who holds this card, unless it is the one who asks; else nothing."""
        held = Held(number, placement)
        holders = (person for person in self.people(event_id) if person.held == held)
        others = (person for person in holders if visit is None or person.visit != visit)
        return next((person.name or _("A facilitator") for person in others), "")

    def _own(self, event_id: int) -> list[Person]:
        return [Person(seat.id, seat.name, seat.held, seat.visit) for seat in self._seats.get(event_id, ())]

    def _is_taken(self, event_id: int, held: Held) -> bool:
        return any(person.held == held for person in self.people(event_id))

    def _last(self, event_id: int, seat: Seat) -> None:
        if seat.lapses:
            seat.lapses.cancel()
        seat.lapses = asyncio.get_running_loop().call_later(HOLD_LASTS, self._lapse, event_id, seat)

    def _lapse(self, event_id: int, seat: Seat) -> None:
        seat.let_go()
        self._tell(event_id)

    def _tell(self, event_id: int) -> None:
        self._show(event_id)
        if self._publish:
            self._publish(event_id, self._own(event_id))
            self._beat(event_id)

    def _beat(self, event_id: int) -> None:
        """Says it again after a while, for workers that came or did not hear."""
        if beating := self._beats.pop(event_id, None):
            beating.cancel()
        if event_id in self._seats:
            self._beats[event_id] = asyncio.get_running_loop().call_later(BEAT, self._tell, event_id)

    def _show(self, event_id: int) -> None:
        people = [{"id": each.id, "name": each.name, "held": _plain(each.held)} for each in self.people(event_id)]
        self._hub.whisper(event_id, ARRANGING, json.dumps({"people": people}))
