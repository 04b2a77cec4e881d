"""What of somebody's own is on at the same time, and how they could still have both. Pure."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from app.topics.cards import CardView, PlaceView


@dataclass(frozen=True)
class Seen:
    """A card at one of its places."""

    card: CardView
    place: PlaceView


@dataclass(frozen=True)
class Overlap:
    """Two cards on at once. `ways` are other places of one of them at which nothing else of theirs is on; `like` are
    cards on the same matter that are on at another such time."""

    one: Seen
    other: Seen
    ways: tuple[Seen, ...] = ()
    like: tuple[Seen, ...] = ()

    @property
    def starts_at(self) -> datetime:
        """When they begin to be on at once."""
        return max(self.one.place.starts_at, self.other.place.starts_at)


def overlaps_of(mine: Sequence[CardView], now: datetime, others: Sequence[CardView] = ()) -> list[Overlap]:
    """All that are not over, by their time. `others` are the cards among which something alike may be found."""
    seen = sorted(_ahead(mine, now), key=lambda each: (each.place.starts_at, each.card.number))
    return [
        Overlap(one, other, _ways(one, other, seen, now), _like(one, other, seen, others, now))
        for one, other in combinations(seen, 2)
        if one.card.number != other.card.number and at_once(one.place, other.place)
    ]


def at_once(one: PlaceView, other: PlaceView) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _ahead(cards: Collection[CardView], now: datetime) -> Iterator[Seen]:
    return (Seen(card, place) for card in cards for place in card.places if place.ends_at > now)


def _ways(one: Seen, other: Seen, mine: Sequence[Seen], now: datetime) -> tuple[Seen, ...]:
    """Elsewhere and still to come: what has begun already is no way out."""
    cards = {each.card.number: each.card for each in (one, other)}.values()
    places = [each for each in _ahead(cards, now) if each.place.starts_at > now]
    return tuple(sorted((each for each in places if _is_free(each, mine)), key=lambda each: each.place.starts_at))


def _is_free(there: Seen, mine: Sequence[Seen]) -> bool:
    """Whether nothing of mine but this card itself is on then."""
    return not any(at_once(there.place, each.place) for each in mine if each.card.number != there.card.number)


def _like(one: Seen, other: Seen, mine: Sequence[Seen], others: Sequence[CardView], now: datetime) -> tuple[Seen, ...]:
    """For each of the two at most one: what shares most tags with it, then what most would go to."""
    numbers = {each.card.number for each in mine}
    free = [
        each
        for each in _ahead([card for card in others if card.number not in numbers], now)
        if each.place.starts_at > now and _is_free(each, mine)
    ]
    found = [_closest(each, free) for each in (one, other)]
    return tuple({each.card.number: each for each in found if each}.values())


def _closest(to: Seen, free: Sequence[Seen]) -> Seen | None:
    tags = set(to.card.tags)
    alike = [each for each in free if tags & set(each.card.tags)]
    return max(alike, key=lambda each: (len(tags & set(each.card.tags)), each.card.stars), default=None)
