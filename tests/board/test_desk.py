"""What facilitators do from their desk: notices, paper cards, prints."""

from datetime import timedelta

from tests.samples import NOON, PLAN
from tests.visitors import Gathering, has_error, text_of

HOME = "/small-camp"


async def test_a_notice_is_on_every_page_until_it_is_taken_down(gathered: Gathering) -> None:
    helper, reader = await gathered.facilitator("Jo"), gathered.reader()
    assert (await helper.submit(f"{HOME}/notices", words="Lunch is <b>late</b>", minutes="30")).status_code == 303
    for page in ("/topics", "/board", "/now", "/projector", "/mine"):
        assert "Lunch is <b>late</b>" in text_of(await reader.get(HOME + page)), page
    assert (await helper.submit(f"{HOME}/notices/1", "DELETE")).status_code == 303
    assert "late" not in text_of(await reader.get(f"{HOME}/now"))
    assert "Told before Lunch is <b>late</b>" in text_of(await helper.get(f"{HOME}/notices"))
    assert "told everybody: Lunch" in text_of(await helper.get(f"{HOME}/history"))
    assert (await helper.submit(f"{HOME}/notices/99", "DELETE")).status_code == 404


async def test_a_notice_expires_on_the_servers_clock(gathered: Gathering) -> None:
    helper = await gathered.facilitator()
    await helper.submit(f"{HOME}/notices", words="Ten minutes", minutes="10")
    await helper.submit(f"{HOME}/notices", words="All day", minutes="0")
    page = (await gathered.reader().get(f"{HOME}/now")).text
    assert (NOON + timedelta(minutes=10)).isoformat() in page
    assert (NOON.replace(hour=0, minute=0) + timedelta(days=1)).isoformat() in page


async def test_a_notice_without_words_is_refused(gathered: Gathering) -> None:
    helper = await gathered.facilitator()
    assert has_error(await helper.submit(f"{HOME}/notices", words=" "), "words")
    assert has_error(await helper.submit(f"{HOME}/notices", words="x" * 141), "words")
    assert (await gathered.reader().get(f"{HOME}/notices")).status_code == 403


async def test_paper_cards_are_typed_one_after_the_other(gathered: Gathering) -> None:
    helper, cell = await gathered.facilitator(), str(gathered.camp.cell(1, 0))
    first = await helper.submit(f"{HOME}/paper", title="Rotas", name="Ada, Ben", cell=cell)
    assert "Card 1 hangs at 11:00, Main hall: Rotas" in text_of(first)
    assert "Rotas Ada, Ben 11:00, Main hall" in text_of(first)
    taken = await helper.submit(f"{HOME}/paper", title="Logs", cell=cell)
    assert "The card is on the wall. Card 1 is there already." in text_of(taken)
    assert "Logs" in text_of(await helper.get(f"{HOME}/topics"))
    assert "Card 3 is on the wall: Tests" in text_of(await helper.submit(f"{HOME}/paper", title="Tests"))
    wrong = await helper.submit(f"{HOME}/paper", title="", name="Ada")
    assert has_error(wrong, "title")
    assert 'value="Ada"' in wrong.text
    assert (await (await gathered.attendee()).get(f"{HOME}/paper")).status_code == 403


async def test_prints_have_every_card_room_and_time(gathered: Gathering) -> None:
    helper = await gathered.facilitator()
    for title in ("Rotas", "Logs", "Wörter <i>"):
        await gathered.camp.topic(title)
    await helper.submit(f"{HOME}/topics/1/placements", cell=str(gathered.camp.cell(1, 0)))
    cards = await helper.get(f"{HOME}/print/cards")
    assert cards.text.count("<article") == 3
    assert "Wörter <i>" in text_of(cards)
    assert (await helper.get(f"{HOME}/print/cards?which=wall")).text.count("<article") == 2
    assert "11:00 to 11:45 1 Rotas" in text_of(await helper.get(f"{HOME}/print/board"))
    doors = await helper.get(f"{HOME}/print/doors")
    assert doors.text.count('class="sheet door"') == len(PLAN.rooms)
    assert "Main hall Small Camp" in text_of(doors)
    assert (await helper.get(f"{HOME}/print")).status_code == 200
    for poster in ("join", "principles"):
        assert "<svg" in (await helper.get(f"{HOME}/print/{poster}")).text
        assert (await gathered.reader().get(f"{HOME}/print/{poster}")).status_code == 403
    assert (await gathered.reader().get(f"{HOME}/print/cards")).status_code == 403
