"""The announcer: every change to those who listen, in the order of commits, and nothing old when something fails."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Collection
from typing import Any

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.actions import move_card, place_topic, take_back, withdraw_topic
from app.board.forms import Move
from app.board.placements import placement_by_id
from app.board.queries import card_facts
from app.events.actions import change_phase
from app.events.queries import event_by_id
from app.events.tables import Event
from app.kernel.database import Database
from app.kernel.outbox import Outbox
from app.kernel.words import language
from app.kernel.work import Change, Committed, Works
from app.live import announcer
from app.live.announcements import ANNOUNCEMENTS, CHANNELS, CONVERGING, LEADING
from app.live.announcer import Announcer
from app.live.fragments import Scene
from app.live.hub import KEPT, Hub
from app.people.actions import add_attendee
from app.topics.actions import add_topic, reword_topic, star_topic
from app.topics.actions.commenting import comment_on, remove_comment
from app.topics.actions.starring import change_starring
from app.topics.cards import CardFacts, Cards
from app.topics.changes import StarsCounted, TopicProposed
from app.topics.forms import Proposal, Remark, Starring
from app.topics.queries import topic_by_id
from app.topics.tables import Topic
from app.topics.talk import comment_by_id
from tests.samples import FACILITATOR, NOON, Camp, make_camp

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


class Newsroom:
    """A camp whose changes are announced, and pages that listen to it."""

    def __init__(self, database: Database) -> None:
        self.asked: list[list[int]] = []
        self.hub = Hub()
        self.announcer = Announcer(database, self.hub, Cards(self.facts), lambda: NOON)
        self.works = Works(database, self.announce, lambda: NOON)
        self.newest: dict[int, int] = {}

    async def announce(self, committed: list[Committed]) -> None:
        self.newest |= {each.change.event_id: each.revision for each in committed}
        await self.announcer.announce(committed)

    async def facts(self, db: AsyncSession, event: Event, topic_ids: Collection[int]) -> CardFacts:
        self.asked.append(list(topic_ids))
        return await card_facts(db, event, topic_ids)

    def listen(self, channel: str, event_id: int, language: str = "en") -> list[dict[str, Any]]:
        """What the page hears from now on."""
        heard: list[dict[str, Any]] = []

        async def send(message: Any) -> None:
            heard.append(json.loads(message["text"]))

        self.hub.join(event_id, channel, Outbox(send, lambda: None), language=language).begin(0)
        self.announcer.follow(event_id, self.newest.get(event_id, 0))
        return heard


@pytest.fixture
async def newsroom(database: Database) -> AsyncIterator[Newsroom]:
    room = Newsroom(database)
    await room.announcer.start()
    yield room
    await room.announcer.stop()


@pytest.fixture
async def camp(newsroom: Newsroom) -> Camp:
    return await make_camp(newsroom.works.database, newsroom.works)


async def test_changes_are_told_in_their_order_each_from_the_one_before(newsroom: Newsroom, camp: Camp) -> None:
    wall = newsroom.listen("wall", camp.event_id)
    await asyncio.gather(*(camp.topic(f"Topic {n}") for n in range(12)))
    await newsroom.announcer.settled()
    revisions = [letter["revision"] for letter in wall]
    assert revisions == sorted(revisions)
    assert len(wall) == 12
    assert [letter["after"] for letter in wall[1:]] == revisions[:-1]
    assert all(f"Topic {n}" in "".join(letter["content"] for letter in wall) for n in range(12))


async def test_only_what_somebody_listens_to_is_rendered(newsroom: Newsroom, camp: Camp) -> None:
    await camp.topic("Unheard")
    await newsroom.announcer.settled()
    assert newsroom.asked == []
    wall = newsroom.listen("wall", camp.event_id)
    elsewhere = newsroom.listen("wall", camp.event_id + 1)
    topic = await camp.topic("Heard")
    await newsroom.announcer.settled()
    assert newsroom.asked == [[topic.id]]
    assert (len(wall), len(elsewhere)) == (1, 0)


async def test_a_change_is_rendered_once_for_a_thousand_listeners(newsroom: Newsroom, camp: Camp) -> None:
    heard = [newsroom.listen("wall", camp.event_id) for _ in range(1000)]
    await camp.topic("Once")
    await newsroom.announcer.settled()
    assert len(newsroom.asked) == 1
    assert all(len(letters) == 1 for letters in heard)


async def test_a_change_is_rendered_once_in_each_language_that_is_listened_to(newsroom: Newsroom, camp: Camp) -> None:
    english, german, alike = (newsroom.listen("wall", camp.event_id, language) for language in ("en", "de", "de"))
    topic = await camp.topic("Containers")
    await newsroom.announcer.settled()
    assert newsroom.asked == [[topic.id]] * 2
    assert german == alike
    assert "Star card 1" in english[0]["content"]
    assert "Karte 1 einen Stern geben" in german[0]["content"]
    assert [letters[0]["revision"] for letters in (english, german)] == [english[0]["revision"]] * 2


async def test_a_language_that_fails_spoils_no_other(
    newsroom: Newsroom, camp: Camp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stumbles(_scene: Scene, _change: Change) -> str:
        if language() == "de":
            raise ValueError("a hole that nobody fills")
        return "the card"

    monkeypatch.setitem(ANNOUNCEMENTS, TopicProposed, {"wall": (stumbles,)})  # type: ignore[arg-type]
    english, german = newsroom.listen("wall", camp.event_id), newsroom.listen("wall", camp.event_id, "de")
    await camp.topic("Containers")
    await newsroom.announcer.settled()
    assert english[0]["content"] == "the card"
    assert german[0]["stale"] is True


#: A card's own page shows where it hangs, and the line of pitches nothing while nobody is in it.
SHOWN = {"line": "Library", "talk": "Library", "pitches": "Nobody is in line", "mine": "data-touched"}


async def test_every_page_hears_what_it_shows(newsroom: Newsroom, camp: Camp) -> None:
    topic, other = await camp.topic("Containers <b>"), await camp.topic("Monorepos")
    await newsroom.announcer.settled()
    pages = {channel: newsroom.listen(channel, camp.event_id) for channel in CHANNELS}
    async with newsroom.works.begin() as work:
        placed = await place_topic(work, camp.event, await topic_of(work.db, topic), Move(camp.cell(2, 0), None, None))
    async with newsroom.works.begin() as work:
        await move_card(work, camp.event, placed, Move(camp.cell(2, 1), camp.cell(2, 0), None))
    await newsroom.announcer.settled()
    board = [letter["content"] for letter in pages["board"]]
    assert f"#cell-{camp.cell(2, 0)}" in board[0]
    assert f"#cell-{camp.cell(2, 0)}" in board[1]
    assert f"#cell-{camp.cell(2, 1)}" in board[1]
    for channel in CHANNELS - {CONVERGING, LEADING}:
        assert [letter["revision"] for letter in pages[channel]][-1] == pages["wall"][-1]["revision"]
        assert SHOWN.get(channel, "Containers &lt;b&gt;") in pages[channel][-1]["content"]
        assert "<b>Containers" not in pages[channel][-1]["content"]
    assert other.title not in pages["wall"][-1]["content"]


async def test_a_withdrawn_card_leaves_every_page_and_no_star_or_word_brings_it_back(
    newsroom: Newsroom, camp: Camp
) -> None:
    topic = await camp.topic("Containers")
    wall, board = newsroom.listen("wall", camp.event_id), newsroom.listen("board", camp.event_id)
    async with newsroom.works.begin() as work:
        await place_topic(work, camp.event, await topic_of(work.db, topic), Move(camp.cell(2, 0), None, None))
    async with newsroom.works.begin() as work:
        await withdraw_topic(work, await topic_of(work.db, topic), FACILITATOR)
    async with newsroom.works.begin() as work:
        await reword_topic(work, await topic_of(work.db, topic), Proposal("Reworded"), FACILITATOR)
    await star(newsroom, topic)
    await newsroom.announcer.settled()
    for letter in wall[-4:]:
        assert (
            letter["content"].strip() == f'<hx-partial hx-target="#card-{topic.number}" hx-swap="delete"></hx-partial>'
        )
    assert not any("Reworded" in letter["content"] for letter in board)


async def test_taking_back_puts_the_card_into_the_tray(newsroom: Newsroom, camp: Camp) -> None:
    topic = await camp.topic("Containers")
    async with newsroom.works.begin() as work:
        placed = await place_topic(work, camp.event, await topic_of(work.db, topic), Move(camp.cell(2, 0), None, None))
    await newsroom.announcer.settled()
    board = newsroom.listen("board", camp.event_id)
    async with newsroom.works.begin() as work:
        await take_back(work, camp.event, await placement_by_id(work.db, camp.event_id, placed.id or 0))
    await newsroom.announcer.settled()
    [letter] = board
    assert "#tray-cards" in letter["content"]
    assert "Containers" in letter["content"]
    assert f"#cell-{camp.cell(2, 0)}" in letter["content"]


async def test_a_new_phase_makes_every_page_fetch_itself(newsroom: Newsroom, camp: Camp) -> None:
    pages = [newsroom.listen(channel, camp.event_id) for channel in CHANNELS]
    async with newsroom.works.begin() as work:
        await change_phase(work, await event_by_id(work.db, camp.event_id), "running")
    await newsroom.announcer.settled()
    assert [[letter.get("stale") for letter in heard] for heard in pages] == [[True]] * len(CHANNELS)
    assert "content" not in pages[0][0]


async def test_what_cannot_be_rendered_makes_pages_fetch_themselves_and_the_next_is_told(
    newsroom: Newsroom, camp: Camp
) -> None:
    wall = newsroom.listen("wall", camp.event_id)
    async with newsroom.works.begin() as work:
        work.record(TopicProposed(event_id=camp.event_id, topic_id=999, number=999, title="gone"))
    await camp.topic("After the fault")
    await newsroom.announcer.settled()
    stale, told = wall
    assert (stale["revision"], stale["stale"]) == (told["after"], True)
    assert "After the fault" in told["content"]


async def test_stars_that_are_kept_back_are_told_to_facilitators_only(newsroom: Newsroom, camp: Camp) -> None:
    """Not even that one was given: whoever listens could count along."""
    topic = await camp.topic("Containers")
    async with newsroom.works.begin() as work:
        await change_starring(work, await event_by_id(work.db, camp.event_id), Starring(False, None))
    await newsroom.announcer.settled()
    pages = {channel: newsroom.listen(channel, camp.event_id) for channel in ("wall", "board", "talk", "arranging")}
    await star(newsroom, topic)
    await newsroom.announcer.settled()
    assert [letter["content"] for channel in ("wall", "board") for letter in pages[channel]] == ["", ""]
    assert "data-stars>1<" in pages["arranging"][0]["content"]
    assert pages["talk"] == []
    async with newsroom.works.begin() as work:
        await reword_topic(work, await topic_of(work.db, topic), Proposal("Reworded"), FACILITATOR)
    await newsroom.announcer.settled()
    assert "data-stars" not in pages["wall"][-1]["content"] + pages["board"][-1]["content"]
    assert "data-stars>1<" in pages["arranging"][-1]["content"]


async def test_stars_that_come_one_after_another_are_told_together(newsroom: Newsroom, camp: Camp) -> None:
    topics = [await camp.topic(f"Topic {number}") for number in range(3)]
    async with newsroom.works.begin() as work:
        await place_topic(work, camp.event, await topic_of(work.db, topics[0]), Move(camp.cell(1, 0), None, None))
    wall, board = (newsroom.listen(channel, camp.event_id) for channel in ("wall", "board"))
    for name in ("Ada", "Bea", "Cleo"):
        await star(newsroom, *topics, by=name)
    await newsroom.announcer.settled()
    assert 2 <= len(wall) == len(board) < 9
    assert [letter["after"] for letter in wall[1:]] == [letter["revision"] for letter in wall[:-1]]
    assert wall[-1]["revision"] == board[-1]["revision"] == newsroom.newest[camp.event_id]
    shown = "".join(letter["content"] for letter in wall)
    assert dict(re.findall(r'id="card-(\d+)".*?data-stars>(\d+)<', shown, re.DOTALL)) == dict.fromkeys("123", "3")


async def test_very_many_stars_at_once_make_no_page_fetch_itself(newsroom: Newsroom, camp: Camp) -> None:
    topic = await camp.topic("Starred")
    await newsroom.announcer.settled()
    wall = newsroom.listen("wall", camp.event_id)
    async with newsroom.works.begin() as work:
        for stars in range(1, 2 * KEPT + 2):
            work.record(StarsCounted(event_id=camp.event_id, topic_id=topic.id or 0, number=1, stars=stars))
    await newsroom.announcer.settled()
    assert 1 < len(wall) < 5
    assert not any("stale" in letter for letter in wall)
    assert wall[-1]["revision"] == newsroom.newest[camp.event_id]


async def test_a_move_does_not_wait_for_stars(newsroom: Newsroom, camp: Camp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcer, "COUNTS_EVERY", 60.0)
    starred, moved = await camp.topic("Starred"), await camp.topic("Moved")
    board = newsroom.listen("board", camp.event_id)
    for name in ("Ada", "Bea"):
        await star(newsroom, starred, by=name)
        await newsroom.announcer._poked.join()
    assert len(board) == 1
    async with newsroom.works.begin() as work:
        await place_topic(work, camp.event, await topic_of(work.db, moved), Move(camp.cell(1, 0), None, None))
    await newsroom.announcer._poked.join()
    assert [letter["revision"] for letter in board[1:]] == [newsroom.newest[camp.event_id]]
    assert all(f'data-number="{topic.number}"' in board[1]["content"] for topic in (starred, moved))


async def test_what_is_said_to_hosts_is_heard_on_the_cards_page_and_gone_when_taken_away(
    newsroom: Newsroom, camp: Camp
) -> None:
    topic = await camp.topic("Containers")
    await newsroom.announcer.settled()
    pages = {channel: newsroom.listen(channel, camp.event_id) for channel in CHANNELS}
    async with newsroom.works.begin() as work:
        noor = await add_attendee(work, camp.event_id, "Noor")
        said = await comment_on(work, await topic_of(work.db, topic), Remark("How <b>large</b>?", None), noor.id or 0)
    await newsroom.announcer.settled()
    async with newsroom.works.begin() as work:
        await remove_comment(work, topic, await comment_by_id(work.db, topic.id or 0, said.id or 0), FACILITATOR)
    await newsroom.announcer.settled()
    told, gone = (letter["content"] for letter in pages.pop("talk"))
    assert "How &lt;b&gt;large&lt;/b&gt;?" in told
    assert "large" not in gone
    touched = [letter["content"] for letter in pages.pop("mine")]
    assert [f'"{topic.number}"' in content for content in touched] == [True, True]
    assert not any("large" in content or "Noor" in content for content in touched)
    assert not any(pages.values())


async def test_what_two_pages_show_alike_is_made_once(newsroom: Newsroom, camp: Camp) -> None:
    topic = await camp.topic("Containers")
    await newsroom.announcer.settled()
    pages = [newsroom.listen(channel, camp.event_id) for channel in ("board", "arranging")]
    async with newsroom.works.begin() as work:
        await place_topic(work, camp.event, await topic_of(work.db, topic), Move(camp.cell(2, 0), None, None))
    await newsroom.announcer.settled()
    assert len(newsroom.asked) == 1  # the card itself, which the cell shows too
    assert pages[1][0]["content"].startswith(pages[0][0]["content"])


async def test_what_no_hint_told_of_is_found_in_the_log(
    newsroom: Newsroom, camp: Camp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a poke that was lost: somebody else wrote, and only the log knows."""
    wall = newsroom.listen("wall", camp.event_id)
    await newsroom.announcer.settled()
    elsewhere = Works(newsroom.works.database, None, lambda: NOON)
    for title in ("First", "Second"):
        async with elsewhere.begin() as work:
            await add_topic(work, camp.event, Proposal(title), None)
    assert wall == []
    await newsroom.announcer._look()
    await newsroom.announcer.settled()
    assert [letter["revision"] - wall[0]["revision"] for letter in wall] == [0, 1]
    assert "Second" in wall[1]["content"]


async def test_a_log_that_cannot_be_read_is_read_later_and_nothing_is_left_out(
    newsroom: Newsroom, camp: Camp, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = newsroom.listen("wall", camp.event_id)

    async def failing(*_asked: object) -> list[object]:
        raise OSError("disk I/O error")

    with monkeypatch.context() as broken:
        broken.setattr(announcer, "changes_since", failing)
        await camp.topic("While it was broken")
        await newsroom.announcer.settled()
    assert wall == []
    await newsroom.announcer._look()
    await newsroom.announcer.settled()
    assert "While it was broken" in wall[0]["content"]


async def test_whoever_slept_through_very_much_is_told_to_fetch_the_page(newsroom: Newsroom, camp: Camp) -> None:
    wall = newsroom.listen("wall", camp.event_id)
    async with Works(newsroom.works.database, None, lambda: NOON).begin() as work:
        for number in range(KEPT + 1):
            await add_topic(work, camp.event, Proposal(f"Topic {number}"), None)
    await newsroom.announcer._look()
    await newsroom.announcer.settled()
    assert [(letter["revision"], letter["stale"]) for letter in wall] == [
        (newsroom.newest[camp.event_id] + KEPT + 1, True)
    ]
    await camp.topic("And on")
    await newsroom.announcer.settled()
    assert "And on" in wall[1]["content"]


async def test_an_event_that_nobody_looks_at_any_more_is_followed_anew(newsroom: Newsroom, camp: Camp) -> None:
    outbox = Outbox(never_sent, lambda: None)
    newsroom.hub.join(camp.event_id, "wall", outbox)
    newsroom.announcer.follow(camp.event_id, newsroom.newest[camp.event_id])
    newsroom.hub.leave(camp.event_id, "wall", outbox)
    await camp.topic("Unseen")
    await newsroom.announcer.settled()
    wall = newsroom.listen("wall", camp.event_id)
    await camp.topic("Seen")
    await newsroom.announcer.settled()
    assert [("Seen" in letter["content"], "Unseen" in letter["content"]) for letter in wall] == [(True, False)]


async def never_sent(_message: Any) -> None:
    raise AssertionError("nobody listens")


async def test_a_message_says_nothing_of_who_looks(newsroom: Newsroom, camp: Camp) -> None:
    topic = await camp.topic("Containers")
    await newsroom.announcer.settled()
    wall = newsroom.listen("wall", camp.event_id)
    await star(newsroom, topic)
    await newsroom.announcer.settled()
    assert 'aria-pressed="true"' not in wall[0]["content"]
    assert "csrf" not in wall[0]["content"]


async def topic_of(db: AsyncSession, topic: Topic) -> Topic:
    return await topic_by_id(db, topic.id or 0)


async def star(newsroom: Newsroom, *topics: Topic, by: str = "Noor") -> None:
    """One after another, each as a step of its own."""
    async with newsroom.works.begin() as work:
        attendee = await add_attendee(work, topics[0].event_id, by)
    for topic in topics:
        async with newsroom.works.begin() as work:
            await star_topic(work, await topic_of(work.db, topic), attendee.id or 0)
