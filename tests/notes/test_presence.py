import json

import pytest

from app.notes import protocol
from app.notes.hands import Hands, Writer
from app.notes.hints import Someone
from app.notes.presence import GONE, LONGEST_STATE, MOST_CLIENTS, Company
from app.notes.protocol import Malformed, Presence


def said(*present: Presence) -> bytes:
    return protocol.read_message(protocol.awareness(list(present)))[2]


def test_a_client_is_shown_under_the_name_of_its_visit() -> None:
    company: Company[str] = Company(Hands())
    news = company.hear(
        "socket", Writer(1, name="Ada"), said(Presence(5, 1, '{"user": {"name": "Grace"}, "cursor": 3}'))
    )
    assert json.loads(news[0].state) == {"user": {"name": "Ada"}, "cursor": 3}


def test_leaving_clears_what_the_socket_said_and_nothing_else() -> None:
    company: Company[str] = Company(Hands())
    company.hear("ada", Writer(1, name="Ada"), said(Presence(5, 1, "{}")))
    company.hear("noor", Writer(2, name="Noor"), said(Presence(6, 4, "{}")))
    assert company.leave("noor") == [Presence(6, 5, GONE)]
    assert [one.client_id for one in company.all()] == [5]


def test_nobody_speaks_for_another() -> None:
    company: Company[str] = Company(Hands())
    company.hear("ada", Writer(1, name="Ada"), said(Presence(5, 1, "{}")))
    assert company.hear("noor", Writer(2, name="Noor"), said(Presence(5, 9, GONE))) == []
    assert company.hear("noor", Writer(2, name="Noor"), said(Presence(5, 9, "{}"))) == []
    assert [one.client_id for one in company.all()] == [5]


def test_the_same_person_takes_a_client_to_a_new_socket() -> None:
    company: Company[str] = Company(Hands())
    company.hear("old", Writer(1, name="Ada"), said(Presence(5, 1, "{}")))
    assert company.hear("new", Writer(1, name="Ada"), said(Presence(5, 2, "{}")))
    assert company.leave("old") == []


def test_one_socket_has_a_few_clients_at_most() -> None:
    company: Company[str] = Company(Hands())
    for client_id in range(MOST_CLIENTS + 3):
        company.hear("ada", Writer(1, name="Ada"), said(Presence(client_id, 1, "{}")))
    assert len(company.all()) == MOST_CLIENTS


@pytest.mark.parametrize("state", ["", "[]", "7", "{", '{"a": "' + "x" * LONGEST_STATE + '"}', "[" * 4000])
def test_states_that_are_no_objects_are_malformed(state: str) -> None:
    with pytest.raises(Malformed):
        Company[str](Hands()).hear("ada", Writer(1, name="Ada"), said(Presence(5, 1, state)))


def test_a_client_of_another_worker_comes_here_and_what_is_said_there_later_counts_no_more() -> None:
    company: Company[str] = Company(Hands())
    assert company.hear_from("worker", [Someone(5, 1, "{}", 1)], now=10.0)
    assert company.here() == []
    assert company.hear("socket", Writer(1, name="Ada"), said(Presence(5, 2, "{}")))
    assert company.here() == [Someone(5, 2, '{"user":{"name":"Ada"}}', 1)]
    assert company.hear_from("worker", [Someone(5, 3, GONE, 1)], now=11.0) == []
    assert company.miss(before=100.0) == []
    assert [one.client_id for one in company.all()] == [5]


def test_nobody_on_another_worker_speaks_for_another() -> None:
    company: Company[str] = Company(Hands())
    company.hear("ada", Writer(1, name="Ada"), said(Presence(5, 1, "{}")))
    assert company.hear_from("worker", [Someone(5, 9, "{}", 2), Someone(5, 9, "{}", 0)], now=1.0) == []


def test_clients_of_other_workers_are_missed_when_nothing_is_heard_of_them() -> None:
    company: Company[str] = Company(Hands())
    company.hear_from("worker", [Someone(5, 1, "{}", 1), Someone(6, 1, "{}", 2)], now=10.0)
    company.hear_from("worker", [Someone(6, 1, "{}", 2)], now=20.0)
    assert company.miss(before=15.0) == [Presence(5, 2, GONE)]
    assert [one.client_id for one in company.all()] == [6]


def test_another_name_is_news_to_all_and_keeps_the_cursor() -> None:
    company: Company[str] = Company(Hands())
    company.hear("ada", Writer(1, name="Ada"), said(Presence(5, 3, '{"cursor": 7}')))
    company.hear("noor", Writer(2, name="Noor"), said(Presence(6, 1, "{}")))
    news = company.rename("ada", "Ada L.")
    assert [(one.client_id, one.clock, json.loads(one.state)) for one in news] == [
        (5, 4, {"cursor": 7, "user": {"name": "Ada L."}})
    ]
    assert json.loads(company.all()[0].state)["user"]["name"] == "Ada L."
    assert company.hear("ada", Writer(1, name="Ada L."), said(Presence(5, 5, "{}")))
