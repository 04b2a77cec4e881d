"""What may be posted about the convergence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.kernel.forms import Fields
from app.kernel.words import gettext as _
from app.writeups.converging.rules import AIM_LIMIT, EACH, MOST_ON_PAPER, OWNERS_LIMIT, STAGES, TITLE_LIMIT, owners_in

_TICKED = re.compile(r"topic-([0-9]{1,9})")


@dataclass(frozen=True)
class Gathering:
    """Reports that belong together, by number: in `group`, or in a new one called `title`."""

    numbers: list[int]
    group: int | None
    title: str


@dataclass(frozen=True)
class GroupPlan:
    """`edits` is that of the group when the form was opened."""

    title: str
    aim: str
    owners: str
    due_on: date | None
    edits: int


@dataclass(frozen=True)
class Telling:
    """Whether the write-up tells of the groups, and their owners even where names are not told."""

    told: bool
    owners_told: bool


def read_stage(posted: Mapping[str, str]) -> str:
    """Raises Invalid."""
    fields = Fields(posted)
    stage = fields.choice("stage", STAGES)
    fields.check()
    return stage


def read_dots(posted: Mapping[str, str], most: int = EACH) -> int:
    """Raises Invalid."""
    fields = Fields(posted)
    dots = fields.number("dots", required=_("How many dots?")) or 0
    if dots > most:
        fields.refuse("dots", _("There are no more than %d dots.") % most)
    fields.check()
    return dots


def read_paper_dots(posted: Mapping[str, str]) -> int:
    """Raises Invalid."""
    return read_dots({**posted, "dots": posted.get("dots", "").strip() or "0"}, MOST_ON_PAPER)


def read_gathering(posted: Mapping[str, str]) -> Gathering:
    """Raises Invalid."""
    fields = Fields(posted)
    group = fields.number("group")
    title = fields.line("title", TITLE_LIMIT, required="" if group else _("What is the group called?"))
    fields.check()
    return Gathering(sorted(int(found[1]) for name in posted if (found := _TICKED.fullmatch(name))), group, title)


def read_group(posted: Mapping[str, str]) -> GroupPlan:
    """Raises Invalid."""
    fields = Fields(posted)
    plan = GroupPlan(
        title=fields.line("title", TITLE_LIMIT, required=_("What is the group called?")),
        aim=fields.text("aim", AIM_LIMIT),
        owners=", ".join(owners_in(fields.line("owners", OWNERS_LIMIT))),
        due_on=fields.date("due_on"),
        edits=fields.number("edits") or 0,
    )
    fields.check()
    return plan


def read_telling(posted: Mapping[str, str]) -> Telling:
    return Telling(posted.get("told") == "1", posted.get("owners_told") == "1")
