"""What a page says to machines."""

from datetime import date

from app.events.tables import Event
from app.writeups.meta import collection
from app.writeups.queries import EntryView
from tests.samples import NOON

DAY = date(2027, 3, 17)
EVENT = Event(slug="camp", name="Camp", time_zone="UTC", starts_on=DAY, ends_on=DAY, made_at=NOON)


def test_an_event_collects_its_pages() -> None:
    entry = EntryView(1, "DNS", "/camp/write-up/1-dns", "", [], [], None)
    data = collection(EVENT, [entry], "https://hallway.example")
    assert data["hasPart"] == [
        {"@type": "Article", "headline": "DNS", "url": "https://hallway.example/camp/write-up/1-dns"}
    ]
    assert data["about"] == {
        "@type": "Event",
        "name": "Camp",
        "url": "https://hallway.example/camp",
        "startDate": "2027-03-17",
        "endDate": "2027-03-17",
    }


def test_a_venue_is_a_place() -> None:
    EVENT.venue = "A barn"
    assert collection(EVENT, [], "")["about"]["location"] == {"@type": "Place", "name": "A barn"}
