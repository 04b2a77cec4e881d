"""Which step is undone next: by the log alone, for one and for all."""

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from app.board.steps import DONE, INVERSES, REDONE, UNDONE, Entry, Stacks, inverse_of, stacks
from app.kernel.work import Change
from tests.architecture.test_announcements import FACTS, all_changes

JO, ANA = 1, 2


def test_ones_own_steps_are_undone_newest_first() -> None:
    log = [Entry(DONE, 1, JO), Entry(DONE, 2, ANA), Entry(DONE, 3, JO)]
    assert stacks(log, JO) == Stacks((1, 3), ())
    assert stacks(log, ANA) == Stacks((2,), ())
    assert stacks(log, of_all=True) == Stacks((1, 2, 3), ())


def test_what_was_undone_can_be_redone_until_one_goes_on() -> None:
    log = [Entry(DONE, 1, JO), Entry(DONE, 2, JO), Entry(UNDONE, 2, JO)]
    assert stacks(log, JO) == Stacks((1,), (2,))
    assert stacks([*log, Entry(REDONE, 2, JO)], JO) == Stacks((1, 2), ())
    assert stacks([*log, Entry(DONE, 5, ANA)], JO) == Stacks((1,), (2,))
    assert stacks([*log, Entry(DONE, 5, JO)], JO) == Stacks((1, 5), ())


def test_whoever_undid_anothers_step_may_redo_it() -> None:
    log = [Entry(DONE, 1, JO), Entry(UNDONE, 1, ANA)]
    assert stacks(log, ANA) == Stacks((), (1,))
    assert stacks([*log, Entry(REDONE, 1, ANA)], JO) == Stacks((1,), ())


@given(st.lists(st.sampled_from(["do", "undo", "redo"]), max_size=40))
def test_one_person_alone_meets_what_every_editor_does(presses: list[str]) -> None:
    log: list[Entry] = []
    undo: list[int] = []
    redo: list[int] = []
    for at, press in enumerate(presses, 1):
        if press == "do":
            log.append(Entry(DONE, at, JO))
            undo, redo = [*undo, at], []
        elif press == "undo" and undo:
            redo.append(undo.pop())
            log.append(Entry(UNDONE, redo[-1], JO))
        elif press == "redo" and redo:
            undo.append(redo.pop())
            log.append(Entry(REDONE, undo[-1], JO))
        assert stacks(log, JO) == Stacks(tuple(undo), tuple(redo))


def undoable() -> set[type[Change]]:
    return {change for change in all_changes() if change.undoable}


def test_every_undoable_change_has_an_inverse_whose_inverse_it_is() -> None:
    assert undoable() == set(INVERSES)
    ids = {"event_id": 1, "topic_id": 2, "number": 3, "placement_id": 4}
    cells = {"timeslot_id": 5, "room_id": 6, "from_timeslot_id": 7, "from_room_id": None}
    for kind in INVERSES:
        known = {**FACTS, **ids, **cells}
        change = kind(**{field.name: known[field.name] for field in fields(kind)})
        assert inverse_of(inverse_of(change)) == change
