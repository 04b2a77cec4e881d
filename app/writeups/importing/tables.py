"""Rows of imports: what came from where, so that it comes once."""

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel


class ImportSource(SQLModel, table=True):
    """A file, or a line of one, that was brought in: as a topic, or without one as a text of the event itself.

    `mark` changes with the source. `text_mark` and `card_mark` are of note and card as they were brought in: whoever
    changed them since has the last word. `photos` are names of photos by the hash of the file that they are of.
    """

    __tablename__ = "import_source"
    __table_args__ = (UniqueConstraint("event_id", "path", name="one_import_per_path"),)

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id")
    path: str
    mark: str
    topic_id: int | None = Field(default=None, foreign_key="topic.id", index=True)
    text_mark: str = ""
    card_mark: str = ""
    photos: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
