"""What pages of others show of an event that anybody may see: now and next, or the board, in a frame of its own that
knows no visit, has no forms and follows the day; and the page that says how to put it there."""

from typing import Any
from urllib.parse import urlsplit

from litestar import Response, get
from markupsafe import Markup

from app.board.pages import TheCards
from app.board.pages.fetching import fetched, is_for_anybody
from app.board.queries import board_view
from app.day.queries import now_view
from app.events.addresses import qr_code
from app.events.visiting import AT_THE_DOOR, Here
from app.kernel.security import framed_policy
from app.kernel.templates import built, piece
from app.kernel.words import gettext as _
from app.topics.cards import Cards
from app.topics.pages import AtEvent
from app.writeups.queries import pages_of

SHOWN = {"now": "day/_widget_now.html", "board": "day/_widget_board.html"}
THEMES = ("light", "dark")
_FRAMED = {"Content-Security-Policy": framed_policy(), "Cache-Control": "no-cache", "X-Robots-Tag": "noindex"}


@get("/{event_slug:str}/widget", opt={AT_THE_DOOR: True})
async def widget(here: AtEvent, cards: TheCards) -> Response[Any]:
    """`show` is now or board, `theme` light or dark; without it the frame is as the device likes it."""
    anybody = is_for_anybody(here.event)
    show = "board" if here.asked("show") == "board" else "now"
    theme = here.asked("theme") if here.asked("theme") in THEMES else ""
    shown = await _shown(here, cards, show) if anybody else ""
    page = here.page("day/widget.html", 200 if anybody else 403, _FRAMED, shown=shown, show=show, theme=theme)
    if not anybody:
        return page
    answer = fetched(here.request, page.content.encode(), "text/html; charset=utf-8", "widget.html", anybody=False)
    answer.headers.update(page.headers)
    return answer


async def _shown(here: Here, cards: Cards, show: str) -> Markup:
    """The same for everybody, so made once a minute, or when something changes."""
    read = board_view if show == "board" else now_view

    async def make() -> Markup:
        view = await read(here.db, here.event, cards, here.clock())
        return piece(SHOWN[show], event=here.event, view=view)

    return await here.alike(f"widget {show}", make)


@get("/{event_slug:str}/widget.js")
async def widget_script(here: AtEvent) -> Response[Any]:
    """Puts the frame in the place of its own tag, and is the same for every event."""
    return fetched(here.request, built("embed.js").read_bytes(), "text/javascript", "widget.js", anybody=True)


@get("/{event_slug:str}/elsewhere")
async def elsewhere(here: AtEvent) -> Response[str]:
    address = f"{here.address}{here.home}"
    calendar = f"webcal://{urlsplit(address).netloc}{here.home}/schedule.ics"
    return here.page(
        "day/elsewhere.html",
        active="",
        anybody=is_for_anybody(here.event),
        calendar=calendar,
        qr=qr_code(calendar),
        snippets=_snippets(here, address),
        has_pages=bool(await pages_of(here.db, [here.event_id])),
        formats={
            **{kind: f"{address}/schedule.{kind}" for kind in ("ics", "json", "xml")},
            "atom": f"{address}/feed.atom",
            "data": f"{address}/write-up.json",
        },
    )


def _snippets(here: Here, address: str) -> dict[str, str]:
    """Lines of HTML to be copied into a page."""
    tag, name = Markup('<script async src="{}/widget.js"{}></script>'), here.event.name
    frame = Markup('<iframe src="{}/widget" title="{}" width="100%" height="600" style="border: 0"></iframe>')
    return {
        "now": str(tag.format(address, "")),
        "board": str(tag.format(address, Markup(' data-show="board"'))),
        "frame": str(frame.format(address, _("%(event)s: now and next") % {"event": name})),
    }


HANDLERS: list[Any] = [widget, widget_script, elsewhere]
