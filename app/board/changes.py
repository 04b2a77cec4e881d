"""What can have happened on the board. A cell is a timeslot and a room; a plenary has no room."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.work import Change
from app.topics.changes import TopicChange


@dataclass(frozen=True, kw_only=True)
class CardShifted(TopicChange):
    """A card has changed its place."""

    undoable: ClassVar[bool] = True

    placement_id: int


@dataclass(frozen=True, kw_only=True)
class CardPlaced(CardShifted):
    guid: str = ""
    locked: bool = False
    timeslot_id: int
    room_id: int | None


@dataclass(frozen=True, kw_only=True)
class CardMoved(CardShifted):
    from_timeslot_id: int
    from_room_id: int | None
    timeslot_id: int
    room_id: int | None


@dataclass(frozen=True, kw_only=True)
class CardTakenBack(CardShifted):
    guid: str = ""
    locked: bool = False
    from_timeslot_id: int
    from_room_id: int | None


@dataclass(frozen=True, kw_only=True)
class LockChange(TopicChange):
    """It hangs where it hung, in this cell."""

    undoable: ClassVar[bool] = True

    placement_id: int
    timeslot_id: int
    room_id: int | None


@dataclass(frozen=True, kw_only=True)
class CardLocked(LockChange):
    """Neither hands nor suggestions move it."""


@dataclass(frozen=True, kw_only=True)
class CardUnlocked(LockChange):
    """It can be moved again."""


@dataclass(frozen=True, kw_only=True)
class CellChange(Change):
    """A cell of a room takes cards or does not; `why` it does not is empty when nobody said."""

    undoable: ClassVar[bool] = True

    timeslot_id: int
    room_id: int
    why: str


@dataclass(frozen=True, kw_only=True)
class CellClosed(CellChange):
    """A card that hung there was taken back in the same step."""


@dataclass(frozen=True, kw_only=True)
class CellOpened(CellChange):
    """It takes cards again."""


@dataclass(frozen=True, kw_only=True)
class TopicWithdrawn(TopicChange):
    """Its cells were freed in the same step, each with a CardTakenBack of its own."""

    title: str


@dataclass(frozen=True, kw_only=True)
class TopicRemoved(TopicChange):
    """A facilitator took it away, and said why. Its cells were freed in the same step."""

    title: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReportMade(Change):
    """Somebody told the facilitators of a card or a person; who it was and what they said is in no log."""

    report_id: int


@dataclass(frozen=True, kw_only=True)
class ReportSettled(Change):
    """A facilitator has seen to it, or (`again`) will have to see to it once more."""

    report_id: int
    again: bool


@dataclass(frozen=True, kw_only=True)
class MergeChange(TopicChange):
    """`into_id` and `into_number` are the topic that it is, or was, part of."""

    undoable: ClassVar[bool] = True

    into_id: int
    into_number: int


@dataclass(frozen=True, kw_only=True)
class TopicMerged(MergeChange):
    """Its cells were freed in the same step."""


@dataclass(frozen=True, kw_only=True)
class TopicSplit(MergeChange):
    """It is a card of its own again."""


@dataclass(frozen=True, kw_only=True)
class MuteChange(Change):
    """`key` and `words` are the clash's, `reason` is why it may stay."""

    undoable: ClassVar[bool] = True

    key: str
    words: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ClashMuted(MuteChange):
    """Nobody needs to hear of this clash any more."""


@dataclass(frozen=True, kw_only=True)
class ClashUnmuted(MuteChange):
    """It counts again."""


@dataclass(frozen=True, kw_only=True)
class StepUndone(Change):
    """`step` is the revision of the first change that was taken back; what that did stands beside this in the log."""

    step: int


@dataclass(frozen=True, kw_only=True)
class StepRedone(Change):
    """A step that had been undone was done again."""

    step: int


@dataclass(frozen=True, kw_only=True)
class PitchChange(TopicChange):
    """A card and the line of those that are pitched."""


@dataclass(frozen=True, kw_only=True)
class PitchQueued(PitchChange):
    """It stands at the end of the line now."""


@dataclass(frozen=True, kw_only=True)
class PitchLeft(PitchChange):
    """It left the line before it was called."""


@dataclass(frozen=True, kw_only=True)
class PitchCalled(PitchChange):
    """It is pitched from now on."""


@dataclass(frozen=True, kw_only=True)
class PitchEnded(PitchChange):
    """It was pitched."""


@dataclass(frozen=True, kw_only=True)
class PitchesReordered(Change):
    """The line has another order."""


@dataclass(frozen=True, kw_only=True)
class RoomMoodChanged(Change):
    """What people at its door say of a room is something else now; who they are is nobody's business."""

    timeslot_id: int
    room_id: int
