"""Rules of events: phases, slugs, the inks of timeslots, wall time. Pure."""

import hmac
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.people.rules import AFTER_THE_EVENT
from app.people.viewers import Viewer

PHASES = ("announced", "open", "running", "closed", "published")
ATTRIBUTIONS = (OPEN, CHATHAM, OFF_RECORD) = ("open", "chatham", "off_record")
#: For everybody, for whoever has the address, for whoever knows the code, for those who have joined with it.
VISIBILITIES = ("public", "link", "code", "attendees")
#: Whose notes are until they are published: of who calls the topic or is its scribe, of those who take part, of whoever
#: may see the board.
NOTE_CIRCLES = ("hosts", "attendees", "link")
#: What nobody can read without having shown the code.
BEHIND_A_CODE = frozenset({"code", "attendees"})
#: Spoken codes have no letters and digits that are taken for each other, and no vowels that make words of them.
CODE_LETTERS, CODE_LENGTH = "2346789BCDFGHJKMPQRTVWXY", 6
KINDS = ("open", "plenary", "break")
INKS = 8
#: A pause of so long ends a day.
NIGHT = timedelta(hours=5)
#: More is no time of an unconference but an end that was written before its beginning.
LONGEST = timedelta(hours=12)
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
#: First path segments that belong to Hallway itself; a test holds this against the route table.
RESERVED_SLUGS = frozenset(
    {
        *("search", "series", "events", "links", "language", "offline", "static", "healthz", "readyz", "metrics"),
        *("schema", "media", "index", "favicon-ico", "join", "devices", "imprint"),
    }
)


def slug_is_free_of_routes(slug: str) -> bool:
    return slug not in RESERVED_SLUGS


def deal_inks(count: int) -> list[int]:
    """The inks of a day's open timeslots in order: spread evenly from sunrise to dusk, beyond eight repeating."""
    if count == 1:
        return [1]
    if count > INKS:
        return [n % INKS + 1 for n in range(count)]
    return [int(1 + n * (INKS - 1) / (count - 1) + 0.5) for n in range(count)]


def free_ink(before: Sequence[int], after: Sequence[int]) -> int:
    """The ink for a time between others of its day: the free one nearest to its neighbours', else one between them."""
    low, high = (before[-1] if before else 0), (after[0] if after else INKS + 1)
    wanted = (low + high) / 2
    free = [ink for ink in range(1, INKS + 1) if ink not in {*before, *after}]
    return min(free or range(1, INKS + 1), key=lambda ink: (abs(ink - wanted), ink))


def in_wall_time(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The instant that a clock on the wall shows this time. ValueError when that time is skipped or happens twice."""
    early = datetime.combine(day, clock, zone)
    late = early.replace(fold=1)
    if early.utcoffset() != late.utcoffset():
        raise ValueError(f"{clock:%H:%M} on {day} does not happen exactly once in {zone.key}")
    return early


def may_begin_on(day: date, first: date, last: date) -> bool:
    """The night after the last day belongs to the event."""
    return first <= day <= last + timedelta(days=1)


def wall_span(day: date, starts: time, ends: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """A timeslot's start and end; one that ends at or before its start ends after midnight. ValueError as above."""
    last_day = day + timedelta(days=ends_after_midnight(starts, ends))
    return in_wall_time(day, starts, zone), in_wall_time(last_day, ends, zone)


def link_life(ends_on: date, now: datetime) -> timedelta:
    """A facilitator's link works until a week after the event, and for a week at least."""
    last = datetime.combine(ends_on + timedelta(days=1), time(), UTC) + AFTER_THE_EVENT
    return max(last - now, AFTER_THE_EVENT)


def is_over(ends_at: datetime, now: datetime) -> bool:
    return ends_at <= now


def is_running(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    return starts_at <= now < ends_at


def share_over(starts_at: datetime, ends_at: datetime, now: datetime) -> int:
    """How much of it is over, 0 to 100."""
    length = (ends_at - starts_at) / timedelta(minutes=1)
    gone = (now - starts_at) / timedelta(minutes=1) / length if length else 0
    return max(0, min(100, round(gone * 100)))


def minutes_left(ends_at: datetime, now: datetime) -> int:
    """Whole minutes, rounded up, so that the last one is still called one."""
    return max(0, -((now - ends_at) // timedelta(minutes=1)))


def ends_after_midnight(starts: time, ends: time) -> bool:
    return ends <= starts


def may_read(visibility: str, viewer: Viewer) -> bool:
    """Wall and board are for everybody, for those with the address or the code, or for attendees only."""
    if viewer.takes_part or viewer.is_facilitator:
        return True
    return visibility not in BEHIND_A_CODE or (visibility == "code" and viewer.knows_code)


def may_join(code: str, viewer: Viewer) -> bool:
    """An event with a code is joined by whoever knows it; one who was shut out joins none."""
    if viewer.is_shut_out:
        return False
    return not code or viewer.takes_part or viewer.is_facilitator or viewer.knows_code


def plain_code(written: str) -> str:
    """As people type what they heard: in any case, with gaps or without."""
    return "".join(written.split()).replace("-", "").upper()


def same_code(written: str, code: str) -> bool:
    return bool(code) and hmac.compare_digest(plain_code(written).encode(), code.encode())


def is_door(scanned: str, door: str) -> bool:
    """Whether it is the long code that phones read from the wall."""
    return bool(door) and hmac.compare_digest(scanned.encode(), door.encode())


def stricter(*attributions: str) -> str:
    """Of these policies the one that lets less be told; one that is empty asks for nothing."""
    return max(filter(None, attributions), key=ATTRIBUTIONS.index)


def is_tighter(attribution: str, before: str) -> bool:
    return ATTRIBUTIONS.index(attribution) > ATTRIBUTIONS.index(before)


def is_past(phase: str, ends_on: date, local: datetime) -> bool:
    """Whether nobody comes any more: it was closed, or its last day is over, with the night that belongs to it."""
    return phase in ("closed", "published") or ends_on < (local - NIGHT).date()


def finds_hosts(phase: str) -> bool:
    """Until the event closes people look for each other."""
    return phase not in ("closed", "published")


def names_may_be_told(attribution: str) -> bool:
    """Under the Chatham House Rule what was said may be told, not who said it."""
    return attribution == "open"
