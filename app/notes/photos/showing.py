"""Photos in a text that was rendered: which it may show, and what stands under each. That is put in anew each time, so
that a credit is as it is now, and what was taken away is gone."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.rules import OPEN, stricter
from app.events.tables import Event
from app.kernel.markdown import Picture
from app.kernel.markdown.pictures import ADDRESS, HOLDER
from app.kernel.words import gettext as _
from app.notes.photos.queries import lack_of, photos_named, picture_of
from app.notes.photos.tables import Photo

_HELD = re.compile(
    rf'<(figure|span) class="{HOLDER}">(<img [^>]*?\bsrc="(/[^"]*/media/([0-9a-f]{{32}})\.webp)"[^>]*>)</\1>'
)


@dataclass(frozen=True)
class LeftOut:
    """What a text that is about to be published would show but may not, and what could be said better: how many photos
    have no credit, how many a credit that may not be told, and how many do not say what can be seen."""

    without_credit: int = 0
    without_leave: int = 0
    without_alt: int = 0


def names_in(text: str) -> set[str]:
    """Of the photos that a text or a page names, of whatever event."""
    return set(ADDRESS.findall(text))


async def pictures_for(db: AsyncSession, event: Event, text: str) -> tuple[Picture, ...]:
    """Everything of the event that those at the note may see in it."""
    named = await photos_named(db, event, names_in(text), OPEN)
    return tuple(picture_of(event, photo) for photo, _policy in named)


async def pictures_to_publish(
    db: AsyncSession, event: Event, text: str, policy: str
) -> tuple[tuple[Picture, ...], LeftOut]:
    """What readers may see in it under its policy, and what they may not."""
    photos = await photos_named(db, event, names_in(text), policy)
    lacks = [lack_of(holds, photo) for photo, holds in photos]
    told = tuple(picture_of(event, photo) for (photo, _holds), lack in zip(photos, lacks, strict=True) if not lack)
    unseen = sum(not picture.alt and f"![]({picture.address})" in text for picture in told)
    return told, LeftOut(lacks.count("credit"), lacks.count("leave"), unseen)


async def lacking_photos_in(db: AsyncSession, event: Event, texts: Mapping[int, tuple[str, str]]) -> dict[int, int]:
    """How many photos each text, with its policy, shows of which nothing says enough: whose they are, or what can be
    seen."""
    named = {key: names_in(text) for key, (text, _policy) in texts.items()}
    photos = {photo.name: (photo, own) for photo, own in await photos_named(db, event, _all(named.values()), OPEN)}
    return {
        key: sum(_lacks(*photos[name], policy) for name in named[key] if name in photos)
        for key, (_text, policy) in texts.items()
    }


def _all(named: Iterable[set[str]]) -> set[str]:
    return set().union(*named)


def _lacks(photo: Photo, own: str, policy: str) -> bool:
    return bool(lack_of(stricter(policy, own), photo)) or not photo.alt


async def pictured(db: AsyncSession, event: Event, html: str, policy: str, *, draft: bool = False) -> str:
    """The HTML with what stands under each photo. In a draft those stand too that would not be published."""
    return (await all_pictured(db, event, {0: (html, policy)}, draft=draft))[0]


async def all_pictured(
    db: AsyncSession, event: Event, texts: Mapping[int, tuple[str, str]], *, draft: bool = False
) -> dict[int, str]:
    """The same of several texts with their policies, each under its number."""
    names = _all(names_in(html) for html, _policy in texts.values())
    photos = {photo.name: (photo, holds) for photo, holds in await photos_named(db, event, names, OPEN)}
    return {
        number: _HELD.sub(lambda held, policy=policy: _with_credit(held, photos, policy, draft), html)  # type: ignore[misc]
        for number, (html, policy) in texts.items()
    }


async def all_told(db: AsyncSession, event: Event, texts: Mapping[int, tuple[str, str]]) -> dict[int, list[Photo]]:
    """The photos that stand in each of several texts with their policies, in the order in which they were taken."""
    named = {number: names_in(html) for number, (html, _policy) in texts.items()}
    found = await photos_named(db, event, _all(named.values()), OPEN)
    ordered = sorted(found, key=lambda each: each[0].id or 0)
    return {
        number: [
            photo for photo, own in ordered if photo.name in named[number] and not lack_of(stricter(policy, own), photo)
        ]
        for number, (_html, policy) in texts.items()
    }


def _with_credit(held: re.Match[str], photos: Mapping[str, tuple[Photo, str]], policy: str, draft: bool) -> str:
    holder, image, _address, name = held.groups()
    photo, own = photos.get(name, (None, OPEN))
    if photo is None or ((lack := lack_of(stricter(policy, own), photo)) and not draft):
        return ""
    element = "figcaption" if holder == "figure" else "span"
    words = Markup('<{0} class="credit">{1}</{0}>').format(Markup(element), _under(photo, lack))  # noqa: S704
    return f'<{holder} class="{HOLDER}">{image}{words}</{holder}>'


def _under(photo: Photo, lack: str) -> str:
    return {
        "": _("Photo: %s") % photo.credit,
        "credit": _("Not published without a credit"),
        "leave": _("Not published: its credit may not be told"),
    }[lack]
