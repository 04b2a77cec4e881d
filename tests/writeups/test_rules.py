"""Who publishes, what may be told, and the addresses of pages."""

import pytest

from app.events.rules import names_may_be_told
from app.people.viewers import Viewer
from app.writeups.rules import (
    may_be_published,
    may_publish,
    number_in,
    page_name,
    slug_of,
)


def test_facilitators_publish_and_attendees_do_not() -> None:
    assert may_publish(Viewer(visit_id=1, is_facilitator=True))
    assert not may_publish(Viewer(visit_id=1, attendee_id=1))
    assert not may_publish(Viewer())


@pytest.mark.parametrize(
    ("attribution", "published", "named"),
    [("open", True, True), ("chatham", True, False), ("off_record", False, False)],
)
def test_what_may_be_told(attribution: str, published: bool, named: bool) -> None:
    assert may_be_published(attribution) is published
    assert names_may_be_told(attribution) is named


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("DNS for Service Discovery", "dns-for-service-discovery"),
        ("CloudFormation, Terraform, aaargh!", "cloudformation-terraform-aaargh"),
        ("On-call: “you built it” vs “your free time”", "on-call-you-built-it-vs-your-free-time"),
        ("What's a café?", "whats-a-cafe"),
        ("東京", "topic"),
        ("!?", "topic"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("../../etc/passwd", "etc-passwd"),
        ("x" * 99, "x" * 60),
        ("word " * 20, "word-word-word-word-word-word-word-word-word-word-word-word"),
    ],
)
def test_slugs(title: str, slug: str) -> None:
    assert slug_of(title) == slug


@pytest.mark.parametrize(
    ("page", "number"),
    [
        *(("4-dns", 4), ("4", 4), ("4-", 4), ("04-dns", 4), ("4-a-b-c", 4)),
        *((page, None) for page in ("dns", "", "-4", "4x", "٤-dns", "9" * 20, "4-dns\nx")),
    ],
)
def test_the_number_in_a_page_name(page: str, number: int | None) -> None:
    assert number_in(page) == number


def test_page_names_can_be_read_back() -> None:
    assert number_in(page_name(12, "a-b")) == 12
