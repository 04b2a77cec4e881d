"""The day's last hour: dots for reports, and groups that act on them."""

from typing import Any

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.events.visiting import Here
from app.kernel.errors import Conflict, Forbidden, Invalid, Refusal
from app.kernel.web import go
from app.kernel.words import gettext as _
from app.topics.cards import Cards
from app.topics.pages.common import join_first
from app.topics.policy import all_may_be_told
from app.topics.queries import topic_by_number
from app.writeups.converging.actions import (
    count_paper_dots,
    gather,
    give_dots,
    let_go,
    make_group,
    move_on,
    plan_group,
    put_together_again,
    take_apart,
    tell_of_groups,
)
from app.writeups.converging.forms import (
    read_dots,
    read_gathering,
    read_group,
    read_paper_dots,
    read_stage,
    read_telling,
)
from app.writeups.converging.queries import convergence_of, convergence_view, group_by_id, hosted_by, members_of
from app.writeups.converging.rules import EACH, may_join
from app.writeups.converging.tables import Convergence
from app.writeups.texts import names_in_texts

PAGE = "/{event_slug:str}/convergence"
GROUP = PAGE + "/groups/{group_id:int}"
AtEvent = NamedDependency[Here]
TheCards = NamedDependency[Cards]
Number = FromPath[int]
GroupId = FromPath[int]


@get(PAGE)
async def show_convergence(here: AtEvent, cards: TheCards) -> Response[str]:
    return await _page(here, cards)


@put(f"{PAGE}/stage", status_code=303)
async def put_stage(here: AtEvent) -> Response[Any]:
    _check_facilitator(here)
    stage = read_stage(here.form)
    async with here.begin() as work:
        await move_on(work, here.event_id, stage)
    return _back(here)


@put(f"{PAGE}/dots/{{number:int}}")
async def put_dots(here: AtEvent, cards: TheCards, number: Number) -> Response[Any]:
    """So many of one's own lie on this report from now on."""
    if here.viewer.attendee_id is None:
        return join_first(here, "/convergence")
    try:
        dots = read_dots(here.form)
        async with here.begin() as work:
            await give_dots(work, await topic_by_number(work.db, here.event_id, number), here.viewer.attendee_id, dots)
    except (Invalid, Conflict) as refusal:
        return await _page(here, cards, refusal)
    return _back(here, f"report-{number}")


@put(f"{PAGE}/paper/{{number:int}}")
async def put_paper_dots(here: AtEvent, cards: TheCards, number: Number) -> Response[Any]:
    _check_facilitator(here)
    try:
        dots = read_paper_dots(here.form)
        async with here.begin() as work:
            await count_paper_dots(work, await topic_by_number(work.db, here.event_id, number), dots)
    except Invalid as refusal:
        return await _page(here, cards, refusal)
    return _back(here, f"report-{number}")


@post(f"{PAGE}/groups", status_code=200)
async def join_reports(here: AtEvent, cards: TheCards) -> Response[Any]:
    """In a group that there is, or in a new one. A group without reports is made by facilitators only."""
    try:
        wanted = read_gathering(here.form)
        async with here.begin() as work:
            topics = [await topic_by_number(work.db, here.event_id, number) for number in wanted.numbers]
            await _check_may_join(here, {topic.id or 0 for topic in topics})
            if wanted.group:
                group = await group_by_id(work.db, here.event_id, wanted.group)
                await gather(work, group, topics)
            else:
                group = await make_group(work, here.event_id, wanted.title, topics)
    except (Invalid, Conflict) as refusal:
        return await _page(here, cards, refusal)
    return _back(here, f"group-{group.id}")


@put(GROUP)
async def put_group(here: AtEvent, cards: TheCards, group_id: GroupId) -> Response[Any]:
    """Of one that was taken apart meanwhile the words are kept: whoever brings it back finds them."""
    await _check_may_change(here, group_id)
    try:
        plan = read_group(here.form)
        async with here.begin() as work:
            group = await group_by_id(work.db, here.event_id, group_id)
            await plan_group(work, group, plan)
    except (Invalid, Conflict) as refusal:
        return await _page(here, cards, refusal, editing=group_id)
    return _parted(here, group_id) if group.taken_apart_at else _back(here, f"group-{group_id}")


@delete(GROUP, status_code=303)
async def delete_group(here: AtEvent, group_id: GroupId) -> Response[Any]:
    await _check_may_change(here, group_id)
    async with here.begin() as work:
        await take_apart(work, await group_by_id(work.db, here.event_id, group_id))
    return _parted(here, group_id)


@delete(f"{GROUP}/parting", status_code=303)
async def undo_parting(here: AtEvent, group_id: GroupId) -> Response[Any]:
    await _check_may_change(here, group_id)
    async with here.begin() as work:
        await put_together_again(work, await group_by_id(work.db, here.event_id, group_id))
    return _back(here, f"group-{group_id}")


@delete(f"{GROUP}/topics/{{number:int}}", status_code=303)
async def delete_report(here: AtEvent, group_id: GroupId, number: Number) -> Response[Any]:
    """Takes it out of the group."""
    await _check_may_change(here, group_id)
    async with here.begin() as work:
        topic = await topic_by_number(work.db, here.event_id, number)
        await let_go(work, await group_by_id(work.db, here.event_id, group_id), topic)
    return _back(here, f"report-{number}")


@put(f"{PAGE}/chapter", status_code=303)
async def put_chapter(here: AtEvent) -> Response[Any]:
    _check_facilitator(here)
    telling = read_telling(here.form)
    async with here.begin() as work:
        convergence = await convergence_of(work.db, here.event_id) or Convergence(event_id=here.event_id, stage="")
        await tell_of_groups(work, convergence, told=telling.told, owners_told=telling.owners_told)
    return _back(here, "chapter")


def _check_facilitator(here: Here) -> None:
    if not here.viewer.is_facilitator:
        raise Forbidden(_("Only facilitators lead through the convergence."))


async def _check_may_join(here: Here, topics: set[int]) -> None:
    if not may_join(here.viewer, await hosted_by(here.db, here.event_id, here.viewer.attendee_id), topics):
        raise Forbidden(_("Hosts join reports of their own topics; facilitators join any."))


async def _check_may_change(here: Here, group_id: int) -> None:
    await _check_may_join(here, set(await members_of(here.db, group_id)))


def _back(here: Here, anchor: str = "") -> Response[Any]:
    return go(f"{here.home}/convergence" + (f"#{anchor}" if anchor else ""))


def _parted(here: Here, group_id: int) -> Response[Any]:
    """With a way to bring it back."""
    return go(f"{here.home}/convergence?apart={group_id}")


async def _page(here: Here, cards: Cards, refusal: Refusal | None = None, editing: int = 0) -> Response[str]:
    """Live, but for the answer to what was refused: it stays as it is."""
    if refusal:
        await here.look_again()
    line = {} if refusal else await here.live("leading" if here.viewer.is_facilitator else "converging")
    return here.page(
        "writeups/convergence.html",
        status=refusal.status if refusal else 200,
        active="write-up",
        **line,
        view=await convergence_view(here.db, here.event, here.viewer, cards, here.clock()),
        each=EACH,
        names_told=all_may_be_told(here.event),
        apart=await _apart(here),
        waiting=[name for name in (await names_in_texts(here.db, here.event)).waiting if name.startswith("group-")],
        trouble=refusal.message if refusal else "",
        errors=refusal.fields if isinstance(refusal, Invalid) else {},
        editing=editing,
        form=here.form if refusal else {},
    )


async def _apart(here: Here) -> Any:
    """The group that was just taken apart, if it still is."""
    asked = here.asked("apart")
    if not asked.isdecimal() or len(asked) > 9:
        return None
    try:
        group = await group_by_id(here.db, here.event_id, int(asked))
    except Refusal:
        return None
    return group if group.taken_apart_at else None


HANDLERS: list[Any] = [
    show_convergence,
    put_stage,
    put_dots,
    put_paper_dots,
    join_reports,
    put_group,
    delete_group,
    undo_parting,
    delete_report,
    put_chapter,
]
