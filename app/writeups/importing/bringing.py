"""An import from its first file to its report.

Everything is read twice: first for what must be known of all, which is little of each; then topic by topic, each handed
over whole. Whoever is asked may be a server that runs: it never sees the files, and is never busy for long.
"""

import json
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from app.events.rules import SLUG, slug_is_free_of_routes
from app.kernel.errors import Refusal
from app.kernel.words import LANGUAGES
from app.kernel.writing import counted
from app.notes.limits import Limits
from app.writeups.importing import report as became
from app.writeups.importing.encodings import Unreadable
from app.writeups.importing.forms import TEXT_LIMIT, TOO_LONG
from app.writeups.importing.grid import Grid, Place, Spot, board_of, days_of, spot_of
from app.writeups.importing.items import Item, Shot
from app.writeups.importing.progress import Progress
from app.writeups.importing.report import Report
from app.writeups.importing.rules import may_be_published_unseen
from app.writeups.importing.sources import Skipped, Source
from app.writeups.importing.understanding import LeftOut
from app.writeups.rules import WITHDRAWN

#: Asks a Hallway to do a command; its answer is JSON.
Ask = Callable[[str, dict[str, Any]], Awaitable[str]]
#: Formats that only a human can turn into a note are left out; a text that should have come and did not is a failure.
_NOTE_PROBLEMS = (Unreadable, LeftOut, Refusal)


@dataclass(frozen=True)
class Wishes:
    """What somebody says of the event, an empty word where the files shall say it. `publish`: what is written becomes
    editions; `dry`: only the report."""

    slug: str
    name: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    time_zone: str = ""
    venue: str = ""
    theme: str = ""
    series: str = ""
    attribution: str = "open"
    language: str | None = None
    publish: bool = True
    dry: bool = False


@dataclass
class _Plan:
    """What is known of all items after the first reading. `marks` in the order in which they get their numbers."""

    days: tuple[date, date]
    grid: Grid
    marks: dict[str, str] = field(default_factory=dict)
    pauses: frozenset[str] = frozenset()


async def bring_in(source: Source, wishes: Wishes, ask: Ask, progress: Progress) -> Report:
    """Raises Refusal when nothing can be brought in at all."""
    _check(wishes)
    import_ = _Import(source, wishes, ask, progress, json.loads(await ask("import known", {"slug": wishes.slug})))
    await import_.run()
    return import_.report


def _check(wishes: Wishes) -> None:
    if not SLUG.fullmatch(wishes.slug):
        raise Refusal("An event's slug is of small letters, digits and hyphens only, such as scale-summit-2017.")
    if not slug_is_free_of_routes(wishes.slug):
        raise Refusal(f"Hallway needs the address /{wishes.slug} itself. Choose another slug.")
    if wishes.time_zone and wishes.time_zone not in available_timezones():
        raise Refusal(f"There is no time zone “{wishes.time_zone}”. Write it like Europe/London.")


class _Import:
    """One import; `known` is what was brought in before, with the event that it is in, empty for a new one."""

    def __init__(self, source: Source, wishes: Wishes, ask: Ask, progress: Progress, known: dict[str, Any]) -> None:
        self.source, self.wishes, self.ask, self.progress, self.known = source, wishes, ask, progress, known
        self.report = Report(dry=wishes.dry)
        self.head = source.head()
        self.zone = ZoneInfo(self._zone_name())
        self.sources: dict[str, list[str]] = known.get("sources", {})
        self.publish = wishes.publish and may_be_published_unseen(self._attribution())

    async def run(self) -> None:
        plan = self._survey()
        self._say_what_it_is(plan)
        await self._found(plan)
        for number, path in enumerate(plan.marks, 1):
            self.progress.step("Bringing in", number, len(plan.marks))
            await self._one(path, plan)
        self._say_what_is_left(plan)
        if not self.wishes.dry:
            ended = json.loads(await self.ask("import end", {"slug": self.wishes.slug}))
            self.report.say(f"{ended['address']} is {ended['phase']}.")

    def _survey(self) -> _Plan:
        """Goes through all files once. Raises Refusal."""
        found: list[tuple[Any, Spot, str]] = []
        for number, item in enumerate(self.source.items(self.zone), 1):
            self.progress.step("Reading", number, self.source.count)
            if isinstance(item, Skipped):
                self.report.tell(became.FAILED, item.path, item.why)
            else:
                found.append((item.order, spot_of(item), item.mark))
        found.sort(key=lambda each: each[0])
        spots = [spot for _order, spot, _mark in found]
        if not spots:
            raise Refusal("\n".join(["Nothing here can be brought in.", *self.report.lines]))
        days = self._days(spots)
        marks = {spot.path: mark for _order, spot, mark in found if not spot.is_pause}
        pauses = frozenset(spot.path for spot in spots if spot.is_pause)
        return _Plan(days, board_of(spots, *days), marks, pauses)

    def _days(self, spots: Iterable[Spot]) -> tuple[date, date]:
        if self.known:
            return date.fromisoformat(self.known["starts_on"]), date.fromisoformat(self.known["ends_on"])
        wishes, head = self.wishes, self.head
        first = wishes.starts_on or head.first_day
        return days_of(spots, first, wishes.ends_on or (None if wishes.starts_on else head.last_day))

    def _zone_name(self) -> str:
        return self.known.get("time_zone") or self.wishes.time_zone or self.head.time_zone or "UTC"

    def _attribution(self) -> str:
        return str(self.known.get("attribution") or self.wishes.attribution)

    def _name(self) -> str:
        told = self.wishes.name or self.head.name
        return str(self.known.get("name") or told or self.wishes.slug.replace("-", " ").title())

    def _say_what_it_is(self, plan: _Plan) -> None:
        first, last = plan.days
        when = f"{first}" if first == last else f"{first} to {last}"
        topics, rooms, times = len(plan.marks), len(plan.grid.rooms), len(plan.grid.slots)
        found = f"{counted(topics, 'topic')}, {counted(rooms, 'room')}, {counted(times, 'time')}"
        self.report.say(f"{self._name()}, {when}, {self.zone.key}: {found}")
        if self.known and (kept := self._wishes_that_come_too_late()):
            self.report.say(f"The event is there already and keeps its {', '.join(kept)}.")
        if plan.grid.slots and not (self.known or self.wishes.time_zone or self.head.time_zone):
            self.report.say("Nobody says in which time zone it was, so times are taken as UTC: --time-zone says it.")
        for remark in self.source.remarks:
            self.report.say(remark)
        if self.wishes.publish and not self.publish:
            self.report.say("Nothing is published: under this event's policy somebody looks at each note first.")

    def _wishes_that_come_too_late(self) -> list[str]:
        wishes, known = self.wishes, self.known
        said = {
            "name": wishes.name,
            "starts_on": wishes.starts_on and wishes.starts_on.isoformat(),
            "ends_on": wishes.ends_on and wishes.ends_on.isoformat(),
            "time_zone": wishes.time_zone,
            "attribution": wishes.attribution if wishes.attribution != "open" else "",
        }
        return [name.replace("_", " ") for name, value in said.items() if value and value != known[name]]

    async def _found(self, plan: _Plan) -> None:
        texts = self._texts()
        if self.wishes.dry:
            return
        founded = json.loads(await self.ask("import event", {**self._event(plan), "texts": texts}))
        self.report.say(founded["address"], founded["remarks"])

    def _texts(self) -> dict[str, dict[str, str]]:
        """The event's own texts, each told of."""
        texts = {}
        for text in self.source.texts():
            if isinstance(text, Skipped) or len(text.text) > TEXT_LIMIT:
                why = text.why if isinstance(text, Skipped) else "it is longer than the event's page can show"
                self.report.tell(became.FAILED, text.path, why)
                continue
            texts[text.part] = {"path": text.path, "mark": text.mark, "text": text.text}
            was = self.sources.get(text.path, [""])[0]
            did = became.SAME if was == text.mark else became.CHANGED if was else became.NEW
            self.report.tell(did, text.path, f"the event’s {text.part}", text.remarks if did != became.SAME else ())
        return texts

    def _event(self, plan: _Plan) -> dict[str, Any]:
        language = self.wishes.language or self.head.language
        return {
            "slug": self.wishes.slug,
            "name": self._name(),
            "starts_on": plan.days[0].isoformat(),
            "ends_on": plan.days[1].isoformat(),
            "time_zone": self.zone.key,
            "venue": self.wishes.venue or self.head.venue,
            "theme": self.wishes.theme or self.head.theme,
            "series": self.wishes.series,
            "attribution": self.wishes.attribution,
            "language": language if language in LANGUAGES else "en",
            "rooms": plan.grid.rooms,
            "timeslots": [
                {
                    "day": slot.day.isoformat(),
                    "starts": f"{slot.starts:%H:%M}",
                    "ends": f"{slot.ends:%H:%M}",
                    "kind": slot.kind,
                    "title": slot.title,
                }
                for slot in plan.grid.slots
            ],
        }

    async def _one(self, path: str, plan: _Plan) -> None:
        mark, published = self.sources.get(path, ["", ""])
        is_same = mark == plan.marks[path]
        if is_same and (published or not self.publish):
            gone = published == WITHDRAWN and self.publish
            self.report.tell(became.SAME, path, "the same", ["withdrawn here, so not published"] if gone else [])
            return
        try:
            item = self.source.item(path, self.zone)
            remarks = [*plan.grid.remarks.get(path, ()), *item.remarks]
            self.report.unused.update(item.unused)
            if self.wishes.dry:
                self._say_what_would_be(item, bool(mark), is_same, plan, remarks)
            else:
                await self._hand_over(item, plan, remarks)
        except _NOTE_PROBLEMS as problem:
            self.report.tell(became.FAILED, path, str(problem))

    def _say_what_would_be(self, item: Item, is_known: bool, is_same: bool, plan: _Plan, remarks: list[str]) -> None:
        if len(item.text.encode()) > Limits.text_bytes:
            self.report.tell(became.FAILED, item.path, TOO_LONG)
            return
        remarks = [*remarks, *(f"{shot.target}: {why}" for shot in item.shots if (why := self._picture(item, shot)[1]))]
        goes_out = item.text and not item.is_private
        as_it_was = became.PUBLISHED if goes_out else became.SAME
        did = as_it_was if is_same else became.CHANGED if is_known else became.NEW
        self.report.tell(did, item.path, _described(item, plan.grid.places.get(item.path)), remarks)

    async def _hand_over(self, item: Item, plan: _Plan, remarks: list[str]) -> None:
        photos, missing, troubles = await self._photos(item)
        place = plan.grid.places.get(item.path)
        answer = await self.ask(
            "import topic",
            {
                "slug": self.wishes.slug,
                "path": item.path,
                "mark": item.mark,
                "title": item.title,
                "pitch": item.pitch,
                "tags": list(item.tags),
                "hosts": list(item.hosts),
                "text": item.text,
                "place": place and {"day": f"{place.day}", "starts": f"{place.starts:%H:%M}", "room": place.room},
                "publish": self.publish and not item.is_private,
                "photos": photos,
                "missing": missing,
            },
        )
        self._tell(item, json.loads(answer), place, [*remarks, *troubles])

    def _tell(self, item: Item, did: dict[str, Any], place: Place | None, remarks: list[str]) -> None:
        if item.is_private and self.publish:
            remarks.append("not published: its file says that it is not for everybody")
        edition = f", edition {did['edition']}" if did["edition"] else ""
        what = f"{did['number']} {_described(item, place)}{edition}"
        self.report.tell(did["did"], item.path, what, [*remarks, *did["remarks"]])

    async def _photos(self, item: Item) -> tuple[list[dict[str, Any]], list[str], list[str]]:
        """What came of its pictures, the targets of those that did not come, and what there is to say of them."""
        photos, missing, troubles = [], [], []
        for shot in item.shots:
            source, why = self._picture(item, shot)
            if not why:
                try:
                    kept = json.loads(await self.ask("import photo", {"data": b64encode(source).decode()}))
                    credit = _credit_of(item, shot)
                    said = {"target": shot.target, "alt": shot.alt, "credit": credit, "kept": kept}
                    photos.append({**said, "source": sha256(source).hexdigest()})
                    why = "" if credit else "kept, but readers do not see it before somebody says whose photo it is"
                except Refusal as refusal:
                    why, source = refusal.message, b""
            missing += [] if source else [shot.target]
            troubles += [f"{shot.target}: {why}"] if why else []
        return photos, missing, troubles

    def _picture(self, item: Item, shot: Shot) -> tuple[bytes, str]:
        try:
            source = self.source.picture(item, shot)
            return source, "" if source else "it is broken"
        except Unreadable as error:
            return b"", str(error)

    def _say_what_is_left(self, plan: _Plan) -> None:
        for path in sorted(plan.pauses):
            self.report.tell(became.SKIPPED, path, "a pause: a time on the board", plan.grid.remarks.get(path, []))
        for skipped in self.source.skipped():
            self.report.tell(became.SKIPPED, skipped.path, skipped.why)
        texts = {text.path for text in self.source.texts()}
        for path in sorted(self.sources.keys() - plan.marks.keys() - texts):
            if self.source.owns(path):
                self.report.tell(became.GONE, path, "what came of it stays")


def _described(item: Item, place: Place | None) -> str:
    where = f", {place.day} {place.starts:%H:%M} {place.room}".rstrip() if place else ""
    by = f" by {', '.join(item.hosts)}" if item.hosts else ""
    return f"“{item.title}”{by}{where}{'' if item.text else ', without a note'}"


def _credit_of(item: Item, shot: Shot) -> str:
    name = shot.target.rpartition("/")[2]
    return item.credits.get(name) or item.credits.get("", "")
