"""Every change of the program in words, for the history."""

from collections.abc import Callable, Mapping
from typing import Any

from app.board.changes import (
    PitchCalled,
    PitchEnded,
    PitchesReordered,
    PitchLeft,
    PitchQueued,
    StepRedone,
    StepUndone,
    TopicWithdrawn,
)
from app.events.changes import EventCreated, NoticeGiven, NoticeTakenDown, PhaseChanged
from app.kernel.words import gettext as _
from app.kernel.work import Change
from app.topics.changes import StarsCounted, TopicProposed, TopicRestored, TopicReworded
from app.writeups.changes import EditionPublished, PublicationWithdrawn

#: What the history passes over: stars are counted, never told; an undone step is struck out where it stands; of the
#: line of pitches it tells only who was called.
SILENT: frozenset[type[Change]] = frozenset(
    {StarsCounted, StepUndone, StepRedone, PitchQueued, PitchLeft, PitchEnded, PitchesReordered}
)


def _titled(words: Callable[[], str]) -> Callable[[Any], str]:
    return lambda change: words() % {"number": change.number, "title": change.title}


def _numbered(words: Callable[[], str]) -> Callable[[Any], str]:
    return lambda change: words() % {"number": change.number}


PHASES: Mapping[str, Callable[[], str]] = {
    "announced": lambda: _("took the event back to announced"),
    "open": lambda: _("opened the wall"),
    "running": lambda: _("began the event"),
    "closed": lambda: _("closed the event"),
    "published": lambda: _("published the write-up"),
}

#: What is no step on the board; steps are told by the board itself. A test holds that no change is without words.
TELLING: Mapping[type[Change], Callable[[Any], str]] = {
    EventCreated: lambda change: _("created the event"),
    PhaseChanged: lambda change: PHASES[change.phase](),
    NoticeGiven: lambda change: _("told everybody: %s") % change.words,
    NoticeTakenDown: lambda change: _("took down the notice: %s") % change.words,
    TopicProposed: _titled(lambda: _("wrote card %(number)d: %(title)s")),
    TopicReworded: _titled(lambda: _("reworded card %(number)d: %(title)s")),
    TopicRestored: _titled(lambda: _("put card %(number)d back on the wall: %(title)s")),
    TopicWithdrawn: _titled(lambda: _("took card %(number)d down: %(title)s")),
    PitchCalled: _numbered(lambda: _("called card %(number)d to be pitched")),
    EditionPublished: _numbered(lambda: _("published what was said about card %(number)d")),
    PublicationWithdrawn: _numbered(lambda: _("withdrew what was published about card %(number)d")),
}
