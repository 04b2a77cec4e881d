"""What of the database belongs to an event and moves with it, and what stays: table by table, column by column.

The tables say most of it themselves. Everything is here or known to stay, with the reason; a test holds it. An event
takes its content along, never rights: whoever it names is a name in the other place, until somebody claims a card.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from sqlalchemy import ColumnElement, Table, select
from sqlmodel import SQLModel

#: In this order: what comes later may name what came before.
MOVING = (
    "event", "attendee", "room", "timeslot", "notice", "topic", "convener", "topic_tag", "topic_wish", "star",
    "comment", "echo", "placement", "closed_cell", "muted_clash", "pitch", "photo", "note", "note_update",
    "note_snapshot", "note_version", "hand", "annotation", "edition", "publication", "review", "name_decision",
    "text_name_decision", "correction_window", "correction_link", "correction", "redaction_due", "import_source",
    "convergence", "dots", "paper_dots", "action_group", "gathered_topic", "reply", "change",
)  # fmt: skip

STAYING: Mapping[str, str] = {
    "visit": "devices, and the keys of their cookies",
    "attendance": "which device speaks for whom",
    "event_pass": "which devices know the code",
    "device_link": "links that open somebody's place",
    "role_link": "links that carry roles",
    "role_held": "roles",
    "calendar_link": "links to somebody's own calendar",
    "invitation": "links and offers that make somebody a host",
    "draft": "only for whoever wrote it, who is nobody there",
    "told": "what each person was told on their devices",
    "sighting": "what each person went past",
    "report": "for the facilitators of this place, about people",
    "room_tap": "who stood at which door; it counts for three quarters of an hour",
    "suggestion": "reckoned anew when somebody asks",
    "answer": "what was answered to devices",
    "series": "goes by its name, with the event",
    "revision": "the last one of the log",
    "extract": "made of the editions",
    "search_document": "made of the editions",
    "search_label": "made of the editions",
    "search_term": "made of the editions",
    "search_gram": "made of the editions",
}

LEFT: Mapping[str, str] = {
    "event.code": "a secret of this place",
    "event.door": "a secret of this place",
    "attendee.look": "made of the name",
    "attendee.mark": "says who may arrange here",
    "attendee.lost_name": "was taken away",
    "topic.proposer_id": "a right to the card",
    "topic.scribe_id": "a right to the note",
    "convener.attendee_id": "a right to the card; the name stays, and can be claimed",
    "note.body": "made of the log",
    "note.body_upto": "made of the log",
    "note.body_at": "made of the log",
    "edition.html": "made of the Markdown: HTML from elsewhere is not shown",
    "edition.contents": "made of the Markdown",
    "edition.summary": "made of the Markdown",
    "correction_link.token_hash": "opens somebody's page",
    "correction_link.revoked_at": "it opens nothing there",
    "hand.visit_id": "a device",
    "change.actor": "a device",
    "change.request": "a line in the logs of this place",
    "change.subject": "made of the change",
}

#: Columns that name a row of another table without saying so to the database.
NAMING: Mapping[str, str] = {
    "topic.merged_into": "topic",
    "note_snapshot.upto_id": "note_update",
    "note_version.upto_id": "note_update",
}
#: Of these the row may be gone; then they name the last one before it.
UP_TO = ("note_snapshot.upto_id", "note_version.upto_id")


@cache
def table_called(name: str) -> Table:
    return SQLModel.metadata.tables[name]


def columns_of(name: str) -> Iterator[str]:
    """Those that move, without the row's own number and its event."""
    for column in table_called(name).columns:
        key = f"{name}.{column.name}"
        if column.name not in ("id", "event_id") and key not in LEFT and target_of(name, column.name) not in STAYING:
            yield column.name


@cache
def target_of(name: str, column: str) -> str:
    """The table of which a column names a row; empty for one that names none."""
    foreign = {key.column.table.name for key in table_called(name).columns[column].foreign_keys}
    return NAMING.get(f"{name}.{column}", "") or (foreign.pop() if foreign else "")


def has_numbers(name: str) -> bool:
    """Whether its rows have ids that others may name. An event names no other, and changes go by their revisions."""
    return name not in ("event", "change") and "id" in table_called(name).columns


def of_event(name: str, event_id: int) -> ColumnElement[bool]:
    """Which rows are the event's: they say so, or hang on one that does."""
    table = table_called(name)
    if name == "event":
        return table.c.id == event_id
    if "event_id" in table.columns:
        return table.c.event_id == event_id
    column, owner = owner_of(name)
    return table.columns[column].in_(select(table_called(owner).c.id).where(of_event(owner, event_id)))


@cache
def owner_of(name: str) -> tuple[str, str]:
    """The first column that always names a row, and that row's table."""
    return next(
        (column.name, target)
        for column in table_called(name).columns
        if not column.nullable and (target := target_of(name, column.name)) in MOVING
    )
