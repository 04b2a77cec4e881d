"""Days as people write them."""

from datetime import date

import pytest

from app.kernel.words import use_language
from app.kernel.writing import listed, long_day, long_days, number, short_month, size, weekday

DAY = date(2017, 3, 6)


def joined(first: date, last: date) -> str:
    return "".join(words for _day, words in long_days(first, last))


def test_in_english() -> None:
    assert (long_day(DAY), weekday(DAY), short_month(DAY)) == ("6 March 2017", "Monday 6 March", "Mar")


def test_in_german() -> None:
    with use_language("de"):
        assert (long_day(DAY), weekday(DAY), short_month(DAY)) == ("6. März 2017", "Montag, 6. März", "Mär")


@pytest.mark.parametrize(
    ("last", "english", "german"),
    [
        (DAY, "6 March 2017", "6. März 2017"),
        (date(2017, 3, 8), "6–8 March 2017", "6.–8. März 2017"),
        (date(2017, 4, 2), "6 March – 2 April 2017", "6. März – 2. April 2017"),
        (date(2018, 1, 2), "6 March 2017 – 2 January 2018", "6. März 2017 – 2. Januar 2018"),
    ],
)
def test_several_days_say_once_what_they_share(last: date, english: str, german: str) -> None:
    assert joined(DAY, last).replace("\u2009", " ") == english
    with use_language("de"):
        assert joined(DAY, last).replace("\u2009", " ") == german


def test_numbers_have_their_language_too() -> None:
    assert number(1234567) == "1,234,567"
    with use_language("de"):
        assert number(1234567) == "1.234.567"


def test_lists_end_with_their_languages_and() -> None:
    assert [listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
    with use_language("de"):
        assert listed(["a", "b", "c"]) == "a, b und c"


def test_each_day_stands_for_itself() -> None:
    assert [day for day, _words in long_days(DAY, date(2017, 3, 8))] == [DAY, date(2017, 3, 8)]


@pytest.mark.parametrize(("octets", "said"), [(400, "400 Bytes"), (4300, "4.2 KiB"), (3 * 2**20, "3.0 MiB")])
def test_a_small_file_has_a_size_too(octets: int, said: str) -> None:
    assert size(octets) == said
