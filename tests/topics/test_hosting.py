"""Who hosts a card: one wins a wanted one, others join by invitation or on request, a name on paper is claimed once."""

import asyncio
from collections.abc import Awaitable

import pytest
from sqlmodel import select

from app.events.actions import change_phase
from app.events.tables import Event
from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.people.actions import add_attendee
from app.people.viewers import Viewer
from app.topics.actions import propose_topic
from app.topics.actions.hosting import (
    accept_invitation,
    ask_to_host,
    claim_topic,
    decline_invitation,
    invite_host,
    make_hosting_link,
    take_hosting_link,
    take_over_name,
)
from app.topics.actions.proposing import add_topic
from app.topics.forms import Proposal
from app.topics.hosting import invitation_by_id, names_on_paper, proof_of, proves, waiting_at, waiting_for
from app.topics.queries import facts_of_one, topic_by_id
from app.topics.tables import Convener, Topic
from tests.samples import FACILITATOR, Camp
from tests.visitors import Gathering, text_of


async def attendee(camp: Camp, name: str) -> int:
    async with camp.works.begin() as work:
        return (await add_attendee(work, camp.event_id, name)).id or 0


def viewer(attendee_id: int) -> Viewer:
    return Viewer(visit_id=attendee_id, attendee_id=attendee_id)


async def wanted(camp: Camp) -> Topic:
    proposer = await attendee(camp, "Kim")
    async with camp.works.begin() as work:
        return await propose_topic(work, camp.event, Proposal("eBPF", name="Kim", wanted=True), proposer)


async def hosts(camp: Camp, topic: Topic) -> list[str]:
    async with camp.works.database.reading() as db:
        return (await facts_of_one(db, await topic_by_id(db, topic.id or 0))).hosts


async def act(camp: Camp, topic: Topic, what: object, *arguments: object) -> None:
    async with camp.works.begin() as work:
        await what(work, await topic_by_id(work.db, topic.id or 0), *arguments)  # type: ignore[operator]


async def refused(doing: Awaitable[None]) -> Refusal | None:
    try:
        await doing
    except Refusal as refusal:
        return refusal
    return None


async def answer(camp: Camp, topic: Topic, who: Viewer, what: object = accept_invitation, which: int = 1) -> None:
    async with camp.works.begin() as work:
        invitation = await invitation_by_id(work.db, camp.event_id, which)
        await what(work, await topic_by_id(work.db, topic.id or 0), invitation, who)  # type: ignore[operator]


async def test_of_many_who_take_a_wanted_card_on_at_once_one_hosts_it(camp: Camp) -> None:
    topic = await wanted(camp)
    people = [await attendee(camp, f"Guest {n}") for n in range(6)]
    told = await asyncio.gather(*(refused(act(camp, topic, claim_topic, each)) for each in people))
    winners = [each for each, refusal in zip(people, told, strict=True) if refusal is None]
    assert len(winners) == 1
    (name,) = await hosts(camp, topic)
    assert name == f"Guest {people.index(winners[0])}"
    assert {str(refusal) for refusal in told if refusal} == {f"{name} was faster and hosts this card now."}


async def test_taking_on_twice_is_once(camp: Camp) -> None:
    topic, noor = await wanted(camp), await attendee(camp, "Noor")
    for _tap in range(2):
        await act(camp, topic, claim_topic, noor)
    assert await hosts(camp, topic) == ["Noor"]


async def test_an_invited_guest_hosts_when_they_say_so_and_nobody_answers_for_them(camp: Camp) -> None:
    topic, noor, mallory = await camp.topic("Monorepos"), await attendee(camp, "Noor"), await attendee(camp, "Mallory")
    await act(camp, topic, invite_host, FACILITATOR, noor)
    assert await hosts(camp, topic) == ["Ada"]
    for somebody in (viewer(mallory), FACILITATOR):
        assert isinstance(await refused(answer(camp, topic, somebody)), Forbidden)
    await answer(camp, topic, viewer(noor))
    assert await hosts(camp, topic) == ["Ada", "Noor"]
    assert isinstance(await refused(answer(camp, topic, viewer(noor))), Conflict)


async def test_only_hosts_invite(camp: Camp) -> None:
    topic, noor = await camp.topic("Monorepos"), await attendee(camp, "Noor")
    assert isinstance(await refused(act(camp, topic, invite_host, viewer(noor), noor)), Forbidden)
    assert isinstance(await refused(act(camp, topic, make_hosting_link, viewer(noor))), Forbidden)


async def test_an_invitation_can_be_declined_and_taken_back(camp: Camp) -> None:
    topic, noor, zoe = await camp.topic("Monorepos"), await attendee(camp, "Noor"), await attendee(camp, "Zoë")
    await act(camp, topic, invite_host, FACILITATOR, noor)
    await act(camp, topic, invite_host, FACILITATOR, zoe)
    await answer(camp, topic, viewer(noor), decline_invitation, 1)
    await answer(camp, topic, FACILITATOR, decline_invitation, 2)
    assert isinstance(await refused(answer(camp, topic, viewer(zoe), accept_invitation, 2)), Conflict)
    assert await hosts(camp, topic) == ["Ada"]
    async with camp.works.database.reading() as db:
        assert await waiting_at(db, topic.id or 0) == []


async def test_a_request_is_answered_by_the_hosts(camp: Camp) -> None:
    topic, noor = await camp.topic("Monorepos"), await attendee(camp, "Noor")
    for _tap in range(2):
        await act(camp, topic, ask_to_host, noor)
    async with camp.works.database.reading() as db:
        ada = (await facts_of_one(db, topic)).conveners[0].attendee_id or 0
        assert [each.name for each in await waiting_for(db, camp.event_id, ada)] == ["Noor"]
        assert await waiting_for(db, camp.event_id, noor) == []
    assert isinstance(await refused(answer(camp, topic, viewer(noor))), Forbidden)
    await answer(camp, topic, viewer(ada))
    assert await hosts(camp, topic) == ["Ada", "Noor"]


async def test_an_invitation_and_a_request_that_cross_each_other_agree(camp: Camp) -> None:
    topic, noor = await camp.topic("Monorepos"), await attendee(camp, "Noor")
    await act(camp, topic, ask_to_host, noor)
    await act(camp, topic, invite_host, FACILITATOR, noor)
    assert await hosts(camp, topic) == ["Ada", "Noor"]


async def test_a_link_makes_one_host_and_only_its_hash_is_kept(camp: Camp) -> None:
    topic = await camp.topic("Monorepos")
    async with camp.works.begin() as work:
        token = await make_hosting_link(work, topic, FACILITATOR)
        assert (await invitation_by_id(work.db, camp.event_id, 1)).token_hash not in (None, token)
    people = [await attendee(camp, f"Guest {n}") for n in range(4)]
    told = await asyncio.gather(*(refused(act(camp, topic, take_hosting_link, token, each)) for each in people))
    assert sum(refusal is None for refusal in told) == 1
    assert all(isinstance(refusal, NotFound | Conflict) for refusal in told if refusal)
    assert len(await hosts(camp, topic)) == 2


async def test_a_name_on_paper_is_claimed_once(camp: Camp) -> None:
    async with camp.works.begin() as work:
        topic = await add_topic(work, camp.event, Proposal("Paper", name="Uwe, Ann"), None)
    async with camp.works.database.reading() as db:
        uwe = (await names_on_paper(db, topic.id or 0))[0]
    people = [await attendee(camp, f"Guest {n}") for n in range(4)]
    told = await asyncio.gather(*(refused(act(camp, topic, take_over_name, uwe.id or 0, each)) for each in people))
    (winner,) = [each for each, refusal in zip(people, told, strict=True) if refusal is None]
    assert await hosts(camp, topic) == [f"Guest {people.index(winner)}", "Ann"]


def test_a_proof_is_good_for_its_card_only() -> None:
    one, other = (Topic(event_id=1, number=n, guid=str(n), title="x", made_at=None) for n in (1, 2))  # type: ignore[arg-type]
    assert proves("secret", one, proof_of("secret", one))
    assert not proves("secret", other, proof_of("secret", one))
    assert not proves("other", one, proof_of("secret", one))
    assert not proves("secret", one, "")


@pytest.mark.parametrize("how", ["host", "requests"])
async def test_who_has_no_name_yet_joins_first(gathered: Gathering, how: str) -> None:
    await gathered.camp.topic("Monorepos")
    method = "PUT" if how == "host" else "POST"
    answer = await gathered.reader().submit(f"/small-camp/topics/1/{how}", method)
    assert answer.headers["location"] == "/small-camp/join?next=/small-camp/topics/1"


async def test_whoever_is_slower_is_told_on_the_card_who_was_faster(gathered: Gathering) -> None:
    kim, noor, zoe = [await gathered.attendee(name) for name in ("Kim", "Noor", "Zoë")]
    await kim.submit("/small-camp/topics", title="eBPF", wanted="1")
    assert "I’ll host this" in text_of(await zoe.get("/small-camp/topics"))
    assert (await noor.submit("/small-camp/topics/1/host", "PUT")).status_code == 303
    slower = await zoe.submit("/small-camp/topics/1/host", "PUT")
    assert slower.status_code == 409
    assert "Noor was faster" in text_of(slower)
    assert "Ask to host together" in text_of(slower)


@pytest.mark.parametrize(("credited", "said"), [(None, "Somebody"), (True, "Noor")])
async def test_once_hosts_are_not_named_any_more_the_slower_one_is_not_told_either(
    gathered: Gathering, credited: bool | None, said: str
) -> None:
    kim, noor, zoe = [await gathered.attendee(name) for name in ("Kim", "Noor", "Zoë")]
    await kim.submit("/small-camp/topics", title="eBPF", wanted="1")
    await noor.submit("/small-camp/topics/1/host", "PUT")
    async with gathered.camp.works.begin() as work:
        (await work.db.exec(select(Event))).one().attribution = "chatham"
        (await work.db.exec(select(Convener))).one().credited = credited
    assert "Noor was faster" in text_of(await zoe.submit("/small-camp/topics/1/host", "PUT"))
    async with gathered.camp.works.begin() as work:
        await change_phase(work, (await work.db.exec(select(Event))).one(), "closed")
    slower = await zoe.submit("/small-camp/topics/1/host", "PUT")
    assert slower.status_code == 409
    assert f"{said} was faster and hosts this card now." in text_of(slower)
    assert ("Noor" in text_of(slower)) == (said == "Noor")


async def test_who_put_up_a_wanted_card_may_change_it_until_somebody_hosts_it(gathered: Gathering) -> None:
    kim, noor = await gathered.attendee("Kim"), await gathered.attendee("Noor")
    await kim.submit("/small-camp/topics", title="eBPF", wanted="1")
    assert (await kim.submit("/small-camp/topics/1", "PUT", title="eBPF, gently")).status_code == 303
    await noor.submit("/small-camp/topics/1/host", "PUT")
    assert (await kim.submit("/small-camp/topics/1", "PUT", title="Mine")).status_code == 403


async def test_a_host_invites_by_name_and_the_guest_finds_it(gathered: Gathering) -> None:
    ada, noor = await gathered.attendee("Ada"), await gathered.attendee("Noor")
    await ada.submit("/small-camp/topics", title="Monorepos")
    wrong = await ada.submit("/small-camp/topics/1/invitations", name="Nobody <b>")
    assert (wrong.status_code, "Nobody here goes by this name" in text_of(wrong)) == (422, True)
    assert (await ada.submit("/small-camp/topics/1/invitations", name="noor")).status_code == 303
    for page in ("/small-camp/mine", "/small-camp/topics", "/small-camp/topics/1"):
        assert "Ada would like you to host this together." in text_of(await noor.get(page))
    assert (await noor.submit("/small-camp/invitations/1", "PUT")).status_code == 303
    assert "/small-camp/topics/1/edit" in (await noor.get("/small-camp/topics/1")).text
    assert "would like you" not in text_of(await noor.get("/small-camp/mine"))


async def test_a_name_that_two_go_by_is_nobody_in_particular(gathered: Gathering) -> None:
    ada = await gathered.attendee("Ada")
    await gathered.attendee("Kim")
    await gathered.attendee("KIM")
    await ada.submit("/small-camp/topics", title="Monorepos")
    told = await ada.submit("/small-camp/topics/1/invitations", name="Kim")
    assert "2 people are called that" in text_of(told)


async def test_a_link_is_looked_at_without_harm_and_makes_somebody_new_a_host(gathered: Gathering) -> None:
    ada = await gathered.attendee("Ada")
    await ada.submit("/small-camp/topics", title="Monorepos")
    made = await ada.submit("/small-camp/topics/1/invitations", by="link")
    link = made.text.partition("/small-camp/host/")[2].partition("<")[0]
    path, guest = f"/small-camp/host/{link}", gathered.reader()
    for _look in range(2):
        assert "Monorepos" in text_of(await guest.get(path))
    assert (await guest.submit(path, seen_on=path, name="")).status_code == 422
    assert (await guest.submit(path, seen_on=path, name="Zoë")).headers["location"] == "/small-camp/topics/1"
    assert "Ada, Zoë" in text_of(await guest.get("/small-camp/topics"))
    assert (await gathered.reader().get(path)).status_code == 404


async def test_a_printed_card_lets_its_writer_claim_it(gathered: Gathering) -> None:
    async with gathered.works.begin() as work:
        topic = await add_topic(work, gathered.camp.event, Proposal("Paper", name="Uwe"), None)
    path = f"/small-camp/topics/1/claim/{proof_of('s' * 32, topic)}"
    uwe, late = gathered.reader(), await gathered.attendee("Mallory")
    page = await uwe.get(path)
    assert "Yes, I am Uwe" in text_of(page)
    convener = page.text.partition('name="convener" value="')[2].partition('"')[0]
    assert (await late.get(f"/small-camp/topics/1/claim/{'0' * 32}")).status_code == 404
    assert (await uwe.submit(path, seen_on=path, name="Uwe", convener=convener)).status_code == 303
    assert "/edit" in (await uwe.get("/small-camp/topics/1")).text
    assert (await late.get(path)).headers["location"] == "/small-camp/topics/1"
    assert (await late.submit(path, convener=convener)).status_code == 409
