"""Nobody writes with another's hand, whoever is here and on whatever worker; and nobody honest is sent away for it."""

import asyncio

import pytest
from sqlmodel import select

from app.kernel.database import Database
from app.kernel.outbox import TRY_AGAIN_LATER
from app.notes import protocol
from app.notes.conversation import Refused
from app.notes.hands import MOST_SHOWN, Hands, Writer
from app.notes.live_notes import LiveNotes
from app.notes.protocol import Presence
from app.notes.tables import Hand
from tests.notes.conftest import ADA, NOOR
from tests.notes.pens import Pen, logged_text
from tests.notes.wires import Wire

HER_CLIENT = 4_000_000_001


def shown(pen: Pen, client: int, clock: int = 1) -> None:
    pen.say(protocol.awareness([Presence(client, clock, "{}")]))


def forger(notes: LiveNotes, victim: Pen, *, attendee_id: int | None = NOOR, visit_id: int | None = None) -> Pen:
    """Somebody with the same document and the same client."""
    made = Pen(notes, attendee_id, "Noor", visit_id=visit_id, client_id=victim.doc.client_id)
    made.doc.apply_update(victim.doc.get_update())
    return made


@pytest.fixture
async def ada(notes: LiveNotes) -> Pen:
    """She has written, and lost her network."""
    ada = await Pen(notes, ADA, "Ada", client_id=HER_CLIENT).join()
    shown(ada, HER_CLIENT)
    ada.type("Mine. ")
    await ada.until_acknowledged(1)
    await ada.leave()
    return ada


async def test_a_hand_stays_hers_while_she_is_away(notes: LiveNotes, ada: Pen, database: Database) -> None:
    noor = await forger(notes, ada).join()
    shown(noor, HER_CLIENT)
    assert noor.note.company.all() == []
    with pytest.raises(Refused) as refused:
        noor.say(protocol.edit(noor.write(0, "Forged! ")))
    assert refused.value.code == TRY_AGAIN_LATER
    ada.write(6, "Written offline. ")
    await ada.join()
    await ada.until_acknowledged(2)
    assert await logged_text(database) == "Mine. Written offline. "


async def test_and_after_everybody_left_and_the_note_was_loaded_again(
    notes: LiveNotes, ada: Pen, database: Database
) -> None:
    await notes.stop()
    engine = LiveNotes(database)
    await engine.start()
    noor = await forger(engine, ada).join()
    with pytest.raises(Refused):
        noor.say(protocol.edit(noor.write(0, "Forged! ")))
    async with database.reading() as db:
        hands = (await db.exec(select(Hand))).all()
    assert [(hand.client, hand.attendee_id, hand.visit_id) for hand in hands] == [(HER_CLIENT, ADA, None)]
    await engine.stop()


async def test_guests_are_told_apart_by_their_devices(notes: LiveNotes, database: Database) -> None:
    guest = await Pen(notes, visit_id=11, client_id=HER_CLIENT).join()
    guest.type("Mine. ")
    await guest.until_acknowledged(1)
    other = await forger(notes, guest, attendee_id=None, visit_id=12).join()
    with pytest.raises(Refused):
        other.say(protocol.edit(other.write(0, "Forged! ")))
    async with database.reading() as db:
        hand = (await db.exec(select(Hand))).one()
    assert (hand.attendee_id, hand.visit_id) == (None, 11)


async def test_a_guest_who_joins_goes_on_with_the_same_hand(notes: LiveNotes, database: Database) -> None:
    guest = await Pen(notes, visit_id=11, client_id=HER_CLIENT).join()
    guest.type("As a guest. ")
    await guest.until_acknowledged(1)
    await guest.leave()
    joined = await forger(notes, guest, attendee_id=ADA, visit_id=11).join()
    joined.type("As Ada. ")
    await joined.until_acknowledged(1)
    assert await logged_text(database) == "As a guest. As Ada. "


async def test_what_others_wrote_may_be_brought_along(notes: LiveNotes, ada: Pen, database: Database) -> None:
    noor = await Pen(notes, NOOR, "Noor").join()
    noor.type("And mine. ")
    await noor.until_acknowledged(1)
    noor.say(protocol.step2(noor.doc.get_update()))
    await noor.until_acknowledged(2)
    assert await logged_text(database) == "Mine. And mine. "
    async with database.reading() as db:
        hands = {hand.client: hand.attendee_id for hand in await db.exec(select(Hand))}
    assert hands == {HER_CLIENT: ADA, noor.doc.client_id: NOOR}


async def test_nobody_is_given_what_is_not_in_the_log(
    notes: LiveNotes, ada: Pen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else they would bring another's words along that the log lost."""
    reached, held = asyncio.Event(), asyncio.Event()
    commit = notes.log._commit

    async def slowly(batch: list[object]) -> None:
        reached.set()
        await held.wait()
        await commit(batch)  # type: ignore[arg-type]

    await ada.join()
    monkeypatch.setattr(notes.log, "_commit", slowly)
    ada.type("On its way. ")
    await reached.wait()
    noor = await Pen(notes, NOOR, "Noor").join()
    assert str(noor.text) == ""
    held.set()
    await noor.until(lambda: str(noor.text) == "Mine. On its way. ")


async def test_a_hand_is_known_on_another_worker(database: Database) -> None:
    wire = Wire()
    one, other = (LiveNotes(database, fanout=wire.end()) for _ in range(2))
    await one.start()
    await other.start()
    ada, kim = await Pen(one, ADA, "Ada", client_id=HER_CLIENT).join(), await Pen(other, None, "Kim", visit_id=3).join()
    ada.type("Mine. ")
    await kim.until(lambda: str(kim.text) == "Mine. ")
    noor = await forger(other, ada).join()
    with pytest.raises(Refused):
        noor.say(protocol.edit(noor.write(0, "Forged! ")))
    await one.stop()
    await other.stop()


def test_those_who_only_looked_are_forgotten_some_time() -> None:
    hands = Hands({1: ADA})
    for client in range(MOST_SHOWN + 2):
        hands.show(client + 10, ADA)
    assert not hands.is_anothers(10, frozenset({NOOR}))
    assert hands.is_anothers(MOST_SHOWN + 10, frozenset({NOOR}))
    assert hands.is_anothers(1, frozenset({NOOR}))


def test_a_writer_is_one_person_whatever_they_were_before() -> None:
    joined = Writer(ADA, visit_id=11, also=frozenset({7}))
    assert (joined.person, joined.persons) == (ADA, {ADA, -11, 7})
    assert Writer(visit_id=11).person == -11
