"""Which series an event belongs to."""

from sqlmodel import select

from app.events.changes import SeriesChanged
from app.events.tables import Event, Series
from app.kernel.slugs import LONGEST_SLUG, slug_of
from app.kernel.work import Work


async def change_series(work: Work, event: Event, name: str) -> None:
    """The one of this name, in whatever case, or a new one; none, if it is empty."""
    series = await series_named(work, name) if name else None
    if event.id is None or event.series_id == (series.id if series else None):
        return
    event.series_id = series.id if series else None
    work.db.add(event)
    work.record(SeriesChanged(event_id=event.id, series=series.name if series else ""))


async def series_named(work: Work, name: str) -> Series:
    known = (await work.db.exec(select(Series))).all()
    series = next((each for each in known if each.name.casefold() == name.casefold()), None)
    if series is None:
        series = Series(name=name, slug=_free_slug(name, {each.slug for each in known}))
        work.db.add(series)
        await work.db.flush()
    return series


def _free_slug(name: str, taken: set[str]) -> str:
    slug = slug_of(name, "series")
    slugs = (slug, *(f"{slug[: LONGEST_SLUG - 6]}-{number}" for number in range(2, len(taken) + 3)))
    return next(each for each in slugs if each not in taken)
