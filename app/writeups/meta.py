"""What a page says to machines: schema.org, as JSON-LD. Values only; the template escapes them."""

from collections.abc import Sequence
from typing import Any

from app.events.tables import Event
from app.writeups.queries import EntryView, ReadingView

Data = dict[str, Any]


def article(event: Event, reading: ReadingView, address: str) -> Data:
    """`address` is the server's. Names stand here only where they may be told."""
    entry, edition = reading.entry, reading.edition
    return {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": edition.title,
        "description": edition.summary,
        "url": address + entry.url,
        "version": edition.number,
        "inLanguage": event.language,
        "datePublished": reading.editions[-1].published_at.isoformat(),
        "dateModified": edition.published_at.isoformat(),
        "keywords": entry.tags,
        "contributor": [{"@type": "Person", "name": host} for host in entry.hosts],
        "isPartOf": {"@type": "CreativeWork", "name": event.name, "url": f"{address}/{event.slug}/write-up"},
        "about": _event(event, address) | _time(entry),
    }


def collection(event: Event, entries: Sequence[EntryView], address: str) -> Data:
    return {
        "@context": "https://schema.org",
        "@type": "Collection",
        "name": event.name,
        "url": f"{address}/{event.slug}/write-up",
        "about": _event(event, address),
        "hasPart": [{"@type": "Article", "headline": e.title, "url": address + e.url} for e in entries],
    }


def _event(event: Event, address: str) -> Data:
    described: Data = {
        "@type": "Event",
        "name": event.name,
        "url": f"{address}/{event.slug}",
        "startDate": event.starts_on.isoformat(),
        "endDate": event.ends_on.isoformat(),
    }
    return described | ({"location": {"@type": "Place", "name": event.venue}} if event.venue else {})


def _time(entry: EntryView) -> Data:
    if entry.place is None:
        return {}
    return {"startDate": entry.place.starts_at.isoformat(), "endDate": entry.place.ends_at.isoformat()}
