"""Clashes whose severity and words are fixed, what mends them, and the pages that show them."""

from random import Random

import pytest

from app.board.actions import place_topic
from app.board.clashes import BROKEN, IMPOSSIBLE, PITY, Clash, clashes_of
from app.board.costars import FEWEST, crowd
from app.board.forms import Move
from app.board.program import Card, Hall, Host, Hung, Program
from app.board.remedies import remedies_for
from app.topics.wishes import Wishes
from tests.programs import hang, people, program, slot
from tests.visitors import Gathering, has_error, text_of

ADA, BEN = Host("Ada", 1), Host("Ben", 2)
SLOTS = [slot(1, 0), slot(2, 60), slot(3, 120)]
HALLS = [Hall(1, "Main hall", 30, frozenset({"projector"})), Hall(2, "Library", 10), Hall(3, "Kitchen")]
BOARD = "/small-camp/board"


def told(cards: list[Card], hung: list[Hung], halls: list[Hall] = HALLS, crowd: int = 3) -> list[tuple[int, str]]:
    return [(clash.severity, clash.words) for clash in clashes_of(program(SLOTS, halls, cards, hung, crowd))]


@pytest.mark.parametrize(
    ("cards", "hung", "expected"),
    [
        pytest.param(
            [Card(4, 4, hosts=(ADA,)), Card(9, 9, hosts=(BEN, ADA))],
            [hang(9, 1, 2), hang(4, 1, 1)],
            [(IMPOSSIBLE, "Ada hosts 4 and 9 at the same time.")],
            id="a host in two places",
        ),
        pytest.param(
            [Card(4, 4, hosts=(Host("Ada", 1),)), Card(9, 9, hosts=(Host("ada"),))],
            [hang(4, 1, 1), hang(9, 1, 2)],
            [(IMPOSSIBLE, "Ada hosts 4 and 9 at the same time.")],
            id="a name on paper is whoever bears it",
        ),
        pytest.param(
            [Card(4, 4, hosts=(Host("Sam", 1),)), Card(9, 9, hosts=(Host("Sam", 2),))],
            [hang(4, 1, 1), hang(9, 1, 2)],
            [],
            id="two attendees of one name are two",
        ),
        pytest.param(
            [Card(4, 4, stars=people(*range(15)))],
            [hang(4, 1, 2)],
            [(BROKEN, "4 has 15 stars, Library has 10 seats.")],
            id="too small",
        ),
        pytest.param(
            [Card(4, 4, stars=people(*range(15)))],
            [hang(4, 1, 2), Hung(300, 4, hang(4, 2, 3).cell)],
            [],
            id="a repeat has seats too",
        ),
        pytest.param([Card(4, 4, stars=people(*range(99)))], [hang(4, 1, 3)], [], id="nobody counted the seats"),
        pytest.param(
            [Card(4, 4, wishes=Wishes(not_before=11 * 60))],
            [hang(4, 2, 1)],
            [(BROKEN, "4 asks to begin at 11:00 or later, not at 10:00.")],
            id="too early",
        ),
        pytest.param(
            [Card(4, 4, wishes=Wishes(over_by=10 * 60 + 30))],
            [hang(4, 2, 1)],
            [(BROKEN, "4 asks to be over by 10:30, and it ends at 10:45.")],
            id="too late",
        ),
        pytest.param(
            [Card(4, 4, wishes=Wishes(equipment=frozenset({"projector", "piano"})))],
            [hang(4, 1, 1)],
            [(BROKEN, "4 needs: piano. Not known of Main hall.")],
            id="equipment",
        ),
        pytest.param(
            [Card(4, 4), Card(9, 9, wishes=Wishes(not_beside=frozenset({4})))],
            [hang(4, 1, 1), hang(9, 1, 2)],
            [(BROKEN, "9 asks not to be at the same time as 4.")],
            id="not beside",
        ),
        pytest.param(
            [Card(4, 4, stars=people(1, 2, 3, 4)), Card(9, 9, stars=people(2, 3, 4, 5))],
            [hang(4, 1, 1), hang(9, 1, 2)],
            [(PITY, "3 people starred both 4 and 9.")],
            id="starred both",
        ),
        pytest.param(
            [Card(4, 4, hosts=(ADA,), stars=people(1, 2, 3)), Card(9, 9, hosts=(ADA,), stars=people(1, 2, 3))],
            [hang(4, 1, 1), hang(9, 2, 1)],
            [],
            id="one after the other",
        ),
    ],
)
def test_each_clash_has_its_words(cards: list[Card], hung: list[Hung], expected: list[tuple[int, str]]) -> None:
    assert told(cards, hung) == expected


def test_cards_say_of_their_clashes_in_brief() -> None:
    cards = [
        Card(1, 1, hosts=(ADA,), stars=people(*range(11)), wishes=Wishes(not_beside=frozenset({2}))),
        Card(2, 2, hosts=(ADA,), wishes=Wishes(over_by=8 * 60, not_before=23 * 60)),
        Card(3, 3, wishes=Wishes(equipment=frozenset({"a gong"}))),
    ]
    tried = program(SLOTS, HALLS, cards, [hang(1, 1, 2), hang(2, 1, 3), hang(3, 1, 3)], 3)
    assert {clash.brief for clash in clashes_of(tried)} == {
        "Two cards in one place",
        "Ada is in two places",
        "1 not beside 2",
        "11 stars, 10 seats",
        "Not before 23:00",
        "Over by 08:00",
        "Needs: a gong",
    }


def test_the_worst_comes_first_and_then_what_is_sooner() -> None:
    cards = [
        Card(1, 1, hosts=(ADA,), stars=people(1, 2, 3)),
        Card(2, 2, hosts=(ADA,), stars=people(1, 2, 3)),
        Card(3, 3, stars=people(*range(11))),
        Card(4, 4, stars=people(*range(20, 31))),
    ]
    hung = [hang(1, 2, 1), hang(2, 2, 3), hang(3, 3, 2), hang(4, 1, 2)]
    assert [severity for severity, _words in told(cards, hung)] == [IMPOSSIBLE, BROKEN, BROKEN, PITY]
    assert told(cards, hung)[1][1].startswith("4 has 11 stars")


def test_times_that_overlap_share_their_rooms() -> None:
    slots = [slot(1, 0), slot(2, 30)]
    tried = program(slots, HALLS, [Card(4, 4), Card(9, 9)], [hang(4, 1, 2), hang(9, 2, 2)])
    assert [(clash.severity, clash.words) for clash in clashes_of(tried)] == [
        (IMPOSSIBLE, "Library has 4 and 9 at the same time.")
    ]


def test_people_who_star_everything_make_no_phantom_clashes() -> None:
    topics = 20
    assert crowd([topics] * 10, topics) == 11
    assert crowd([topics] * 10 + [2] * 6, topics) > 10
    assert crowd([topics] * 10 + [2] * 6, topics) <= 16


def test_a_crowd_grows_with_appetite_and_with_the_number_of_people() -> None:
    assert crowd([], 10) == crowd([1] * 50, 10) == crowd([3], 1) == FEWEST
    assert crowd([2] * 30, 40) <= crowd([5] * 30, 40) <= crowd([12] * 30, 40)
    assert crowd([8] * 100, 80) <= crowd([8] * 400, 80) < 20


def test_chance_alone_seldom_reaches_a_crowd() -> None:
    """Random stars, a thousand pairs, no pattern: the statistic stays quiet."""
    chance, alarms = Random(7), 0
    for _event in range(20):
        stars = [0] * 30
        for person in range(80):
            for topic in chance.sample(range(30), 6):
                stars[topic] |= 1 << person
        limit = crowd([6] * 80, 30)
        alarms += sum((one & other).bit_count() >= limit for place, one in enumerate(stars) for other in stars[:place])
    assert alarms <= 4


def remedies(cards: list[Card], hung: list[Hung]) -> list[str]:
    tried = program(SLOTS, HALLS, cards, hung)
    return [remedy.words for remedy in remedies_for(tried, first(tried))]


def first(tried: Program) -> Clash:
    return clashes_of(tried)[0]


def test_remedies_say_what_they_do_the_gentlest_first() -> None:
    too_many = [Card(4, 4, stars=people(*range(15)))]
    assert remedies(too_many, [hang(4, 1, 2)]) == [
        "Move 4 to 09:00, Main hall",
        "Open Main hall too for 4",
        "Move 4 to 10:00, Main hall",
    ]
    twice = [Card(4, 4, hosts=(ADA,)), Card(9, 9, hosts=(ADA,))]
    assert remedies(twice, [hang(4, 1, 1), hang(9, 1, 2)])[:2] == [
        "Move 4 to 10:00, Main hall",
        "Move 9 to 10:00, Main hall",
    ]


def test_a_full_board_is_mended_by_a_swap() -> None:
    cards = [Card(number, number) for number in range(1, 10)]
    cards[0], cards[1] = Card(1, 1, hosts=(ADA,)), Card(2, 2, hosts=(ADA,))
    hung = [hang(number, (number - 1) // 3 + 1, (number - 1) % 3 + 1) for number in range(1, 10)]
    assert remedies(cards, hung) == ["Swap 1 with 4 (10:00, Main hall)", "Swap 2 with 4 (10:00, Main hall)"]


def test_a_remedy_breaks_nothing_else_and_moves_nothing_that_is_locked() -> None:
    cards = [Card(1, 1, hosts=(ADA,)), Card(2, 2, hosts=(ADA,)), Card(3, 3, hosts=(ADA,)), Card(4, 4, hosts=(ADA,))]
    hung = [hang(1, 1, 1, locked=True), hang(2, 1, 2), hang(3, 2, 1), hang(4, 3, 1)]
    assert remedies(cards, hung) == []
    assert remedies(cards[:3], [hang(1, 1, 1, locked=True), hang(2, 1, 2), hang(3, 2, 1)]) == [
        "Move 2 to 11:00, Main hall"
    ]


async def crowded(gathered: Gathering) -> None:
    """Ada hosts two cards at eleven and at two there is a free room."""
    camp = gathered.camp
    for title, cell in (("Rotas", camp.cell(2, 0)), ("Logs", camp.cell(2, 1)), ("Rust", camp.cell(4, 0))):
        topic = await camp.topic(title, host="Bea")
        async with camp.works.begin() as work:
            await place_topic(work, camp.event, topic, Move(cell, None, None))
    helper = await gathered.facilitator("Jo")
    for number in (1, 2):
        await helper.submit(f"/small-camp/topics/{number}", "PUT", title=f"Card {number}", not_beside="1, 2")


async def test_facilitators_see_clashes_beside_the_board_and_nobody_else(gathered: Gathering) -> None:
    await crowded(gathered)
    helper = gathered.visitors[-1]
    page = await helper.get(BOARD)
    assert 'id="clashes"' in page.text
    assert 'id="clashes"' not in (await gathered.reader().get(BOARD)).text
    assert (await gathered.reader().get("/small-camp/clashes")).status_code == 403


async def test_wishes_are_written_kept_and_shown(gathered: Gathering) -> None:
    host = await gathered.attendee("Ada")
    for title in ("Logs", "Rust"):
        await gathered.camp.topic(title)
    wishes = {"not_before": "14:00", "over_by": "16:30", "equipment": "Projector,  quiet room", "not_beside": "#1, 2"}
    await host.submit("/small-camp/topics", title="Rotas", **wishes)
    page = text_of(await host.get("/small-camp/topics/3"))
    assert "not before 14:00 over by 16:30 needs projector a quiet room not at the same time as 1, 2" in page
    form = await host.get("/small-camp/topics/3/edit")
    for value in ("14:00", "16:30", "projector", "1, 2"):
        assert f'value="{value}"' in form.text
    await host.submit("/small-camp/topics/3", "PUT", title="Rotas")
    assert "Wishes" not in text_of(await host.get("/small-camp/topics/3"))


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("not_before", "soon"),
        ("over_by", "25:00"),
        ("equipment", "a,b,c,d,e,f,g"),
        ("not_beside", "the other one"),
        ("not_beside", "1, 999"),
    ],
)
async def test_a_wish_that_cannot_be_read_is_asked_again(gathered: Gathering, field: str, typed: str) -> None:
    host = await gathered.attendee("Ada")
    refused = await host.submit("/small-camp/topics", **{"title": "Rotas", field: typed})
    assert refused.status_code == 422
    assert has_error(refused, field)
    assert f'value="{typed}"' in refused.text


async def test_a_wish_for_a_card_that_never_was_is_named(gathered: Gathering) -> None:
    host = await gathered.attendee("Ada")
    await host.submit("/small-camp/topics", title="Rotas")
    refused = await host.submit("/small-camp/topics", title="Logs", not_beside="1, 999")
    assert "There is no card 999." in text_of(refused)
    changed = await host.submit("/small-camp/topics/1", "PUT", title="Rotas", not_beside="7, 999")
    assert "There are no cards 7 and 999." in text_of(changed)
    await host.submit("/small-camp/topics", title="Logs", not_beside="1")
    assert "not at the same time as 1" in text_of(await host.get("/small-camp/topics/2"))


async def test_a_clash_is_mended_with_one_press(gathered: Gathering) -> None:
    """At noon the running slot cannot change any more; the later one can."""
    camp, helper = gathered.camp, await gathered.facilitator("Jo")
    for title in ("Rotas", "Logs"):
        topic = await camp.topic(title, host="Bea")
        async with camp.works.begin() as work:
            room = 0 if title == "Rotas" else 1
            await place_topic(work, camp.event, topic, Move(camp.cell(4, room), None, None))
    await helper.submit("/small-camp/topics/2", "PUT", title="Logs", equipment="piano")
    await helper.submit("/small-camp/rooms/3", "PUT", name="Kitchen", equipment="Piano")
    page = await helper.get("/small-camp/clashes")
    assert "Not as asked 2 needs: piano. Not known of Library." in text_of(page)
    assert "Move 2 to 14:00, Kitchen" in text_of(page)
    mended = await helper.submit(
        "/small-camp/placements/2", "PUT", cell=str(camp.cell(4, 2)), expected=str(camp.cell(4, 1))
    )
    assert mended.status_code == 303
    assert "Nothing clashes" in text_of(await helper.get("/small-camp/clashes"))


async def test_a_clash_is_muted_with_a_reason_and_that_can_be_undone(gathered: Gathering) -> None:
    camp, helper = gathered.camp, await gathered.facilitator("Jo")
    topic = await camp.topic("Rotas", host="Bea")
    async with camp.works.begin() as work:
        await place_topic(work, camp.event, topic, Move(camp.cell(4, 0), None, None))
    await helper.submit("/small-camp/topics/1", "PUT", title="Rotas", equipment="piano")
    wordless = await helper.submit("/small-camp/mutes", key="needs-1-piano", reason=" ")
    assert wordless.status_code == 422
    assert "Say why" in text_of(wordless)
    assert (await helper.submit("/small-camp/mutes", key="host-1-2", reason="x")).status_code == 409
    assert (await helper.submit("/small-camp/mutes", key="needs-1-piano", reason="they sing")).status_code == 303
    page = text_of(await helper.get("/small-camp/clashes"))
    assert "Clashes none 1 muted 1 needs: piano. Not known of Main hall. they sing" in page
    assert "Jo muted: 1 in a room without piano (they sing)" in text_of(await helper.get(BOARD))
    await helper.submit("/small-camp/undo")
    assert "Not as asked" in text_of(await helper.get("/small-camp/clashes"))
    await helper.submit("/small-camp/redo")
    assert (await helper.submit("/small-camp/mutes/1", "DELETE")).status_code in (303, 404)
