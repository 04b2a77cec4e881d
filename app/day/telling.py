"""Every change of the program in words, for the history."""

from collections.abc import Callable, Mapping
from typing import Any

from app.board.changes import (
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
    TopicRemoved,
    TopicWithdrawn,
)
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
from app.kernel.words import LANGUAGES
from app.kernel.words import gettext as _
from app.kernel.work import Change
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

#: What the history passes over: stars are counted, never told; an undone step is struck out where it stands; of the
#: line of pitches it tells only who was called; what is said to hosts, and whom they ask, is between them; what is
#: said of rooms is of the moment; who was reported, or is called otherwise now, is no tale; what people correct of
#: their own words is between them and the facilitators, and replies between readers and hosts; what changed on a page
#: says it there; dots are counted, and groups are read where they stand.
SILENT: frozenset[type[Change]] = frozenset(
    {StarsCounted, StepUndone, StepRedone, PitchQueued, PitchLeft, PitchEnded, PitchesReordered, RoomMoodChanged}
    | {CommentMade, CommentRemoved, HostInvited, HostingAsked, InvitationAnswered}
    | {AttendeeRenamed, ReportMade, ReportSettled, CorrectionSent, CorrectionSettled, CreditChosen, PagesChanged}
    | {DotsGiven, GroupsChanged}
    | {ReplySent, ReplySettled}
)


def _titled(words: Callable[[], str]) -> Callable[[Any], str]:
    return lambda change: words() % {"number": change.number, "title": change.title}


def _numbered(words: Callable[[], str]) -> Callable[[Any], str]:
    return lambda change: words() % {"number": change.number}


def _withdrawn(change: PublicationWithdrawn) -> str:
    holes = {"number": change.number, "why": change.why}
    if change.why:
        return _("withdrew what was published about card %(number)d: %(why)s") % holes
    return _("withdrew what was published about card %(number)d") % holes


PHASES: Mapping[str, Callable[[], str]] = {
    "announced": lambda: _("took the event back to announced"),
    "open": lambda: _("opened the wall"),
    "running": lambda: _("began the event"),
    "closed": lambda: _("closed the event"),
    "published": lambda: _("published the write-up"),
}

CONVERGING: Mapping[str, Callable[[], str]] = {
    "dots": lambda: _("handed out dots for the reports"),
    "groups": lambda: _("counted the dots"),
}

STARRING: Mapping[bool, Callable[[], str]] = {
    True: lambda: _("lets everybody see how many stars a card has"),
    False: lambda: _("keeps back how many stars a card has"),
}

REPLYING: Mapping[bool, Callable[[], str]] = {
    True: lambda: _("lets readers reply to what is published"),
    False: lambda: _("lets readers reply no more"),
}

ATTRIBUTIONS: Mapping[str, Callable[[], str]] = {
    "open": lambda: _("lets everything be told from now on"),
    "chatham": lambda: _("lets nobody be named from now on: Chatham House Rule"),
    "off_record": lambda: _("put the event off the record"),
}

#: What is no step on the board; steps are told by the board itself. A test holds that no change is without words.
TELLING: Mapping[type[Change], Callable[[Any], str]] = {
    EventCreated: lambda change: _("created the event"),
    PhaseChanged: lambda change: PHASES[change.phase](),
    LanguageChanged: lambda change: _("let the event speak %s") % LANGUAGES.get(change.language, change.language),
    SeriesChanged: lambda change: (
        _("made the event one of “%s”") % change.series if change.series else _("took the event out of its series")
    ),
    AttributionChanged: lambda change: ATTRIBUTIONS[change.attribution](),
    TopicAttributionChanged: _numbered(lambda: _("changed what may be told of card %(number)d")),
    NoticeGiven: lambda change: _("told everybody: %s") % change.words,
    NoticeTakenDown: lambda change: _("took down the notice: %s") % change.words,
    TopicProposed: _titled(lambda: _("wrote card %(number)d: %(title)s")),
    TopicReworded: _titled(lambda: _("reworded card %(number)d: %(title)s")),
    HostJoined: _numbered(lambda: _("added a host to card %(number)d")),
    PenTaken: _numbered(lambda: _("writes the note of card %(number)d")),
    PenLaidDown: _numbered(lambda: _("freed the scribe’s seat at card %(number)d")),
    StarringChanged: lambda change: STARRING[change.shown](),
    TopicRestored: _titled(lambda: _("put card %(number)d back on the wall: %(title)s")),
    TopicWithdrawn: _titled(lambda: _("took card %(number)d down: %(title)s")),
    TopicRemoved: lambda change: (
        _("took card %(number)d away: %(reason)s") % {"number": change.number, "reason": change.reason}
    ),
    HostSteppedDown: _numbered(lambda: _("hosts card %(number)d no longer")),
    AttendeeShutOut: lambda change: _("shut somebody out"),
    AttendeeLetIn: lambda change: _("let somebody in again"),
    NoteCirclesChanged: lambda change: _("changed who reads and writes notes"),
    NoteLocked: _numbered(lambda: _("locked the note of card %(number)d")),
    NoteUnlocked: _numbered(lambda: _("unlocked the note of card %(number)d")),
    DoorChanged: lambda change: _("changed who may come in and read"),
    PitchCalled: _numbered(lambda: _("called card %(number)d to be pitched")),
    EchoLinked: _numbered(lambda: _("linked card %(number)d with an earlier topic")),
    EchoUnlinked: _numbered(lambda: _("took back that card %(number)d goes on with an earlier topic")),
    EditionPublished: _numbered(lambda: _("published what was said about card %(number)d")),
    WordsWithdrawn: _numbered(lambda: _("took words out of card %(number)d for good")),
    PublicationWithdrawn: _withdrawn,
    ConvergenceMoved: lambda change: CONVERGING[change.stage](),
    SentToReview: _numbered(lambda: _("sent the note of card %(number)d to review")),
    TakenOutOfReview: _numbered(lambda: _("took the note of card %(number)d out of review")),
    RepliesAllowed: lambda change: REPLYING[change.allowed](),
    CorrectionsOpened: _numbered(lambda: _("lets hosts and quoted people correct the page of card %(number)d")),
    CorrectionsClosed: _numbered(lambda: _("ended the corrections to the page of card %(number)d")),
}
