"""What can have happened on the board. A cell is a timeslot and a room; a plenary has no room."""

from dataclasses import dataclass

from app.topics.changes import TopicChange


@dataclass(frozen=True, kw_only=True)
class CardPlaced(TopicChange):
    placement_id: int
    timeslot_id: int
    room_id: int | None


@dataclass(frozen=True, kw_only=True)
class CardMoved(TopicChange):
    placement_id: int
    from_timeslot_id: int
    from_room_id: int | None
    timeslot_id: int
    room_id: int | None


@dataclass(frozen=True, kw_only=True)
class CardTakenBack(TopicChange):
    placement_id: int
    from_timeslot_id: int
    from_room_id: int | None


@dataclass(frozen=True, kw_only=True)
class TopicWithdrawn(TopicChange):
    """Its cells were freed in the same step, each with a CardTakenBack of its own."""

    title: str
