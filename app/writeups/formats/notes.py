"""The write-up as a folder of Markdown in a ZIP file: a file for each session, with front matter that `hallway import`
reads, photos beside them, the event's own texts, and an index. Pure, but for the files of photos, which it reads."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

import yaml

from app.kernel.markdown.literal import literally
from app.kernel.words import gettext as _
from app.kernel.writing import listed, long_day
from app.writeups.formats.elsewhere import Shown, led_back
from app.writeups.formats.volume import GROUPS, Chapter, Figure, Volume
from app.writeups.importing.titles import first_heading

#: Where the file of a photo is, by its digest.
FileOf = Callable[[str], Path]

#: As much as ZIP files can say of a moment (APPNOTE 4.4.6).
_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
_SIGN = re.compile(r"([!-/:-@\[-`{-~])")


def write_zip(volume: Volume, file_of: FileOf, file: IO[bytes]) -> None:
    """Of the same write-up always the same bytes. A photo without a file is left out."""
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        bundle = _Bundle(archive, f"{volume.event.slug}-write-up", volume)
        bundle.text("index.md", _index(volume))
        bundle.text("intro.md", _intro(volume))
        for name in volume.texts.keys() - {"intro", GROUPS}:
            bundle.text(f"{name}.md", led_back(volume.texts[name].markdown, volume.address, {}) + "\n")
        for chapter in volume.chapters:
            photos = {figure: name for figure, name in _named(chapter) if file_of(figure.digest).exists()}
            bundle.text(file_name(chapter), _chapter(volume, chapter, photos), chapter.changed_at)
            for figure, name in photos.items():
                bundle.photo(f"photos/{name}", file_of(figure.digest), chapter.changed_at)


class _Bundle:
    """A ZIP file with one folder."""

    def __init__(self, archive: ZipFile, folder: str, volume: Volume) -> None:
        self._archive, self._folder, self._volume = archive, folder, volume

    def text(self, name: str, text: str, at: datetime | None = None) -> None:
        self._archive.writestr(self._about(name, at), text.encode(), ZIP_DEFLATED)

    def photo(self, name: str, path: Path, at: datetime) -> None:
        """It is packed as tightly as it can be."""
        self._archive.writestr(self._about(name, at), path.read_bytes(), ZIP_STORED)

    def _about(self, name: str, at: datetime | None) -> ZipInfo:
        local = (at or self._volume.changed_at).astimezone(ZoneInfo(self._volume.event.time_zone))
        about = ZipInfo(f"{self._folder}/{name}", max(local.timetuple()[:6], _FIRST_MOMENT))
        about.external_attr = 0o644 << 16
        return about


def file_name(chapter: Chapter) -> str:
    """In letters that every disk takes, whatever the title is written in."""
    return f"{chapter.entry.number:03}-{chapter.edition.slug}.md"


def _named(chapter: Chapter) -> Sequence[tuple[Figure, str]]:
    return [(figure, f"{chapter.entry.number:03}-{n}.webp") for n, figure in enumerate(chapter.figures, 1)]


def _chapter(volume: Volume, chapter: Chapter, photos: Mapping[Figure, str]) -> str:
    shown = {figure.name: Shown(f"photos/{name}", figure.alt) for figure, name in photos.items()}
    text = led_back(chapter.markdown, volume.address, shown)
    return _front(_fields(volume, chapter, photos)) + text.strip() + "\n"


def _fields(volume: Volume, chapter: Chapter, photos: Mapping[Figure, str]) -> dict[str, Any]:
    entry = chapter.entry
    return {
        "title": _title(entry.title),
        "number": entry.number,
        "hosts": list(entry.hosts),
        "tags": list(entry.tags),
        **_place(volume, chapter),
        "updated": chapter.edition.published_at.isoformat(timespec="seconds"),
        "permalink": volume.address + entry.url,
        "photos": [{"file": name, "credit": figure.credit} for figure, name in photos.items()],
    }


def _place(volume: Volume, chapter: Chapter) -> dict[str, str]:
    place, zone = chapter.entry.place, ZoneInfo(volume.event.time_zone)
    if place is None:
        return {}
    start, end = place.starts_at.astimezone(zone), place.ends_at.astimezone(zone)
    where = {"room": place.room} if place.room else {"kind": "plenary"}
    return {"date": start.date().isoformat(), "start": f"{start:%H:%M}", "end": f"{end:%H:%M}", **where}


def _title(title: str) -> str:
    """As an import reads it: what looks like Markdown in it keeps its signs."""
    return title if first_heading(f"# {title}") == title else _SIGN.sub(r"\\\1", title)


def _intro(volume: Volume) -> str:
    """With what there is to know of the event."""
    event, text = volume.event, volume.texts.get("intro")
    fields = {
        "title": _title(event.name),
        "starts-on": event.starts_on.isoformat(),
        "ends-on": event.ends_on.isoformat(),
        "timezone": event.time_zone,
        "venue": event.venue,
        "theme": event.theme,
        "language": event.language,
    }
    return _front(fields) + (led_back(text.markdown, volume.address, {}) + "\n" if text else "")


def _front(fields: Mapping[str, Any]) -> str:
    """YAML between its marks, without what is empty."""
    told = {key: value for key, value in fields.items() if value}
    return f"---\n{yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=10_000)}---\n\n"


def _index(volume: Volume) -> str:
    head = [literally(volume.event.theme)] if volume.event.theme else []
    days = groupby(volume.chapters, key=_day)
    parts = [part for day, chapters in days for part in (f"## {day}", "\n".join(map(_line, chapters)))]
    if groups := volume.texts.get(GROUPS):
        parts += ["## " + _("What comes of it"), led_back(groups.markdown, volume.address, {})]
    return "\n\n".join([f"# {literally(volume.event.name)}", *head, f"<{volume.url}>", *parts]) + "\n"


def _day(chapter: Chapter) -> str:
    place = chapter.entry.place
    return long_day(date.fromisoformat(place.day)) if place else _("Not on the board")


def _line(chapter: Chapter) -> str:
    entry, place = chapter.entry, chapter.entry.place
    told = [f"{place.time}", literally(place.room or _("Everybody"))] if place else []
    told += [_("Hosted by %(names)s") % {"names": literally(listed(entry.hosts))}] if entry.hosts else []
    return f"- [{literally(entry.title)}]({file_name(chapter)})" + (f" ({', '.join(told)})" if told else "")
