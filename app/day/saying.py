"""News of somebody's own in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from app.board.overlaps import Overlap, Seen
from app.board.queries import local_time
from app.day.news import News, Spot
from app.events.tables import Event
from app.kernel.words import gettext as _
from app.kernel.words import ngettext
from app.kernel.writing import listed, weekday
from app.topics.cards import PlaceView
from app.topics.tables import Topic
from app.writeups.correcting.waiting import Waiting


@dataclass(frozen=True)
class Saying:
    """What the words are made of: the names of rooms by id, topics by id, and what each merged one is part of."""

    event: Event
    now: datetime
    rooms: Mapping[int, str] = field(default_factory=dict)
    topics: Mapping[int, Topic] = field(default_factory=dict)
    parts: Mapping[int, Topic] = field(default_factory=dict)

    def of(self, news: News) -> str:
        return _SAYING[news.kind](self, news)

    def of_start(self, topic: Topic, starts_at: datetime, room_id: int | None) -> str:
        time, room = local_time(self.event, starts_at), self.rooms.get(room_id or 0)
        holes = {"title": quoted(topic.title), "time": time, "room": room}
        starts = _("%(title)s starts at %(time)s.") if room_id is None else _("%(title)s starts at %(time)s: %(room)s.")
        nobody = "" if topic.scribe_id else " " + _("Nobody writes the note yet: will you?")
        return starts % holes + nobody

    def of_end(self, topic: Topic, ends_at: datetime) -> str:
        """To whoever writes."""
        holes = {"title": quoted(topic.title), "time": local_time(self.event, ends_at)}
        return _("%(title)s ends at %(time)s. What was agreed, what is open?") % holes

    def of_overlap(self, overlap: Overlap) -> str:
        """Which, when, and what else there is; to choose none of them is a choice too."""
        titles = [quoted(card.title) for card in overlap.cards]
        time = self.moment(overlap.starts_at)
        if len(titles) == 2:
            one, other = titles
            return _("%(one)s and %(other)s are both on at %(time)s.") % {"one": one, "other": other, "time": time}
        told = ngettext(
            "%(num)d of yours is on at %(time)s: %(titles)s.",
            "%(num)d of yours are on at %(time)s: %(titles)s.",
            len(titles),
        )
        return told % {"num": len(titles), "time": time, "titles": listed(titles)}

    def of_ways(self, overlap: Overlap) -> list[str]:
        again = [_("%(title)s is on again: %(place)s.") % self._seen(way) for way in overlap.ways]
        alike = [
            _("Close to %(to)s, at another time: %(title)s, %(place)s.")
            % {"to": quoted(way.to.title), **self._seen(way.seen)}
            for way in overlap.like
        ]
        return again + alike

    def places(self, spots: Sequence[Spot]) -> str:
        return listed([self.place(spot) for spot in spots])

    def place(self, spot: Spot) -> str:
        room = self.rooms.get(spot.room_id or 0)
        return f"{self.moment(spot.starts_at)}, {room}" if room else self.moment(spot.starts_at)

    def moment(self, moment: datetime) -> str:
        """The hour, and the day where that is another one."""
        zone = ZoneInfo(self.event.time_zone)
        day = moment.astimezone(zone).date()
        hour = local_time(self.event, moment)
        return hour if day == self.now.astimezone(zone).date() else f"{weekday(day)}, {hour}"

    def titles(self, topic_ids: Sequence[int]) -> str:
        return listed([quoted(self.topics[topic_id].title) for topic_id in topic_ids])

    def _seen(self, seen: Seen) -> dict[str, str]:
        return {"title": quoted(seen.card.title), "place": self._place(seen.place)}

    def _place(self, place: PlaceView) -> str:
        moment = self.moment(place.starts_at)
        return f"{moment}, {place.room}" if place.room else moment


def quoted(title: str) -> str:
    """Set off from the words around it: a title may end like a sentence."""
    return _("“%s”") % title


def of_edition(topic: Topic, number: int) -> str:
    """To its hosts."""
    holes = {"title": quoted(topic.title), "number": number}
    return (
        _("%(title)s is published.") if number == 1 else _("%(title)s is published anew, as edition %(number)d.")
    ) % holes


def of_corrections(waiting: Sequence[Waiting]) -> str:
    """To facilitators, without a word of what was sent."""
    sent, back = sum(each.sent for each in waiting), [each.topic.title for each in waiting if each.brings_back]
    told = [ngettext("%(num)d correction waits for you.", "%(num)d corrections wait for you.", sent)] if sent else []
    if back:
        told.append(_("Words that were withdrawn may be told again: publish %(titles)s anew."))
    return " ".join(told) % {"num": sent, "titles": listed([quoted(title) for title in back])}


def of_replies(waiting: int) -> str:
    """To hosts and facilitators."""
    return ngettext("%(num)d reply waits for you.", "%(num)d replies wait for you.", waiting) % {"num": waiting}


def _titled(words: Callable[[], str]) -> Callable[[Saying, News], str]:
    return lambda all_, news: (
        words()
        % {
            "title": quoted(all_.topics[news.topics[0]].title),
            "old": all_.places(news.old),
            "new": all_.places(news.new),
        }
    )


def _placed(words: Saying, news: News) -> str:
    if len(news.topics) == 1:
        return _titled(lambda: _("%(title)s has a time: %(new)s."))(words, news)
    told = ngettext("%(num)d of yours has a time now: %(titles)s.", "%(num)d of yours have a time now: %(titles)s.", 2)
    return told % {"num": len(news.topics), "titles": words.titles(news.topics)}


def _delayed(words: Saying, news: News) -> str:
    late = _("%(minutes)d minutes later than it was: %(titles)s.")
    early = _("%(minutes)d minutes earlier than it was: %(titles)s.")
    holes = {"minutes": abs(news.minutes), "titles": words.titles(news.topics)}
    return (late if news.minutes > 0 else early) % holes


def _merged(words: Saying, news: News) -> str:
    topic = words.topics[news.topics[0]]
    holes = {"title": quoted(topic.title), "into": quoted(words.parts[topic.id or 0].title)}
    return _("%(title)s is part of %(into)s now.") % holes


def _gone(words: Saying, news: News) -> str:
    """Of what was taken away not even the title is told any more."""
    if (topic := words.topics[news.topics[0]]).state == "removed":
        return _("A facilitator has taken card %(number)d away.") % {"number": topic.number}
    told = _titled(lambda: _("%(title)s does not happen: it was taken down."))
    return told(words, news)


def _back(words: Saying, news: News) -> str:
    there = _titled(lambda: _("%(title)s is back: %(new)s."))
    waiting = _titled(lambda: _("%(title)s is back on the wall."))
    return (there if news.new else waiting)(words, news)


_SAYING: Mapping[str, Callable[[Saying, News], str]] = {
    "placed": _placed,
    "repeated": _titled(lambda: _("%(title)s is on once more: %(new)s.")),
    "moved": _titled(lambda: _("%(title)s moved: now %(new)s (was %(old)s).")),
    "fewer": _titled(lambda: _("%(title)s is not on at %(old)s any more.")),
    "parked": _titled(lambda: _("%(title)s has no time any more (it was %(old)s).")),
    "gone": _gone,
    "merged": _merged,
    "back": _back,
    "delayed": _delayed,
}
