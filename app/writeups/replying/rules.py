"""Rules of replies: where they may be sent, how much, how fast, and what becomes of them. Pure."""

from datetime import timedelta

from app.writeups.rules import may_be_published

STATES = (WAITING, SHOWN, DECLINED, TAKEN_BACK) = ("waiting", "shown", "declined", "taken_back")
NAME_LIMIT, WORDS_LIMIT = 60, 2000
#: So many of one device may wait at an event, and so many of all.
MOST_WAITING, MOST_WAITING_OF_ALL = 5, 500
#: Nobody reads, thinks and writes faster than that; a form that is older is asked for anew.
SOONEST, LATEST = timedelta(seconds=3), timedelta(days=2)


def takes_replies(replies: bool, attribution: str) -> bool:
    """`replies`: whether the event wants them. To what was off the record nobody can say anything."""
    return replies and may_be_published(attribution)
