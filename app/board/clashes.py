"""What does not fit on the board, in words. Pure.

Each clash has a key that stays the same while the same things clash for the same reason, so that it can be muted.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from app.board.program import Card, Hung, Program, Slot, same_host
from app.kernel.words import gettext as _
from app.kernel.words import ngettext
from app.topics.wishes import clock

#: How bad it is: it cannot work, something asked for is not there, some will regret it.
IMPOSSIBLE, BROKEN, PITY = 3, 2, 1


@dataclass(frozen=True)
class Clash:
    """One or two hung cards and what is wrong with where they hang; `brief` is what the cards themselves say of it."""

    key: str
    severity: int
    words: str
    brief: str
    hung: tuple[Hung, ...]

    @property
    def kind(self) -> str:
        """Which rule found it: room, host, seats, before, after, needs, beside or stars."""
        return self.key.split("-", 1)[0]

    @property
    def placement_ids(self) -> list[int]:
        return [hung.placement_id for hung in self.hung]


def clashes_of(program: Program) -> list[Clash]:
    """All of them, the worst first and then in the order of time."""
    return _in_order(program, _touching(program, program.hung))


def clashes_touching(program: Program, placement_ids: Collection[int]) -> list[Clash]:
    """Those in which one of these cards has a part."""
    return _in_order(program, _touching(program, [h for h in program.hung if h.placement_id in placement_ids]))


def _in_order(program: Program, found: Iterator[Clash]) -> list[Clash]:
    once = {clash.key: clash for clash in found}
    return sorted(
        once.values(), key=lambda clash: (-clash.severity, program.slots[_slot_id(clash)].starts_at, clash.key)
    )


def _slot_id(clash: Clash) -> int:
    return clash.hung[0].cell.timeslot_id


def _touching(program: Program, concerned: Collection[Hung]) -> Iterator[Clash]:
    for hung in concerned:
        yield from _alone(program, hung)
        for other in program.beside(hung.cell.timeslot_id):
            if other.topic_id != hung.topic_id:
                yield from _between(program, *sorted((hung, other), key=lambda each: program.card(each).number))


def _alone(program: Program, hung: Hung) -> Iterator[Clash]:
    card, slot = program.card(hung), program.slots[hung.cell.timeslot_id]
    yield from _too_small(program, hung, card)
    yield from _at_a_bad_time(hung, card, slot)
    yield from _without_equipment(program, hung, card)


def _between(program: Program, one: Hung, other: Hung) -> Iterator[Clash]:
    first, second = program.card(one), program.card(other)
    pair = f"{first.number}-{second.number}"
    names = {"one": first.number, "other": second.number}
    if one.cell.room_id is not None and one.cell.room_id == other.cell.room_id:
        words = _("%(room)s has %(one)d and %(other)d at the same time.")
        room = program.halls[one.cell.room_id].name
        brief = _("Two cards in one place")
        yield Clash(f"room-{pair}", IMPOSSIBLE, words % {"room": room, **names}, brief, (one, other))
    if host := same_host(first, second):
        words = _("%(host)s hosts %(one)d and %(other)d at the same time.")
        brief = _("%(host)s is in two places")
        yield Clash(f"host-{pair}", IMPOSSIBLE, words % {"host": host, **names}, brief % {"host": host}, (one, other))
    for wisher, unwanted in ((first, second), (second, first)):
        if unwanted.number in wisher.wishes.not_beside:
            words = _("%(one)d asks not to be at the same time as %(other)d.")
            words %= {"one": wisher.number, "other": unwanted.number}
            brief = _("%(one)d not beside %(other)d") % {"one": wisher.number, "other": unwanted.number}
            yield Clash(f"beside-{wisher.number}-{unwanted.number}", BROKEN, words, brief, (one, other))
    both = (first.stars & second.stars).bit_count()
    if both >= program.crowd and not _settled(program, one, other):
        told = ngettext(
            "%(num)d person starred both %(one)d and %(other)d.",
            "%(num)d people starred both %(one)d and %(other)d.",
            both,
        )
        brief = _("%(num)d starred %(one)d and %(other)d") % {"num": both, **names}
        yield Clash(f"stars-{pair}", PITY, told % {"num": both, **names}, brief, (one, other))


def _settled(program: Program, one: Hung, other: Hung) -> bool:
    """Too late to spare anybody the choice."""
    return program.slots[one.cell.timeslot_id].settled and program.slots[other.cell.timeslot_id].settled


def _too_small(program: Program, hung: Hung, card: Card) -> Iterator[Clash]:
    """A repeat or an overflow room counts: whoever finds no seat in one place may find one in the other."""
    seats = program.seats[hung.topic_id]
    if seats is None or card.star_count <= seats or hung.placement_id not in program.first_places:
        return
    words = ngettext(
        "%(number)d has %(stars)d stars, %(room)s has %(num)d seat.",
        "%(number)d has %(stars)d stars, %(room)s has %(num)d seats.",
        seats,
    )
    room = program.halls[hung.cell.room_id or 0].name
    words %= {"number": card.number, "stars": card.star_count, "room": room, "num": seats}
    brief = ngettext("%(stars)d stars, %(num)d seat", "%(stars)d stars, %(num)d seats", seats)
    brief %= {"stars": card.star_count, "num": seats}
    yield Clash(f"seats-{card.number}-{hung.cell.room_id}", BROKEN, words, brief, (hung,))


def _at_a_bad_time(hung: Hung, card: Card, slot: Slot) -> Iterator[Clash]:
    wishes = card.wishes
    if wishes.not_before is not None and slot.begins < wishes.not_before:
        words = _("%(number)d asks to begin at %(time)s or later, not at %(slot)s.")
        words %= {"number": card.number, "time": clock(wishes.not_before), "slot": slot.time}
        brief = _("Not before %(time)s") % {"time": clock(wishes.not_before)}
        yield Clash(f"before-{card.number}", BROKEN, words, brief, (hung,))
    if wishes.over_by is not None and slot.ends > wishes.over_by:
        words = _("%(number)d asks to be over by %(time)s, and it ends at %(slot)s.")
        words %= {"number": card.number, "time": clock(wishes.over_by), "slot": clock(slot.ends)}
        brief = _("Over by %(time)s") % {"time": clock(wishes.over_by)}
        yield Clash(f"after-{card.number}", BROKEN, words, brief, (hung,))


def _without_equipment(program: Program, hung: Hung, card: Card) -> Iterator[Clash]:
    if hung.cell.room_id is None:
        return
    hall = program.halls[hung.cell.room_id]
    for thing in sorted(card.wishes.equipment - hall.equipment):
        words = _("%(number)d needs: %(thing)s. Not known of %(room)s.")
        words %= {"number": card.number, "thing": thing, "room": hall.name}
        yield Clash(f"needs-{card.number}-{thing}", BROKEN, words, _("Needs: %(thing)s") % {"thing": thing}, (hung,))
