"""Comments on a note and its passages: said, answered, settled, taken away, and told to those who have it open."""

import re

import pytest

from app.events.queries import event_by_id
from app.notes.annotations.rules import MOST_IN_NOTE
from app.notes.annotations.tables import Annotation
from app.notes.queries import note_of
from tests.visitors import Gathering, Visitor, text_of

NOTE = "/small-camp/topics/1/note"
COMMENTS = f"{NOTE}/comments"
PASSAGE = {"quote": "We began at ten.", "starts": "AQIDBA", "ends": "AQIDBQ"}


@pytest.fixture
async def camping(watched: Gathering) -> Gathering:
    await watched.camp.topic("Containers", host="Ada")
    return watched


async def say(visitor: Visitor, words: str, **fields: str) -> int:
    """The id of what was said."""
    answer = await visitor.submit(COMMENTS, words=words, **fields)
    assert answer.status_code == 303, text_of(answer)
    return max(int(number) for number in re.findall(r'id="comment-(\d+)"', (await visitor.get(COMMENTS)).text))


async def shown(visitor: Visitor) -> str:
    return text_of(await visitor.get(COMMENTS))


async def test_something_is_said_of_a_passage_and_answered(camping: Gathering) -> None:
    noor, kim = await camping.attendee("Noor"), await camping.attendee("Kim")
    assert "Nothing is said of this note yet. Select a passage" in await shown(noor)
    first = await say(noor, "Was it not nine?", **PASSAGE)
    await say(kim, "Ten, on my clock.", answers=str(first))
    page = await noor.get(COMMENTS)
    assert re.search(
        r"We began at ten\. .*You \d\d:\d\d .*Was it not nine\? Kim \d\d:\d\d Ten, on my clock\.", text_of(page)
    )
    assert 'data-starts="AQIDBA" data-ends="AQIDBQ"' in page.text
    assert "This passage has gone." in text_of(page)  # shown by its style only when the editor does not find it


async def test_an_answer_to_an_answer_stands_in_the_same_thread(camping: Gathering) -> None:
    noor = await camping.attendee("Noor")
    first = await say(noor, "Was it not nine?")
    second = await say(noor, "Ten.", answers=str(first))
    await say(noor, "Half past.", answers=str(second))
    assert (await noor.get(COMMENTS)).text.count('class="thread"') == 1


async def test_what_is_settled_is_put_aside_and_an_answer_takes_it_up_again(camping: Gathering) -> None:
    noor, kim = await camping.attendee("Noor"), await camping.attendee("Kim")
    first = await say(noor, "Was it not nine?")
    settled = f"{COMMENTS}/{first}/settlement"
    for _twice in range(2):
        assert (await kim.submit(settled, "PUT")).status_code == 303
    assert "Everything is settled. 1 settled" in await shown(noor)
    assert (await kim.submit(settled, "DELETE")).status_code == 303
    assert "settled" not in (await shown(noor)).replace("Settled", "")
    await kim.submit(settled, "PUT")
    await say(kim, "No: ten.", answers=str(first))
    assert "Everything is settled" not in await shown(noor)


async def test_taking_away_deletes_the_words_and_the_answers(camping: Gathering) -> None:
    noor, kim = await camping.attendee("Noor"), await camping.attendee("Kim")
    first = await say(noor, "Was it not nine?", **PASSAGE)
    answer = await say(kim, "Ten.", answers=str(first))
    assert (await kim.submit(f"{COMMENTS}/{first}", "DELETE")).status_code == 403
    assert (await noor.submit(f"{COMMENTS}/{answer}", "DELETE")).status_code == 403
    assert (await noor.submit(f"{COMMENTS}/{first}", "DELETE")).status_code == 303
    assert "Nothing is said" in await shown(kim)
    assert (await noor.submit(f"{COMMENTS}/{first}", "DELETE")).status_code == 404
    late = await kim.submit(COMMENTS, words="But ten!", answers=str(first))
    assert late.status_code == 422
    assert "What you answer was taken away" in text_of(late)
    assert "But ten!" in late.text
    async with camping.works.database.reading() as db:
        rows = [await db.get(Annotation, number) for number in (first, answer)]
    assert [(row.words, row.quote) for row in rows if row] == [("", ""), ("", "")]


async def test_the_hosts_may_take_anything_away(camping: Gathering) -> None:
    noor, facilitator = await camping.attendee("Noor"), await camping.facilitator()
    first = await say(noor, "Was it not nine?")
    assert (await facilitator.submit(f"{COMMENTS}/{first}", "DELETE")).status_code == 303


async def test_names_are_not_told_where_they_may_not_be(camping: Gathering) -> None:
    async with camping.works.begin() as work:
        event = await event_by_id(work.db, camping.camp.event_id)
        event.attribution = "chatham"
        work.db.add(event)
    noor, kim = await camping.attendee("Noor"), await camping.attendee("Kim")
    await say(noor, "Was it not nine?")
    assert "Noor" not in await shown(kim)
    assert re.search(r"Somebody \d\d:\d\d", await shown(kim))
    assert re.search(r"You \d\d:\d\d", await shown(noor))


async def test_who_takes_no_part_neither_reads_nor_says_anything(camping: Gathering) -> None:
    noor, stranger = await camping.attendee("Noor"), camping.reader()
    await say(noor, "Was it not nine?")
    assert (await stranger.get(COMMENTS)).status_code == 403
    assert (await stranger.submit(COMMENTS, words="Nine!")).status_code == 403


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"words": " "}, "What would you like to say?"),
        ({"words": "x" * 1001}, "This is 1 character too long."),
        ({"words": "x", **PASSAGE, "starts": "<script>"}, "This is no place in the note."),
        ({"words": "x", **PASSAGE, "ends": "A" * 121}, "This is no place in the note."),
        ({"words": "x", "answers": "999"}, "What you answer was taken away."),
    ],
)
async def test_bad_input_is_told_and_kept(camping: Gathering, fields: dict[str, str], why: str) -> None:
    noor = await camping.attendee("Noor")
    answer = await noor.submit(COMMENTS, **fields)
    assert answer.status_code == 422
    if "place" not in why:
        assert why in text_of(answer)


async def test_a_note_holds_so_many_and_no_more(camping: Gathering) -> None:
    noor = await camping.attendee("Noor")
    first = await say(noor, "One")
    async with camping.works.begin() as work:
        note = await note_of(work.db, 1)
        assert note
        work.db.add_all(Annotation(note_id=note.id or 0, words="x", made_at=work.now) for _ in range(MOST_IN_NOTE - 1))
    assert (await noor.submit(COMMENTS, words="Too many")).status_code == 413
    await noor.submit(f"{COMMENTS}/{first}", "DELETE")
    assert (await noor.submit(COMMENTS, words="In its place")).status_code == 303
