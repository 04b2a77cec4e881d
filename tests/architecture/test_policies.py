"""What may be told of a topic is asked in one place, which knows that a topic may be told less of than its event."""

import ast
from pathlib import Path

from tests.architecture.sources import modules, named, parsed, templates

#: Where no topic is at hand: the event as a whole is asked for, made, set, or told of.
OF_THE_EVENT = {
    "app/topics/policy.py",
    "app/events/actions/creating.py",
    "app/topics/neighbours.py",
    "app/writeups/queries.py",
    "app/writeups/indexes.py",
    "app/writeups/pages/many.py",
    "app/writeups/pages/series.py",
    "app/writeups/pages/policy.py",
    "app/writeups/actions/publishing.py",
    "app/writeups/redacting/tightening.py",
    "app/writeups/importing/actions/knowing.py",
    "app/writeups/importing/actions/publishing.py",
    "app/writeups/importing/bringing.py",
    "app/day/telling.py",
    "seeds/loading.py",
}


def reads_a_policy(file: Path) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == "attribution" for node in ast.walk(parsed(file)))


def test_nobody_else_reads_the_policy_of_an_event() -> None:
    assert {named(file) for file in modules() if reads_a_policy(file)} == OF_THE_EVENT


def test_no_page_about_a_topic_does() -> None:
    reading = [named(file) for file in templates() if ".attribution" in file.read_text()]
    assert sorted(reading) == [
        "templates/events/home.html",
        "templates/events/join.html",
        "templates/events/new.html",
        "templates/home.html",
        "templates/writeups/series.html",
    ]
