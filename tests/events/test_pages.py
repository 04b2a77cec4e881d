"""Pages of events: taking part, and the links that carry roles."""

from tests.visitors import Gathering, token_in


async def test_a_link_that_does_not_work_takes_nothing_from_whoever_tries_it(gathered: Gathering) -> None:
    ada = await gathered.attendee("Ada")
    answer = await ada.post("/links/of-last-year", data={"csrf": token_in(await ada.get("/small-camp/me"))})
    assert answer.status_code == 404
    assert "You are Ada here" in (await ada.get("/small-camp/me")).text
