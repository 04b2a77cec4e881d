"""Who may read, write and look after a note: each circle, against each kind of person."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.rules import NOTE_CIRCLES, VISIBILITIES
from app.notes.rules import Terms, author_of, may_look_after, may_read, may_write
from app.people.viewers import READER, Pen, Viewer

HOST, GUEST = 1, 9
PEOPLE = {
    "reader": READER,
    "attendee": Viewer(12, attendee_id=2),
    "host": Viewer(11, attendee_id=HOST),
    "lent a pen": Viewer(19, pens=(Pen(5, GUEST),)),
    "lent another pen": Viewer(18, pens=(Pen(6, GUEST),)),
    "facilitator": Viewer(13, is_facilitator=True),
    "shut out": Viewer(14, is_shut_out=True),
}
#: Who is in a circle, at an event that is for everybody.
WITHIN = {
    "hosts": {"host", "lent a pen", "facilitator"},
    "attendees": {"host", "lent a pen", "facilitator", "attendee"},
    "link": set(PEOPLE) - {"shut out"},
}


def terms(
    readers: str = "attendees", writers: str = "attendees", visibility: str = "public", locked: bool = False
) -> Terms:
    return Terms(visibility, readers, writers, number=5, hosts=frozenset({HOST}), is_locked=locked)


@pytest.mark.parametrize(("readers", "writers"), list(itertools.product(NOTE_CIRCLES, NOTE_CIRCLES)))
def test_a_circle_holds_whom_it_says(readers: str, writers: str) -> None:
    here = terms(readers, writers)
    assert {name for name, viewer in PEOPLE.items() if may_write(viewer, here)} == WITHIN[writers]
    assert {name for name, viewer in PEOPLE.items() if may_read(viewer, here)} == WITHIN[readers] | WITHIN[writers]


def test_the_address_alone_opens_nothing_of_an_event_behind_a_code() -> None:
    here = terms("link", "link", "attendees")
    assert {name for name, viewer in PEOPLE.items() if may_write(viewer, here)} == WITHIN["attendees"]


def test_those_who_look_after_it() -> None:
    assert {name for name, viewer in PEOPLE.items() if may_look_after(viewer, terms())} == {"host", "facilitator"}


def test_a_pen_writes_in_the_name_of_whom_it_was_lent_to() -> None:
    assert author_of(PEOPLE["lent a pen"], terms()) == GUEST
    assert author_of(PEOPLE["lent another pen"], terms()) is None
    assert author_of(Viewer(11, attendee_id=HOST, pens=(Pen(5, GUEST),)), terms()) == HOST


@given(
    st.builds(
        Viewer,
        visit_id=st.integers(1, 9),
        attendee_id=st.none() | st.integers(1, 3),
        is_facilitator=st.booleans(),
        knows_code=st.booleans(),
        is_shut_out=st.booleans(),
        pens=st.just(()) | st.just((Pen(5, GUEST),)),
    ),
    st.sampled_from(NOTE_CIRCLES),
    st.sampled_from(NOTE_CIRCLES),
    st.sampled_from(VISIBILITIES),
)
def test_whoever_writes_reads_and_nobody_writes_in_a_locked_note(
    viewer: Viewer, readers: str, writers: str, visibility: str
) -> None:
    here, locked = terms(readers, writers, visibility), terms(readers, writers, visibility, locked=True)
    assert may_read(viewer, here) >= may_write(viewer, here)
    assert not may_write(viewer, locked)
    assert may_read(viewer, locked) == may_read(viewer, here)
    assert not (viewer.is_shut_out and may_read(viewer, here))
