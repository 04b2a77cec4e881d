"""Who may take a photo away, and whose name is told."""

import pytest

from app.notes.photos.rules import credit_may_be_told, may_be_published, may_take_away
from app.people.viewers import READER, Viewer

ADA, KIM, NOOR = (Viewer(visit_id=n, attendee_id=n, name="x") for n in (1, 2, 3))
FAY = Viewer(visit_id=4, is_facilitator=True)


@pytest.mark.parametrize(("viewer", "may"), [(ADA, True), (KIM, True), (FAY, True), (NOOR, False), (READER, False)])
def test_whoever_added_it_the_hosts_and_facilitators_take_it_away(viewer: Viewer, may: bool) -> None:
    assert may_take_away(viewer, 1, [2]) is may


def test_what_nobody_added_is_nobodys_own() -> None:
    assert not may_take_away(READER, None, [])
    assert not may_take_away(NOOR, None, [2])


@pytest.mark.parametrize(("attribution", "told"), [("open", True), ("chatham", False), ("off_record", False)])
def test_where_no_names_are_told_it_takes_a_tick(attribution: str, told: bool) -> None:
    assert credit_may_be_told(attribution, False) is told
    assert credit_may_be_told(attribution, True)
    assert may_be_published(attribution, "Ada", False) is told
    assert not may_be_published(attribution, "", True)
