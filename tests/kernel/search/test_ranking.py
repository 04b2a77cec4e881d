"""What counts how much."""

from app.kernel.search.queries import Term
from app.kernel.search.ranking import merit, rarity

WORD = [(Term(("knot",)), 1.0)]


def test_a_title_before_labels_before_any_number_of_mentions() -> None:
    title, aside = merit(["a knot", "", ""], WORD), merit(["", "knot", ""], WORD)
    text = merit(["", "", "knot " * 99], WORD)
    assert title > aside > text > 0


def test_more_mentions_and_shorter_texts_count_more() -> None:
    once, twice = merit(["", "", "knot"], WORD), merit(["", "", "knot knot a knot"], WORD)
    assert twice > once > merit(["", "", "knot" + " word" * 500], WORD) > 0


def test_only_whole_words_and_whole_phrases() -> None:
    assert merit(["", "", "knots reknot"], WORD) == 0
    assert merit(["", "", "a b c"], [(Term(("a", "c")), 1.0)]) == 0
    assert merit(["", "", "knots"], [(Term(("kno",), open=True), 1.0)]) > 0


def test_a_close_word_counts_less_than_the_one_that_was_typed() -> None:
    term = [(Term(("knot",), close=("knut",)), 1.0)]
    assert merit(["", "", "knot"], term) > merit(["", "", "knut"], term) > 0


def test_rare_words_weigh_more() -> None:
    assert rarity(1, 100) > rarity(50, 100) > rarity(100, 100) > 0
    assert rarity(7, 3) == 0
