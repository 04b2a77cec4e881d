"""What can have happened in the convergence."""

from dataclasses import dataclass

from app.kernel.work import Change
from app.topics.changes import TopicChange


@dataclass(frozen=True, kw_only=True)
class ConvergenceMoved(Change):
    """Dots can be given from now on, or groups are made of what got them."""

    stage: str


@dataclass(frozen=True, kw_only=True)
class DotsGiven(TopicChange):
    """Somebody gave or took back dots; how many, and who, is in no log."""

    patient = True


@dataclass(frozen=True, kw_only=True)
class GroupsChanged(Change):
    """What they are, or whether the write-up tells of them."""
