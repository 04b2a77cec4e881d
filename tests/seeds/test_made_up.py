"""Made-up events: as large as asked for, the same every time, and possible."""

import pytest

from seeds.made_up import made_up_event
from seeds.plans import EventPlan


@pytest.fixture(scope="module")
def event() -> EventPlan:
    return made_up_event()


def test_it_is_as_large_as_a_large_event(event: EventPlan) -> None:
    assert event.attendees == 400
    assert len(event.topics) == len({card.title for card in event.topics}) == 120
    assert len(event.rooms) == 8
    assert sum(slot.kind == "open" for slot in event.timeslots) >= 15
    assert sum(card.place is not None for card in event.topics) > 100
    assert any(card.place is None for card in event.topics)


def test_the_same_seed_number_gives_the_same_event(event: EventPlan) -> None:
    assert made_up_event() == event
    assert made_up_event(random_seed=2).topics != event.topics


def test_no_cell_holds_two_cards(event: EventPlan) -> None:
    places = [card.place for card in event.topics if card.place]
    assert len(set(places)) == len(places)
    assert {event.timeslots[place.slot].kind for place in places} == {"open"}


def test_stars_are_few_for_most_and_many_for_some(event: EventPlan) -> None:
    stars = sorted(card.stars for card in event.topics)
    assert stars[-1] <= event.attendees
    assert stars[-1] > 5 * stars[len(stars) // 2]


def test_notes_are_between_one_and_six_hundred_words(event: EventPlan) -> None:
    lengths = [len(card.note.split()) for card in event.topics if card.note]
    assert len(lengths) > 80
    assert min(lengths) >= 100
    assert max(lengths) <= 600


def test_only_what_is_over_is_written_up_and_some_of_it_twice(event: EventPlan) -> None:
    assert event.now_in is not None
    written_up = [card for card in event.topics if card.editions]
    assert len(written_up) > 20
    assert any(len(card.editions) == 2 for card in written_up)
    assert all(card.place and card.place.slot < event.now_in for card in written_up)


def test_a_crowded_event_leaves_cards_on_the_wall() -> None:
    event = made_up_event(attendees=20, topics=30, rooms=2, days=1)
    assert sum(card.place is not None for card in event.topics) <= 16
    assert len(event.topics) == 30
