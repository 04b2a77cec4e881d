"""Every column that can hold words of people is looked through, or is known to hold none of a topic's."""

from sqlalchemy import JSON, LargeBinary, String
from sqlmodel import AutoString, SQLModel

import app.main  # noqa: F401 (all tables)
from app.writeups.redacting.inventory import KEYED, OF_EVENTS, OF_TOPICS

#: Rewritten where they are dealt with by themselves.
ELSEWHERE = {
    "text_name_decision.words",
    "note.body", "note_update.data", "note_snapshot.data", "note_version.text", "note_version.name",
    "note_version.author_ids", "annotation.quote", "annotation.words", "annotation.starts", "annotation.ends",
    "edition.slug", "edition.title", "edition.markdown", "edition.html", "edition.contents", "edition.summary",
    "edition.change_note", "extract.letter", "extract.value", "extract.name", "extract.text", "extract.who",
    "extract.address", "extract.anchor", "change.payload", "answer.body", "answer.headers", "search_document.title",
    "search_document.passages", "search_document.facts", "search_label.value", "search_label.shown", "search_term.word",
    "search_term.stem", "search_gram.gram", "search_gram.word",
}  # fmt: skip
#: Of the event, of people and devices, or of ourselves: no words of a topic.
NONE_OF_A_TOPIC = {
    "answer.key", "answer.request", "answer.attempt", "answer.visit", "attendee.look", "attendee.lost_name",
    "attendee.mark", "attendee.name", "correction.kind", "correction.state", "correction_link.token_hash",
    "extract.kind", "review.mark", "calendar_link.salt", "change.name", "change.request", "closed_cell.why",
    "convergence.stage",
    "device_link.token_hash", "draft.pitch", "draft.tags", "draft.title", "draft.wishes", "event.attribution",
    "event.closing", "event.code", "event.door", "event.intro", "event.language", "event.name", "event.notes_readers",
    "event.notes_writers", "event.phase", "event.slug", "event.thanks", "event.theme", "event.time_zone", "event.venue",
    "event.visibility", "import_source.card_mark", "import_source.mark", "import_source.photos",
    "import_source.text_mark", "invitation.state", "invitation.token_hash", "muted_clash.key", "notice.words",
    "photo.hash", "photo.name", "placement.guid", "publication.state", "reply.state", "report.about",
    "role_held.device", "role_link.role", "role_link.token_hash", "room.directions", "room.equipment", "room.name",
    "room_tap.hand", "room_tap.says", "search_document.key", "search_document.kind", "search_document.scope",
    "search_label.name", "search_term.scope", "series.name", "series.slug", "suggestion.mode", "suggestion.outcome",
    "suggestion.state", "timeslot.kind", "timeslot.title", "told.kind", "topic.attribution", "topic.guid",
    "topic.state", "topic_wish.kind",
    "visit.device", "visit.key",
}  # fmt: skip


def test_no_column_is_forgotten() -> None:
    shelves = {
        f"{shelf.table.__tablename__}.{column}"
        for shelf in (*OF_TOPICS, *OF_EVENTS, *KEYED)
        for column in shelf.columns
    }
    wordy = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, AutoString | String | LargeBinary | JSON)
    }
    assert wordy == shelves | ELSEWHERE | NONE_OF_A_TOPIC
