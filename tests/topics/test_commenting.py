"""Questions to the hosts: among those who take part, one level deep, taken away with their words."""

import pytest
from sqlmodel import select

from app.kernel.work import ChangeRow
from app.topics.tables import Comment
from tests.visitors import Gathering, Visitor, has_error, text_of

CARD = "/small-camp/topics/1"
COMMENTS = f"{CARD}/comments"


@pytest.fixture
async def people(gathered: Gathering) -> dict[str, Visitor]:
    ada = await gathered.attendee("Ada")
    await ada.submit("/small-camp/topics", title="Monorepos")
    return {
        "ada": ada,
        "noor": await gathered.attendee("Noor"),
        "zoe": await gathered.attendee("Zoë"),
        "reader": gathered.reader(),
        "facilitator": await gathered.facilitator(),
    }


async def test_those_who_take_part_read_it_and_nobody_else(people: dict[str, Visitor]) -> None:
    assert (await people["noor"].submit(COMMENTS, words="How <b>large</b>?")).headers["location"] == f"{CARD}#comment-1"
    for who in ("ada", "noor", "zoe", "facilitator"):
        assert "Noor" in text_of(await people[who].get(CARD))
        assert "How <b>large</b>?" in text_of(await people[who].get(CARD))
    page = await people["reader"].get(CARD)
    assert "large" not in page.text
    assert "page=line" in page.text
    assert "page=talk" in (await people["noor"].get(CARD)).text


async def test_only_who_is_no_host_is_asked_to_ask_the_hosts(people: dict[str, Visitor]) -> None:
    other = text_of(await people["noor"].get(CARD))
    assert "Ask the hosts" in other
    assert "A question or a word to them" in other
    await people["noor"].submit("/small-camp/topics", title="Cake", wanted="1")
    own, nobodys = await people["ada"].get(CARD), await people["noor"].get("/small-camp/topics/2")
    for page in (text_of(own), text_of(nobodys)):
        assert "What people say" in page
        assert "A word about this card" in page
        assert "Ask the hosts" not in page
        assert "word to them" not in page


async def test_a_reader_joins_first(people: dict[str, Visitor]) -> None:
    told = await people["reader"].submit(COMMENTS, words="Hello")
    assert told.headers["location"] == f"/small-camp/join?next={CARD}"


async def test_answers_stand_one_level_deep(people: dict[str, Visitor], gathered: Gathering) -> None:
    await people["noor"].submit(COMMENTS, words="How large?")
    await people["ada"].submit(COMMENTS, words="Very.", answers="1")
    await people["zoe"].submit(COMMENTS, words="How very?", answers="2")
    async with gathered.hallway.database.reading() as db:
        assert [each.answers for each in (await db.exec(select(Comment))).all()] == [None, 1, 1]


@pytest.mark.parametrize("words", ["", "  \n ", "x" * 501])
async def test_what_is_not_taken_comes_back(people: dict[str, Visitor], words: str) -> None:
    told = await people["noor"].submit(COMMENTS, words=words)
    assert told.status_code == 422
    assert has_error(told, "words")
    assert words.strip() in told.text


@pytest.mark.parametrize("who", ["ada", "noor", "facilitator"])
async def test_its_author_the_hosts_and_facilitators_take_it_away(
    people: dict[str, Visitor], gathered: Gathering, who: str
) -> None:
    await people["noor"].submit(COMMENTS, words="Secret sauce")
    await people["zoe"].submit(COMMENTS, words="Secret answer", answers="1")
    assert (await people["zoe"].submit(f"{COMMENTS}/1", "DELETE")).status_code == 403
    assert (await people[who].submit(f"{COMMENTS}/1", "DELETE")).status_code == 303
    for reader in people.values():
        assert "Secret" not in (await reader.get(CARD)).text
    async with gathered.hallway.database.reading() as db:
        assert {each.words for each in (await db.exec(select(Comment))).all()} == {""}
        assert not [row for row in (await db.exec(select(ChangeRow))).all() if "Secret" in row.payload]


async def test_an_answer_to_what_was_taken_away_keeps_its_words(people: dict[str, Visitor]) -> None:
    await people["noor"].submit(COMMENTS, words="How large?")
    await people["noor"].submit(f"{COMMENTS}/1", "DELETE")
    told = await people["ada"].submit(COMMENTS, words="Very.", answers="1")
    assert (told.status_code, "Very." in told.text) == (422, True)


async def test_hosts_are_told_until_one_of_them_says_something(people: dict[str, Visitor]) -> None:
    waits = "1 comment on your card “Monorepos” waits"
    await people["noor"].submit(COMMENTS, words="How large?")
    assert waits in text_of(await people["ada"].get("/small-camp/mine"))
    assert waits in text_of(await people["ada"].get("/small-camp/topics"))
    assert waits not in text_of(await people["noor"].get("/small-camp/mine"))
    for page in ("/small-camp/now", "/small-camp/news"):
        assert "Somebody waits for a word of yours" in text_of(await people["ada"].get(page)), page
        assert "Somebody waits" not in text_of(await people["noor"].get(page)), page
        assert "Somebody waits" not in text_of(await people["reader"].get(page)), page
    await people["ada"].submit(COMMENTS, words="Very.", answers="1")
    assert waits not in text_of(await people["ada"].get("/small-camp/mine"))
