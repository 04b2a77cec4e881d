"""What may be told of a topic: its event's attribution policy, or its own where that is stricter. Pure.

The one place that reads either, wherever a topic is at hand; an architecture test holds it. People have to find each
other: who hosts a card, writes its note or moved it is shown until the event closes, whatever may be told of it later.
"""

from collections.abc import Iterable

from app.events.rules import OFF_RECORD, finds_hosts, names_may_be_told, stricter
from app.events.tables import Event
from app.topics.queries import HostView
from app.topics.tables import Topic


def policy_of(event: Event, topic: Topic) -> str:
    """The stricter of both. A topic without one of its own has its event's."""
    return stricter(event.attribution, topic.attribution)


def names_told(event: Event, topic: Topic) -> bool:
    return names_may_be_told(policy_of(event, topic))


def all_may_be_told(event: Event) -> bool:
    """Of the event itself, whatever is told of its topics."""
    return names_may_be_told(event.attribution)


def anything_may_be_told(event: Event) -> bool:
    """Of the event itself; off the record nothing is."""
    return event.attribution != OFF_RECORD


def people_shown(event: Event, topic: Topic | None = None) -> bool:
    """Whether cards and the history say who; of a topic, or of the event itself. It is the same for everybody who
    looks."""
    return finds_hosts(event.phase) or (names_told(event, topic) if topic else all_may_be_told(event))


def hosts_shown(event: Event, topic: Topic, conveners: Iterable[HostView]) -> list[str]:
    """Those whom the card names: all, or where people are not shown whoever ticked that they may be named."""
    if people_shown(event, topic):
        return [each.name for each in conveners]
    return credited(event, topic, conveners)


def credited(event: Event, topic: Topic, conveners: Iterable[HostView]) -> list[str]:
    """Those whom the write-up names: whoever chose, by their choice, and the others as the policy has it."""
    told = names_told(event, topic)
    return [each.name for each in conveners if (told if each.credited is None else each.credited)]
