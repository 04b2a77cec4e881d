"""What may be posted about topics."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.kernel.forms import Fields
from app.kernel.words import gettext as _
from app.topics.rules import COMMENT_LIMIT, MOST_DOTS, MOST_TAGS, PITCH_LIMIT, TAG_LIMIT, TITLE_LIMIT
from app.topics.wishes import (
    EQUIPMENT,
    MOST_THINGS,
    NO_WISHES,
    NOT_BEFORE,
    NOT_BESIDE,
    OVER_BY,
    QUIET,
    Wishes,
    minutes_of,
    things,
)


@dataclass(frozen=True)
class Proposal:
    """A card as somebody wrote it. `name` is given the first time only. A `wanted` one is for somebody else to host;
    what `can_repeat` may be held a second time."""

    title: str
    pitch: str = ""
    tags: tuple[str, ...] = ()
    name: str = ""
    wishes: Wishes = NO_WISHES
    wanted: bool = False
    can_repeat: bool = False

    def written(self) -> dict[str, str]:
        """As a form shows it."""
        ticks = {"wanted": "1" if self.wanted else "", "can_repeat": "1" if self.can_repeat else ""}
        tags = ", ".join(self.tags)
        return {"title": self.title, "pitch": self.pitch, "tags": tags, **self.wishes.written(), **ticks}


def merged_fields(written: Mapping[str, str], posted: Mapping[str, str]) -> dict[str, str]:
    """A form about a card that others change too: a field that is as it was when the form began is as it is by now."""
    posted = _with_plain_lines(posted)
    untouched = {name for name in written if posted.get(name, "") == posted.get(f"seen_{name}")}
    return {**posted, **{name: written[name] for name in untouched}}


def _with_plain_lines(posted: Mapping[str, str]) -> dict[str, str]:
    """Browsers send another end of line than texts are kept with."""
    return {name: value.replace("\r\n", "\n") for name, value in posted.items()}


def check_fields(written: Mapping[str, str], posted: Mapping[str, str]) -> None:
    """Raises Invalid where two changed the same field to something else; who saves again has read that."""
    fields = Fields(posted)
    for name, now in written.items():
        if f"seen_{name}" in posted and now not in (posted[f"seen_{name}"], posted.get(name, "")):
            theirs = now or "…"
            fields.refuse(
                name, _("Somebody changed this meanwhile, to “%s”. Save again to have yours instead.") % theirs
            )
    fields.check()


def read_proposal(posted: Mapping[str, str], name_needed: bool = False) -> Proposal:
    """A title is all it takes; `wanted`, `quiet` and `can_repeat` are ticks. Raises Invalid."""
    fields = Fields(posted)
    name = fields.line("name", 60, required=_("What should the others call you?")) if name_needed else ""
    title = fields.line("title", TITLE_LIMIT, required=_("A title is all it takes, but it does take one."))
    pitch = fields.text("pitch", PITCH_LIMIT)
    tags, wishes = _tags(fields), _wishes(fields)
    fields.check()
    return Proposal(title, pitch, tags, name, wishes, ticked(posted, "wanted"), ticked(posted, "can_repeat"))


def read_paper_card(posted: Mapping[str, str]) -> Proposal:
    """A card as it is typed from paper: `title`, and in `name` its hosts, separated by commas. Raises Invalid."""
    fields = Fields(posted)
    names = fields.line("name", 200)
    title = fields.line("title", TITLE_LIMIT, required=_("A title is all it takes, but it does take one."))
    fields.check()
    return Proposal(title, "", (), names)


def ticked(posted: Mapping[str, str], name: str) -> bool:
    return posted.get(name) == "1"


def _tags(fields: Fields) -> tuple[str, ...]:
    """Separated by commas, `#` allowed, small letters, each once, in the order written."""
    written = fields.line("tags", 400).replace("#", "").lower().split(",")
    tags = tuple(dict.fromkeys(tag.strip() for tag in written if tag.strip()))
    if len(tags) > MOST_TAGS:
        fields.refuse("tags", _("Up to %d tags, separated by commas.") % MOST_TAGS)
    if any(len(tag) > TAG_LIMIT for tag in tags):
        fields.refuse("tags", _("A tag has up to %d letters. Put commas between tags.") % TAG_LIMIT)
    return tags


def _wishes(fields: Fields) -> Wishes:
    """`not_before` and `over_by` as 14:00, `equipment` and the numbers of `not_beside` with commas, `quiet` a tick."""
    equipment = _equipment(fields) | ({QUIET} if ticked(fields.posted, QUIET) else frozenset())
    wished = Wishes(_time(fields, NOT_BEFORE), _time(fields, OVER_BY), equipment, _numbers(fields))
    if wished.not_before is not None and wished.over_by is not None and wished.not_before >= wished.over_by:
        fields.refuse(OVER_BY, _("This is before it would begin."))
    return wished


def _time(fields: Fields, name: str) -> int | None:
    written = fields.line(name, 8)
    minutes = minutes_of(written)
    if written and minutes is None:
        fields.refuse(name, _("This needs to be a time, such as 14:00."))
    return minutes


def _equipment(fields: Fields) -> frozenset[str]:
    wanted = things(fields.line(EQUIPMENT, 200))
    if len(wanted) > MOST_THINGS:
        fields.refuse(EQUIPMENT, _("Up to %d things, separated by commas.") % MOST_THINGS)
    return wanted


def _numbers(fields: Fields) -> frozenset[int]:
    """The numbers of cards."""
    written = [part for part in fields.line(NOT_BESIDE, 100).replace("#", " ").replace(",", " ").split() if part]
    if any(not (part.isascii() and part.isdecimal() and len(part) < 7) for part in written):
        fields.refuse(NOT_BESIDE, _("Numbers of cards, separated by commas."))
        return frozenset()
    return frozenset(int(part) for part in written)


@dataclass(frozen=True)
class Starring:
    """How stars are given and shown at an event: the number of `dots` each has, None for any."""

    shown: bool
    dots: int | None


def read_starring(posted: Mapping[str, str]) -> Starring:
    """`stars_shown` a tick, `dots` a number or nothing. Raises Invalid."""
    fields = Fields(posted)
    dots = fields.number("dots")
    if dots is not None and not 1 <= dots <= MOST_DOTS:
        fields.refuse("dots", _("From 1 to %d, or nothing for as many as they like.") % MOST_DOTS)
    fields.check()
    return Starring(ticked(posted, "stars_shown"), dots)


@dataclass(frozen=True)
class Remark:
    """What somebody says to the hosts, perhaps under another comment."""

    words: str
    answers: int | None


def read_remark(posted: Mapping[str, str]) -> Remark:
    """`words`, and the comment that it `answers`. Raises Invalid."""
    fields = Fields(posted)
    words = fields.text("words", COMMENT_LIMIT, required=_("What would you like to ask or say?"))
    answers = fields.number("answers")
    fields.check()
    return Remark(words, answers)


def read_guest(posted: Mapping[str, str]) -> str:
    """The `name` of whoever is invited to host too. Raises Invalid."""
    fields = Fields(posted)
    name = fields.line("name", 60, required=_("Whom would you like to host with?"))
    fields.check()
    return name
