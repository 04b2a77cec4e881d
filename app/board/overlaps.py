"""What of somebody's own is on at the same time, and how they could still have it all. Pure."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import combinations, groupby

from app.topics.cards import CardView, PlaceView
from app.topics.similar import LOOKED_AT, Shelf, Titled, closest

Pair = tuple[CardView, CardView]


@dataclass(frozen=True)
class Seen:
    """A card at one of its places."""

    card: CardView
    place: PlaceView


@dataclass(frozen=True)
class Like:
    """A card that may well be about the same as another, at one of its places."""

    seen: Seen
    to: CardView


@dataclass(frozen=True)
class Overlap:
    """Cards that are on at once from a moment on, and the `pairs` of which one begins then. `ways` are other places of
    theirs at which nothing else of their reader's is on; `like` are cards on the same matter as one of them that are on
    at another such time."""

    starts_at: datetime
    pairs: tuple[Pair, ...]
    ways: tuple[Seen, ...] = ()
    like: tuple[Like, ...] = ()

    @property
    def cards(self) -> list[CardView]:
        return _once(self.pairs)


def overlaps_of(mine: Sequence[CardView], now: datetime, others: Sequence[CardView] = ()) -> list[Overlap]:
    """All that are not over, by their time. `others` are the cards among which something alike may be found."""
    seen = sorted(_ahead(mine, now), key=lambda each: (each.place.starts_at, each.card.number))
    found = [
        (max(one.place.starts_at, other.place.starts_at), (one.card, other.card))
        for one, other in combinations(seen, 2)
        if one.card.number != other.card.number and at_once(one.place, other.place)
    ]
    by_start = groupby(sorted(found, key=lambda each: each[0]), key=lambda each: each[0])
    return [_overlap(at, tuple(pair for _at, pair in group), seen, others, now) for at, group in by_start]


def _overlap(
    at: datetime, pairs: tuple[Pair, ...], mine: Sequence[Seen], others: Sequence[CardView], now: datetime
) -> Overlap:
    cards = _once(pairs)
    return Overlap(at, pairs, _ways(cards, mine, now), _like(cards, mine, others, now))


def _once(pairs: Sequence[Pair]) -> list[CardView]:
    return list({card.number: card for pair in pairs for card in pair}.values())


def at_once(one: PlaceView, other: PlaceView) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _ahead(cards: Collection[CardView], now: datetime) -> Iterator[Seen]:
    return (Seen(card, place) for card in cards for place in card.places if place.ends_at > now)


def _ways(cards: Sequence[CardView], mine: Sequence[Seen], now: datetime) -> tuple[Seen, ...]:
    """Elsewhere and still to come: what has begun already is no way out."""
    return tuple(sorted(_free(cards, mine, now), key=lambda each: each.place.starts_at))


def _free(cards: Collection[CardView], mine: Sequence[Seen], now: datetime) -> list[Seen]:
    return [each for each in _ahead(cards, now) if each.place.starts_at > now and _is_free(each, mine)]


def _is_free(there: Seen, mine: Sequence[Seen]) -> bool:
    """Whether nothing of mine but this card itself is on then."""
    return not any(at_once(there.place, each.place) for each in mine if each.card.number != there.card.number)


def _like(
    cards: Sequence[CardView], mine: Sequence[Seen], others: Sequence[CardView], now: datetime
) -> tuple[Like, ...]:
    """For each card at most one, the closest, which is said once."""
    numbers = {each.card.number for each in mine}
    there = _free([card for card in others if card.number not in numbers], mine, now)
    free = {each.card.number: each for each in reversed(there)}
    if not free:
        return ()
    shelf = _shelf(tuple(_titled(card) for card in others))
    found: dict[int, Like] = {}
    for card in cards:
        alike = (free.get(like.key) for like in closest(_titled(card), [shelf], LOOKED_AT) if isinstance(like.key, int))
        if nearest := next(filter(None, alike), None):
            found.setdefault(nearest.card.number, Like(nearest, card))
    return tuple(found.values())


def _titled(card: CardView) -> Titled:
    return Titled(card.number, card.title, card.tags)


@lru_cache(maxsize=4)
def _shelf(cards: tuple[Titled, ...]) -> Shelf:
    """Kept: the strip is on every page of whoever has something at once."""
    return Shelf(cards)
