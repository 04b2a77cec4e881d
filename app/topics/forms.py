"""What may be posted about topics."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.kernel.forms import Fields
from app.kernel.words import gettext as _
from app.topics.rules import MOST_TAGS, PITCH_LIMIT, TAG_LIMIT, TITLE_LIMIT


@dataclass(frozen=True)
class Proposal:
    """A card as somebody wrote it. `name` is given the first time only."""

    title: str
    pitch: str = ""
    tags: tuple[str, ...] = ()
    name: str = ""


def read_proposal(posted: Mapping[str, str], name_needed: bool = False) -> Proposal:
    """A title is all it takes. Raises Invalid."""
    fields = Fields(posted)
    name = fields.line("name", 60, required=_("What should the others call you?")) if name_needed else ""
    title = fields.line("title", TITLE_LIMIT, required=_("A title is all it takes, but it does take one."))
    pitch = fields.text("pitch", PITCH_LIMIT)
    tags = _tags(fields)
    fields.check()
    return Proposal(title, pitch, tags, name)


def read_paper_card(posted: Mapping[str, str]) -> Proposal:
    """A card as it is typed from paper: `title`, and in `name` its hosts, separated by commas. Raises Invalid."""
    fields = Fields(posted)
    names = fields.line("name", 200)
    title = fields.line("title", TITLE_LIMIT, required=_("A title is all it takes, but it does take one."))
    fields.check()
    return Proposal(title, "", (), names)


def _tags(fields: Fields) -> tuple[str, ...]:
    """Separated by commas, `#` allowed, small letters, each once, in the order written."""
    written = fields.line("tags", 400).replace("#", "").lower().split(",")
    tags = tuple(dict.fromkeys(tag.strip() for tag in written if tag.strip()))
    if len(tags) > MOST_TAGS:
        fields.refuse("tags", _("Up to %d tags, separated by commas.") % MOST_TAGS)
    if any(len(tag) > TAG_LIMIT for tag in tags):
        fields.refuse("tags", _("A tag has up to %d letters. Put commas between tags.") % TAG_LIMIT)
    return tags
