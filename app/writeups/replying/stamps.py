"""When a form was asked for, in the form itself: signed, for one visit and one page, so that no program makes it up."""

import re
from datetime import UTC, datetime

from app.kernel.errors import Invalid
from app.kernel.limits import TooFast
from app.kernel.security import VisitState
from app.kernel.words import gettext as _
from app.writeups.replying.rules import LATEST, SOONEST

_STAMP = re.compile(r"([0-9]{1,12})\.([0-9a-f]{64})")


def stamp(visit: VisitState, topic_id: int, now: datetime) -> str:
    seconds = int(now.timestamp())
    return f"{seconds}.{visit.keys.token(_what(visit, topic_id, seconds))}"


def check_stamp(visit: VisitState, topic_id: int, written: str, now: datetime) -> None:
    """Raises TooFast for what nobody can have typed since, and Invalid for a form that is old, or none of ours."""
    found = _STAMP.fullmatch(written)
    if not found or not visit.keys.accepts(_what(visit, topic_id, int(found[1])), found[2]):
        raise _too_old()
    age = now - datetime.fromtimestamp(int(found[1]), UTC)
    if age > LATEST:
        raise _too_old()
    if age < SOONEST:
        raise TooFast(_("That was very fast. Read it once more, and send it."), (SOONEST - age).total_seconds())


def _what(visit: VisitState, topic_id: int, seconds: int) -> str:
    return f"{visit.key} replies to {topic_id} from {seconds}"


def _too_old() -> Invalid:
    return Invalid(_("This form has grown old. Your words are still here: send them once more."), {})
