"""Who may do what with a card, and when the wall is open."""

import pytest

from app.people.viewers import READER, Viewer
from app.topics.rules import may_edit, may_withdraw, posting_is_open

FIRST, SECOND, OTHER = (Viewer(visit_id=n, attendee_id=n) for n in (1, 2, 3))
HELPER = Viewer(visit_id=9, is_facilitator=True)


@pytest.mark.parametrize(
    ("phase", "opened"),
    [("announced", False), ("open", True), ("running", True), ("closed", False), ("published", False)],
)
def test_the_wall_takes_cards_all_day(phase: str, opened: bool) -> None:
    assert posting_is_open(phase) is opened


def test_hosts_edit_and_the_first_of_them_withdraws() -> None:
    hosts = [1, None, 2]
    assert [may_edit(viewer, hosts) for viewer in (FIRST, SECOND, OTHER, HELPER)] == [True, True, False, True]
    assert [may_withdraw(viewer, 1) for viewer in (FIRST, SECOND, OTHER, HELPER)] == [True, False, False, True]


def test_a_card_of_a_name_on_paper_belongs_to_no_reader() -> None:
    assert not may_edit(READER, [None])
    assert not may_withdraw(READER, None)
