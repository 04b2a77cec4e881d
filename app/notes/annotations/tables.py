"""The rows of what people say of passages of a note. The text itself knows nothing of them."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.kernel.columns import UtcDateTime


class Annotation(SQLModel, table=True):
    """A comment on a passage of a note, or with `answers` a word under one; those that are answers have no passage.

    `starts` and `ends` are relative positions of Yjs, as the author's editor wrote them: they move with the text.
    `quote` is what stood between them at that time, for where they lead nowhere any more; without it, it is of the note
    as a whole. What is taken away is gone for good, with its answers: their words are deleted. `settled_at` puts it
    aside.
    """

    id: int | None = Field(default=None, primary_key=True)
    note_id: int = Field(foreign_key="note.id", index=True)
    attendee_id: int | None = Field(default=None, foreign_key="attendee.id", index=True)
    answers: int | None = Field(default=None, foreign_key="annotation.id")
    starts: str = ""
    ends: str = ""
    quote: str = ""
    words: str
    made_at: datetime = Field(sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
