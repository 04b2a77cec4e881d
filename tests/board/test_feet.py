"""The law of two feet: what is said of rooms at their doors, by nobody in particular, and what pages make of it."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from app.board.feet import FORGOTTEN, FRESH, TOLD_AGAIN, Mood, is_other, mood_of
from app.board.tables import RoomTap
from app.kernel.work import ChangeRow
from tests.conftest import Watch
from tests.samples import NOON
from tests.visitors import Gathering, Visitor, text_of

NOW, LIBRARY = "/small-camp/now", "/small-camp/rooms/2"


def ago(says: str, minutes: float) -> tuple[str, datetime]:
    return says, NOON - timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("taps", "says"),
    [
        ([], None),
        ([ago("full", 1)], "full"),
        ([ago("full", 3), ago("room", 2), ago("room", 1)], "room"),
        ([ago("room", 2), ago("full", 1)], "full"),
        ([ago("full", 1), ago("room", 2)], "full"),
        ([ago("room", 20), ago("room", 21), ago("room", 22), ago("full", 1)], "full"),
        ([ago("room", 16)], "room"),
        ([ago("quiet", 45)], None),
    ],
)
def test_what_most_say_counts_and_newer_words_count_more(taps: list[tuple[str, datetime]], says: str | None) -> None:
    mood = mood_of(taps, NOON)
    assert (mood.says if mood else None) == says


def test_a_mood_is_as_old_as_the_last_who_said_it() -> None:
    assert mood_of([ago("full", 9), ago("full", 4), ago("room", 1)], NOON) == Mood("full", *ago("", 4)[1:], 4)
    assert FRESH < FORGOTTEN


def test_pages_hear_of_another_mood_and_of_the_same_once_in_a_while() -> None:
    full, later = Mood("full", NOON), NOON + TOLD_AGAIN
    assert is_other(None, full)
    assert is_other(full, None)
    assert is_other(full, Mood("room", NOON))
    assert not is_other(None, None)
    assert not is_other(full, Mood("full", later - timedelta(seconds=1)))
    assert is_other(full, Mood("full", later))


async def told(visitor: Visitor, page: str = LIBRARY) -> str:
    """What a page says of how full it is."""
    words = text_of(await visitor.get(page))
    return next((says for says in ("full just now", "room left just now", "quiet just now") if says in words), "")


async def tap(visitor: Visitor, says: str, method: str = "PUT") -> int:
    return (await visitor.submit(f"{LIBRARY}/feet", method, says=says)).status_code


async def on(gathered: Gathering) -> None:
    """Something is on in the library."""
    await gathered.camp.topic("Rotas")
    helper = await gathered.facilitator()
    await helper.submit("/small-camp/topics/1/placements", cell=str(gathered.camp.cell(2, 1)))


async def test_whoever_stands_at_the_door_says_it_and_everybody_reads_it(gathered: Gathering) -> None:
    await on(gathered)
    reader, other = gathered.reader(), gathered.reader()
    assert await told(other) == ""
    assert await tap(reader, "full") == 303
    for page in (LIBRARY, NOW, "/small-camp/board"):
        assert await told(other, page) == "full just now", page
    mine = (await reader.get(LIBRARY)).text
    assert mine.count('aria-pressed="true"') == (await other.get(LIBRARY)).text.count('aria-pressed="true"') + 1


async def test_one_visit_has_one_voice_and_may_take_it_back(watched: Gathering, watch: Watch) -> None:
    await on(watched)
    one, two, three = (watched.reader() for _ in range(3))
    for visitor in (one, two):
        assert await tap(visitor, "room") == 303
    for _ in range(3):
        assert await tap(three, "full") == 303
    assert await told(one) == "room left just now"
    assert await tap(three, "room") == 429
    watch.now += timedelta(seconds=3)
    assert await tap(three, "quiet") == 303
    for visitor in (one, two):
        assert await tap(visitor, "", "DELETE") == 303
    assert await told(one) == "quiet just now"
    assert await tap(three, "", "DELETE") == 303
    assert await told(one) == ""


async def test_nobody_learns_who_said_it(gathered: Gathering) -> None:
    await on(gathered)
    noor = await gathered.attendee("Noor")
    assert await tap(noor, "full") == 303
    async with gathered.hallway.database.reading() as db:
        [heard] = (await db.exec(select(ChangeRow).where(ChangeRow.name == "RoomMoodChanged"))).all()
        [kept] = (await db.exec(select(RoomTap))).all()
    assert heard.actor is None
    assert set(RoomTap.model_fields) == {"timeslot_id", "room_id", "hand", "says", "at"}
    assert all(cookie not in kept.hand for cookie in noor.cookies.values())


async def test_nonsense_and_what_is_not_on_are_refused_in_words(watched: Gathering, watch: Watch) -> None:
    reader = watched.reader()
    assert await tap(reader, "crowded") == 422
    elsewhere = await reader.submit("/small-camp/rooms/99/feet", "PUT", says="full")
    assert elsewhere.status_code == 404
    watch.now = watch.now.replace(hour=21)
    late = await reader.submit(f"{LIBRARY}/feet", "PUT", says="full")
    assert late.status_code == 409
    assert "Nothing is on here at the moment." in text_of(late)
