"""Rows of people: devices, who they are at an event, and the roles that links carry. An event is an opaque id here."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.kernel.columns import UtcDateTime


class Visit(SQLModel, table=True):
    """A device. Its key is a secret in a signed cookie and changes with its rights; its id stays."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, index=True)
    made_at: datetime = Field(sa_type=UtcDateTime)


class Attendee(SQLModel, table=True):
    """A person at one event: a name is enough."""

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(index=True)
    name: str
    made_at: datetime = Field(sa_type=UtcDateTime)


class Attendance(SQLModel, table=True):
    """Which attendee a device speaks for at an event."""

    __table_args__ = (UniqueConstraint("visit_id", "event_id"),)

    id: int | None = Field(default=None, primary_key=True)
    visit_id: int = Field(foreign_key="visit.id", index=True)
    event_id: int
    attendee_id: int = Field(foreign_key="attendee.id", index=True)


class RoleLink(SQLModel, table=True):
    """A link that carries a role. Only the token's hash is kept. `event_id` is empty for the steward's."""

    __tablename__ = "role_link"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True, index=True)
    role: str
    event_id: int | None = None
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RoleHeld(SQLModel, table=True):
    """A device holds a role it took from a link. It sleeps when unused for twelve hours."""

    __tablename__ = "role_held"
    __table_args__ = (UniqueConstraint("visit_id", "link_id"),)

    id: int | None = Field(default=None, primary_key=True)
    visit_id: int = Field(foreign_key="visit.id", index=True)
    link_id: int = Field(foreign_key="role_link.id", index=True)
    taken_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime = Field(sa_type=UtcDateTime)
