"""What may be told of a topic: its event's attribution policy, or its own where that is stricter. Pure.

The one place that reads either, wherever a topic is at hand; an architecture test holds it.
"""

from collections.abc import Iterable

from app.events.rules import names_may_be_told, stricter
from app.events.tables import Event
from app.topics.queries import HostView
from app.topics.tables import Topic


def policy_of(event: Event, topic: Topic) -> str:
    """The stricter of both. A topic without one of its own has its event's."""
    return stricter(event.attribution, topic.attribution)


def names_told(event: Event, topic: Topic) -> bool:
    return names_may_be_told(policy_of(event, topic))


def credited(event: Event, topic: Topic, conveners: Iterable[HostView]) -> list[str]:
    """Those whom the write-up names: whoever chose, by their choice, and the others as the policy has it."""
    told = names_told(event, topic)
    return [each.name for each in conveners if (told if each.credited is None else each.credited)]
