"""Who wrote what: by the clients whose texts the log has."""

import pytest
from pycrdt import Doc, Text

from app.events.queries import event_by_id
from app.notes.authors import first_authors
from app.notes.live_note import TEXT
from tests.visitors import Gathering

NOTE = "/small-camp/topics/1/note"
ADA, NOOR = 1, 2


def doc(client_id: int) -> "Doc[Text]":
    made: Doc[Text] = Doc(client_id=client_id)
    made.get(TEXT, type=Text)
    return made


def typed(document: "Doc[Text]", words: str) -> bytes:
    state = document.get_state()
    document.get(TEXT, type=Text).insert(0, words)
    return document.get_update(state)


def test_each_client_is_its_author_s() -> None:
    ada, noor = doc(11), doc(22)
    rows = [(typed(ada, "first "), ADA), (typed(noor, "second "), NOOR), (typed(ada, "third "), ADA)]
    assert first_authors(rows) == {11: ADA, 22: NOOR}


def test_who_brings_others_edits_along_is_not_their_author() -> None:
    ada, noor = doc(11), doc(22)
    first = typed(ada, "first ")
    noor.apply_update(first)
    typed(noor, "second ")
    whole = noor.get_update(b"\x00")
    assert first_authors([(first, ADA), (whole, NOOR)]) == {11: ADA, 22: NOOR}


def test_what_nobody_can_read_and_whom_nobody_knows_is_left_out() -> None:
    assert first_authors([(b"\xff\xff", ADA), (typed(doc(11), "by a form"), None)]) == {}


@pytest.mark.parametrize(("attribution", "status"), [("open", 200), ("chatham", 403), ("off_record", 403)])
async def test_names_are_told_where_the_policy_lets_them(gathered: Gathering, attribution: str, status: int) -> None:
    await gathered.camp.topic("Containers", host="Ada")
    noor = await gathered.attendee("Noor")
    await noor.submit(NOTE, markdown="Mine.", base="0", epoch="1")
    async with gathered.works.begin() as work:
        event = await event_by_id(work.db, gathered.camp.event_id)
        event.attribution = attribution
        work.db.add(event)
    answer = await noor.get(f"{NOTE}/authors")
    assert answer.status_code == status
    if status == 200:
        assert list(answer.json().values()) == ["Noor"]
    assert ("data-authors=" in (await noor.get(NOTE)).text) == (status == 200)
    assert (await gathered.reader().get(f"{NOTE}/authors")).status_code == 403
