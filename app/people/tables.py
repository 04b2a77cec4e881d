"""Rows of people: devices, who they are at an event, and the roles that links carry. An event is an opaque id here."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.kernel.columns import UtcDateTime
from app.kernel.words import gettext as _
from app.people.names import FACILITATOR, NO_MARK, shown_name


class Visit(SQLModel, table=True):
    """A device. Its key is a secret in a signed cookie and changes with its rights; its id stays. `device` is what its
    browser says it is. A closed one was cut off or left: its cookie opens nothing any more."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, index=True)
    made_at: datetime = Field(sa_type=UtcDateTime)
    device: str = Field(default="", sa_column_kwargs={"server_default": ""})
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)


class Attendee(SQLModel, table=True):
    """A person at one event: a name is enough. `look`, `mark` and `namesake` tell it from others (names.py). The name
    is empty when a facilitator took it away, who can give `lost_name` back, and of one who left."""

    __table_args__ = (Index("attendee_by_look", "event_id", "look"),)

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(index=True)
    name: str
    made_at: datetime = Field(sa_type=UtcDateTime)
    look: str = Field(default="", sa_column_kwargs={"server_default": ""})
    mark: str = Field(default="", sa_column_kwargs={"server_default": ""})
    namesake: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    lost_name: str = Field(default="", sa_column_kwargs={"server_default": ""})
    left_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    shut_out_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)

    @property
    def shown(self) -> str:
        """As it stands on cards, and wherever else it matters who holds the space."""
        return self._shown(self.mark)

    @property
    def called(self) -> str:
        """As it is said among those who hold the space, and to themselves."""
        return self._shown(NO_MARK if self.mark == FACILITATOR else self.mark)

    def _shown(self, mark: str) -> str:
        if self.name:
            return shown_name(self.name, mark, self.namesake)
        return _("somebody who left") if self.left_at else _("somebody unnamed")


class Attendance(SQLModel, table=True):
    """Which attendee a device speaks for at an event."""

    __table_args__ = (UniqueConstraint("visit_id", "event_id"),)

    id: int | None = Field(default=None, primary_key=True)
    visit_id: int = Field(foreign_key="visit.id", index=True)
    event_id: int
    attendee_id: int = Field(foreign_key="attendee.id", index=True)


class EventPass(SQLModel, table=True):
    """A device that knows an event's code: it may read what is for those with the code, and join."""

    __tablename__ = "event_pass"

    visit_id: int = Field(foreign_key="visit.id", primary_key=True)
    event_id: int = Field(primary_key=True)


class DeviceLink(SQLModel, table=True):
    """A link that moves an attendee to one more device. Only the token's hash is kept."""

    __tablename__ = "device_link"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True, index=True)
    attendee_id: int = Field(foreign_key="attendee.id")
    event_id: int
    expires_at: datetime = Field(sa_type=UtcDateTime)
    taken_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RoleLink(SQLModel, table=True):
    """A link that carries a role. Only the token's hash is kept. `event_id` is empty for the steward's; a writer's is
    for the topic of this number alone."""

    __tablename__ = "role_link"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True, index=True)
    role: str
    event_id: int | None = None
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    topic_number: int | None = None


class RoleHeld(SQLModel, table=True):
    """A device holds a role it took from a link. It sleeps when unused for twelve hours. `device` says what it is;
    `attendee_id` is who writes there, for a writer's role."""

    __tablename__ = "role_held"
    __table_args__ = (UniqueConstraint("visit_id", "link_id"),)

    id: int | None = Field(default=None, primary_key=True)
    visit_id: int = Field(foreign_key="visit.id", index=True)
    link_id: int = Field(foreign_key="role_link.id", index=True)
    taken_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime = Field(sa_type=UtcDateTime)
    device: str = Field(default="", sa_column_kwargs={"server_default": ""})
    attendee_id: int | None = None


class CalendarLink(SQLModel, table=True):
    """A link under which programs fetch an attendee's own calendar. Its secret is made of `salt`, the server's own
    secret and its id, so that it can be shown again and is not in the database."""

    __tablename__ = "calendar_link"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    attendee_id: int = Field(foreign_key="attendee.id", unique=True, index=True)
    salt: str
    made_at: datetime = Field(sa_type=UtcDateTime)
