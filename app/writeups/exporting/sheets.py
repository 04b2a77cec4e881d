"""Each page of a copy: rendered from the templates of the live pages, of what everybody may read."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.board.queries import board_view
from app.kernel.errors import Gone, NotFound
from app.writeups.exporting.links import Page
from app.writeups.exporting.rendering import rendered
from app.writeups.exporting.targets import ALL_INDEXES, BOARD, FRONT, INDEX, PAGE, SEARCH, WHOLE, Target
from app.writeups.indexes import Asked
from app.writeups.queries import page_url, published_topic
from app.writeups.shelf import Shelf, index_shown, indexes_shown
from app.writeups.shown import Look, Shown, front_shown, is_listed, page_shown, whole_shown

#: A board as it was has no time that runs, and none that is over.
NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Sheets:
    """Of one event. `address` is that of its live pages, or empty where nobody else would find them."""

    look: Look
    address: str

    async def page(self, target: Target) -> Page | None:
        """None when there is nothing in it, or it may not be read any more."""
        try:
            return await self._kinds[target.kind](target) if target.kind in self._kinds else None
        except (NotFound, Gone):
            return None

    @property
    def _kinds(self) -> Mapping[str, Callable[[Target], Awaitable[Page]]]:
        return {
            FRONT: self._front,
            WHOLE: self._whole,
            PAGE: self._page,
            BOARD: self._board,
            ALL_INDEXES: self._indexes,
            INDEX: self._index,
            SEARCH: self._search,
        }

    async def _front(self, target: Target) -> Page:
        return self._of(target, "writeups/event.html", f"{self._home}/write-up", await front_shown(self.look))

    async def _whole(self, target: Target) -> Page:
        return self._of(target, "writeups/whole.html", f"{self._home}/write-up/whole", await whole_shown(self.look))

    async def _page(self, target: Target) -> Page:
        topic, edition = await published_topic(self.look.db, self.look.event, target.number)
        shown = await page_shown(self.look, topic, edition, edition)
        at = page_url(self.look.event, topic.number, edition.slug)
        return self._of(target, "writeups/page.html", at, shown)

    async def _board(self, target: Target) -> Page:
        board = await board_view(self.look.db, self.look.event, self.look.cards, NO_TIME)
        at = f"{self._home}/board"
        return self._of(target, "exporting/board.html", at, {"active": "board", "board": board, "canonical": at})

    async def _indexes(self, target: Target) -> Page:
        shown = await indexes_shown(self.look.db, self._shelf)
        return self._of(target, "writeups/indexes.html", self._shelf.url(), shown)

    async def _index(self, target: Target) -> Page:
        asked = target.asked or Asked("topics")
        shown = await index_shown(self.look.db, self._shelf, asked)
        if not shown["leaf"].total or shown["leaf"].page != asked.page:
            raise NotFound(asked.index)
        return self._of(target, "writeups/index.html", shown["canonical"], shown)

    async def _search(self, target: Target) -> Page:
        at = f"/search?event={self.look.event.slug}"
        return self._of(target, "exporting/search.html", at, {"active": "search", "canonical": at})

    @property
    def _home(self) -> str:
        return f"/{self.look.event.slug}"

    @property
    def _shelf(self) -> Shelf:
        return Shelf([self.look.event], [self.look.event], self.look.event)

    def _of(self, target: Target, template: str, at: str, shown: Shown) -> Page:
        context: dict[str, Any] = {"listed": is_listed(self.look.event), **shown, "years": None, "may_publish": False}
        live = self.address + shown["canonical"].removeprefix(self.look.address) if self.address else ""
        html = rendered(template, event=self.look.event, live=live, made_at=self.look.now, **context)
        return Page(target.file, at, html)
