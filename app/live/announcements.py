"""What each Change means for open pages: its channels, and on each the fragments (fragments.py) that are rendered anew.

The one place where it is said which change becomes which HTML.
"""

from collections.abc import Mapping

from app.board.changes import (
    CardLocked,
    CardMoved,
    CardPlaced,
    CardTakenBack,
    CardUnlocked,
    CellClosed,
    CellOpened,
    ClashMuted,
    ClashUnmuted,
    MergeChange,
    PitchCalled,
    PitchEnded,
    PitchesReordered,
    PitchLeft,
    PitchQueued,
    ReportMade,
    ReportSettled,
    RoomMoodChanged,
    StepRedone,
    StepUndone,
    TopicMerged,
    TopicRemoved,
    TopicSplit,
    TopicWithdrawn,
)
from app.board.replaying import SHAPE_CHANGES
from app.day.news import OF_TIMES, OF_TOPICS
from app.events.changes import (
    AttributionChanged,
    DoorChanged,
    EventCreated,
    LanguageChanged,
    NoteCirclesChanged,
    NoticeGiven,
    NoticeTakenDown,
    PagesChanged,
    PhaseChanged,
    SeriesChanged,
)
from app.kernel.work import Change
from app.live.fragments import (
    Fragment,
    cells,
    comments,
    day_slots,
    dots_so_far,
    facts,
    groups,
    notices,
    now_page,
    one_cell,
    paper_dots,
    pitch_line,
    placed_cards,
    places_in_line,
    projector_page,
    reload,
    reports_count,
    rooms_by_day,
    starred_card,
    starred_on_board,
    step_in_words,
    table,
    their_cells,
    their_facts,
    their_wall_cards,
    touched_all,
    touched_card,
    touched_soon,
    tray_card,
    tray_card_gone,
    wall_card,
    wall_card_gone,
)
from app.notes.changes import NoteLocked, NoteUnlocked
from app.people.changes import AttendeeLetIn, AttendeeRenamed, AttendeeShutOut
from app.topics.changes import (
    CommentMade,
    CommentRemoved,
    CreditChosen,
    EchoLinked,
    EchoUnlinked,
    HostingAsked,
    HostInvited,
    HostJoined,
    HostSteppedDown,
    InvitationAnswered,
    PenLaidDown,
    PenTaken,
    StarringChanged,
    StarsCounted,
    TopicAttributionChanged,
    TopicChange,
    TopicProposed,
    TopicRestored,
    TopicReworded,
)
from app.writeups.changes import (
    CorrectionsClosed,
    CorrectionSent,
    CorrectionSettled,
    CorrectionsOpened,
    EditionPublished,
    PublicationWithdrawn,
    RepliesAllowed,
    ReplySent,
    ReplySettled,
    SentToReview,
    TakenOutOfReview,
    WordsWithdrawn,
)
from app.writeups.converging.changes import ConvergenceMoved, DotsGiven, GroupsChanged

WALL, BOARD, NOW, PROJECTOR, ARRANGING = "wall", "board", "now", "projector", "arranging"
LINE, PITCHES, MINE, TALK, DAY, ROOM = "line", "pitches", "mine", "talk", "day", "room"
CONVERGING, LEADING = "converging", "leading"
CHANNELS = frozenset(
    {WALL, BOARD, NOW, PROJECTOR, ARRANGING, LINE, PITCHES, MINE, TALK, DAY, ROOM, CONVERGING, LEADING}
)
#: What only facilitators hear: the board with all that helps to arrange it, the line of pitches to be called, the
#: convergence that they lead through.
FOR_FACILITATORS = frozenset({ARRANGING, PITCHES, LEADING})
#: What only those hear who take part: a card's page with what is said to its hosts.
FOR_THOSE_WHO_TAKE_PART = frozenset({TALK})

_BOARD: tuple[Fragment, ...] = (tray_card, cells)
_ON_BOARD: Mapping[str, tuple[Fragment, ...]] = {
    WALL: (wall_card,),
    BOARD: _BOARD,
    ARRANGING: (*_BOARD, step_in_words),
    NOW: (now_page,),
    PROJECTOR: (projector_page,),
    LINE: (facts,),
    PITCHES: (pitch_line,),
    MINE: (touched_card,),
    DAY: (day_slots,),
    ROOM: (rooms_by_day,),
}
_ON_CELL: Mapping[str, tuple[Fragment, ...]] = {BOARD: (one_cell,), ARRANGING: (one_cell, step_in_words)}
_ON_SHAPE: Mapping[str, tuple[Fragment, ...]] = {
    WALL: (placed_cards,),
    BOARD: (table,),
    ARRANGING: (table, step_in_words),
    NOW: (now_page,),
    PROJECTOR: (projector_page,),
    LINE: (reload,),
    PITCHES: (pitch_line,),
    MINE: (touched_all,),
    DAY: (reload,),
    ROOM: (reload,),
}
#: Who writes is said where something has a time, and on the card's own page.
_ON_PEN: Mapping[str, tuple[Fragment, ...]] = {
    BOARD: (cells,),
    ARRANGING: (cells,),
    NOW: (now_page,),
    LINE: (facts,),
    MINE: (touched_card,),
    DAY: (day_slots,),
    ROOM: (rooms_by_day,),
}
_ON_LINE: Mapping[str, tuple[Fragment, ...]] = {
    LINE: (places_in_line,),
    MINE: (places_in_line,),
    PITCHES: (pitch_line,),
    PROJECTOR: (projector_page,),
}
_ON_GROUPS: Mapping[str, tuple[Fragment, ...]] = {CONVERGING: (groups,), LEADING: (touched_soon,)}
_WHOLE: Mapping[str, tuple[Fragment, ...]] = dict.fromkeys(CHANNELS, (reload,))

_ENTRIES: Mapping[type[Change], Mapping[str, tuple[Fragment, ...]]] = {
    EventCreated: {},
    PhaseChanged: _WHOLE,
    LanguageChanged: _WHOLE,
    AttributionChanged: _WHOLE,
    TopicAttributionChanged: {LINE: (reload,)},
    CreditChosen: {},
    TopicProposed: _ON_BOARD,
    TopicReworded: {**_ON_BOARD, **_ON_GROUPS},
    TopicRestored: {**_ON_BOARD, **_ON_GROUPS},
    TopicWithdrawn: {
        **_ON_BOARD,
        **_ON_GROUPS,
        WALL: (wall_card_gone,),
        BOARD: (tray_card_gone,),
        ARRANGING: (tray_card_gone,),
    },
    StarsCounted: {WALL: (starred_card,), BOARD: (starred_on_board,), ARRANGING: _BOARD},
    # What each may still give is on their own page, and counts come or go everywhere.
    StarringChanged: _WHOLE,
    HostJoined: _ON_BOARD,
    HostInvited: {},
    HostingAsked: {MINE: (touched_card,)},
    InvitationAnswered: {},
    # That there is something to answer is on the hosts' own pages; what was said is only where it is read.
    CommentMade: {TALK: (comments,), MINE: (touched_card,)},
    CommentRemoved: {TALK: (comments,), MINE: (touched_card,)},
    CardPlaced: _ON_BOARD,
    CardMoved: _ON_BOARD,
    CardTakenBack: _ON_BOARD,
    CardLocked: {BOARD: (cells,), ARRANGING: (cells, step_in_words)},
    CardUnlocked: {BOARD: (cells,), ARRANGING: (cells, step_in_words)},
    CellClosed: _ON_CELL,
    CellOpened: _ON_CELL,
    # Whose stars and hosts they are is in each page's own island, so the pages are fetched anew.
    TopicMerged: _WHOLE,
    TopicSplit: _WHOLE,
    TopicRemoved: {
        **_ON_BOARD,
        **_ON_GROUPS,
        WALL: (wall_card_gone,),
        BOARD: (tray_card_gone,),
        ARRANGING: (tray_card_gone,),
        LINE: (reload,),
    },
    HostSteppedDown: _ON_BOARD,
    PenTaken: _ON_PEN,
    PenLaidDown: _ON_PEN,
    AttendeeRenamed: {
        WALL: (their_wall_cards,),
        BOARD: (their_cells,),
        ARRANGING: (their_cells, step_in_words),
        NOW: (now_page,),
        PROJECTOR: (projector_page,),
        LINE: (their_facts,),
        PITCHES: (pitch_line,),
    },
    # Their own pages are another: the watch sends their sockets away.
    AttendeeShutOut: {},
    AttendeeLetIn: {},
    DoorChanged: {},
    NoteCirclesChanged: {},
    NoteLocked: {},
    NoteUnlocked: {},
    ReportMade: {ARRANGING: (reports_count,)},
    ReportSettled: {ARRANGING: (reports_count,)},
    ClashMuted: {ARRANGING: (step_in_words,)},
    ClashUnmuted: {ARRANGING: (step_in_words,)},
    StepUndone: {ARRANGING: (step_in_words,)},
    StepRedone: {ARRANGING: (step_in_words,)},
    **dict.fromkeys(SHAPE_CHANGES, _ON_SHAPE),
    RoomMoodChanged: {
        BOARD: (one_cell,),
        ARRANGING: (one_cell,),
        NOW: (now_page,),
        PROJECTOR: (projector_page,),
        DAY: (day_slots,),
        ROOM: (rooms_by_day,),
    },
    PitchQueued: _ON_LINE,
    PitchLeft: _ON_LINE,
    PitchCalled: _ON_LINE,
    PitchEnded: _ON_LINE,
    PitchesReordered: _ON_LINE,
    NoticeGiven: dict.fromkeys(CHANNELS, (notices,)),
    NoticeTakenDown: dict.fromkeys(CHANNELS, (notices,)),
    # Who may see the other topic differs, and a fragment knows nobody.
    EchoLinked: {},
    EchoUnlinked: {},
    SeriesChanged: {},
    # Who reads the write-up reads it anew.
    PagesChanged: {},
    # Its hosts are told.
    EditionPublished: {MINE: (touched_card,), **_ON_GROUPS},
    PublicationWithdrawn: _ON_GROUPS,
    SentToReview: {},
    TakenOutOfReview: {},
    CorrectionsOpened: {},
    CorrectionsClosed: {},
    CorrectionSent: {},
    CorrectionSettled: {},
    ConvergenceMoved: {
        CONVERGING: (reload,),
        LEADING: (touched_soon,),
        NOW: (now_page,),
        MINE: (touched_all,),
    },
    DotsGiven: {CONVERGING: (dots_so_far,), LEADING: (dots_so_far, paper_dots)},
    GroupsChanged: _ON_GROUPS,
    RepliesAllowed: {},
    ReplySent: {},
    ReplySettled: {},
    # Wherever the words stand on an open page, they are gone from it.
    WordsWithdrawn: _WHOLE,
}

#: Every Change has an entry; an architecture test holds it. An empty one is news for nobody. Whoever hears what is said
#: on a card's page hears all else that others hear there.
ANNOUNCEMENTS: Mapping[type[Change], Mapping[str, tuple[Fragment, ...]]] = {
    change: {TALK: told[LINE], **told} if LINE in told else told for change, told in _ENTRIES.items()
}


def concerned(change: Change) -> list[int] | bool:
    """The numbers of the topics whose people have something to hear of it; True for all who have a topic at all."""
    if isinstance(change, MergeChange):
        return [change.number, change.into_number]
    if isinstance(change, (*OF_TOPICS, EditionPublished)) and isinstance(change, TopicChange):
        return [change.number]
    return isinstance(change, OF_TIMES)
