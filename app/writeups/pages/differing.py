"""What changed between two editions of a page."""

import asyncio
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.events.visiting import Here
from app.kernel.errors import Gone, NotFound
from app.kernel.markdown import MarkdownRenderer
from app.kernel.words import gettext as _
from app.notes.comparing import side_by_side
from app.writeups.correcting.withheld import as_told_now
from app.writeups.naming import tells_names
from app.writeups.queries import edition_lines, edition_of, page_url, published_topic
from app.writeups.reading import in_words, validated
from app.writeups.rules import number_in, page_name


@get("/{event_slug:str}/write-up/{page_of:str}/difference")
async def show_difference(
    here: NamedDependency[Here], page_of: FromPath[str], markdown: NamedDependency[MarkdownRenderer]
) -> Response[Any]:
    """Of `?edition=` against `&against=`: the one that stands against the one before it, unless that is said. Both as
    they may be told today."""
    try:
        topic, standing = await published_topic(here.db, here.event, number_in(page_of))
        edition_number, against_number = _asked(here, standing.number)
        numbers = sorted((edition_number, against_number))
        written = [await edition_of(here.db, topic.id or 0, number) for number in numbers]
        older, newer = [await as_told_now(here.db, here.event, topic, each, markdown) for each in written]
    except Gone as gone:
        told: dict[str, Any] = {"message": gone.message, "at": None, "why": "", "in_words": in_words}
        return here.page("writeups/withdrawn.html", status=gone.status, active="write-up", **told)
    titles = (f"# {older.title}\n\n", f"# {newer.title}\n\n") if older.title != newer.title else ("", "")
    response = here.page(
        "writeups/difference.html",
        active="write-up",
        change_note="" if await tells_names(here.db, here.event, topic, newer.change_note) else newer.change_note,
        older=older,
        newer=newer,
        url=page_url(here.event, topic.number, standing.slug),
        here_url=f"{here.home}/write-up/{page_name(topic.number, standing.slug)}/difference",
        standing=standing,
        was_withdrawn=written[0].markdown != written[1].markdown or any(each.redacted_at for each in written),
        lines=await edition_lines(here.db, topic.id or 0),
        rows=await asyncio.to_thread(side_by_side, titles[0] + older.markdown, titles[1] + newer.markdown),
        in_words=in_words,
    )
    return validated(here.request, response)


def _asked(here: Here, standing: int) -> tuple[int, int]:
    edition = _number(here.asked("edition"), standing)
    against = _number(here.asked("against"), edition - 1)
    if edition == against or min(edition, against) < 1:
        raise NotFound(_("There is no other edition to compare this one with."))
    return edition, against


def _number(asked: str, otherwise: int) -> int:
    return int(asked) if asked.isdecimal() and len(asked) <= 8 else otherwise
