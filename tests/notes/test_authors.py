"""Who wrote what is told where the policy lets it."""

import pytest

from app.events.queries import event_by_id
from tests.visitors import Gathering

NOTE = "/small-camp/topics/1/note"


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
