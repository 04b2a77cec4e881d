"""Names that must not be told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.writeups.telling import left_out, leftovers, without_speakers

PEOPLE = ["Ada Lovelace", "Zora", "José van der Berg", "Li Wu", "鈴木 花子", "Will"]


def found(*texts: str) -> list[str]:
    return [leftover.words for leftover in leftovers(texts, PEOPLE)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Lovelace said it, and Ada's sister too.", ["Ada Lovelace", "Ada"]),
        ("zora, ZORA and Zora", ["zora", "ZORA", "Zora"]),
        ("Adam met Zorana.", []),
        ("ask @somebody-else", ["@somebody"]),
        ("Jose van der Berg, or José; of Berg", ["Jose van der Berg", "José", "Berg"]),
        ("van and der and la", ["van", "der"]),
        ("Li said no. Li Wu said no.", ["Li Wu"]),
        ("see https://zora.example/notes", ["zora"]),
        ("Zоra with a Cyrillic o, Ｚｏｒａ in wide letters, Zo\u200bra in two parts", ["Zоra", "Ｚｏｒａ", "Zora"]),
        ("鈴木さんが言った。", ["鈴木"]),
        ("It will do. Will it?", ["will", "Will"]),
        ("**Zora**_said_ `zora`", ["Zora", "zora"]),
        ("Zoras Frage, Juergen sagte", ["Zoras"]),
        ("Zora_said, zora_x, JoséVanDerBerg", ["Zora", "zora", "JoséVanDerBerg"]),
        ("![x](/zora-camp/media/0123456789abcdef0123456789abcdef.webp)", []),
        ("", []),
    ],
)
def test_what_may_be_a_name_is_found(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_where_it_stands_is_shown() -> None:
    [leftover] = leftovers(["One.\nBefore Zora behind\n", "Zora again"], PEOPLE)
    assert (leftover.before, leftover.words, leftover.behind) == ("Before ", "Zora", " behind")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("- **Keynote:** Zora on `dig`", ("Keynote: ", " on dig")),
        ("> *We* asked **Zora** why", ("We asked ", " why")),
        ("- [ ] [Zora](https://a.example/b) sends [it](https://c.example)", ("", " sends it")),
        ("see https://zora.example/notes *there*", ("see https://", ".example/notes there")),
        ("[the post](https://zora.example/notes)", ("[the post](https://", ".example/notes)")),
        ("## With Zora and x_y", ("With ", " and x_y")),
        (f"{'long ' * 99}**Zora** {'words ' * 99}", ("…" + "long " * 12, " " + "words " * 9 + "words…")),
    ],
)
def test_what_stands_around_a_name_is_shown_as_it_is_read(text: str, shown: tuple[str, str]) -> None:
    leftover = next(each for each in leftovers([text], PEOPLE) if each.words.casefold() == "zora")
    assert (leftover.before, leftover.behind) == shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("> said\n>\n> — Zora\n\nMore", "> said\n\nMore"),
        ("> said\n> – Zora, of Acme\r\nMore", "> said\nMore"),
        ("> — alone", "> — alone"),
        ("> said\n> — Zora\n> — Ada", "> said\n"),
        ("- [ ] **Zora:** asks\n- [x] @li: sends", "- [ ] asks\n- [x] sends"),
        ("- **Tool:** Consul\n- **Agreed:** yes", "- **Tool:** Consul\n- **Agreed:** yes"),
        ("```\n> said\n> — Zora\n- [ ] **Zora:** asks\n```", "```\n> said\n> — Zora\n- [ ] **Zora:** asks\n```"),
    ],
)
def test_marks_lose_whom_they_name(text: str, expected: str) -> None:
    assert without_speakers(text) == expected


@given(st.text(alphabet="ab>—- \n*:[]@`", max_size=60))
def test_a_second_time_there_is_nothing_left_to_lose(text: str) -> None:
    once = without_speakers(text)
    assert without_speakers(once) == once
    assert len(once) <= len(text)


def test_words_are_left_out_wherever_they_stand_by_themselves() -> None:
    words = ["Ada", "Ada Lovelace", "@li", "鈴木"]
    text = "Ada Lovelace, Adam, Ada; @li @liz li 鈴木さん"
    assert left_out(text, words, "somebody") == "Somebody, Adam, somebody; somebody @liz li somebodyさん"
    assert left_out(text, [], "somebody") == text
    linked = "[Ada](https://ada.example/Ada) and Ada_x at http://ada.example/Ada"
    assert (
        left_out(linked, words, "somebody")
        == "[Somebody](https://ada.example/Ada) and somebody_x at http://ada.example/Ada"
    )


@given(st.lists(st.sampled_from(["Ada", "Lovelace", "Zora", "@li", "and", "鈴木", ", ", " ", "\n", "'s"]), max_size=20))
def test_what_was_left_out_is_not_found_again(parts: list[str]) -> None:
    text = "".join(parts)
    gone = left_out(text, found(text), "X")
    assert not set(found(text)) & set(found(gone))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Zora opened, and Zora went.", "Somebody opened, and somebody went."),
        ("- [ ] Zora asks", "- [ ] Somebody asks"),
        ("We met. Zora said\nZora agreed", "We met. Somebody said\nsomebody agreed"),
        ("It ended.\nZora left", "It ended.\nSomebody left"),
        ("# H\nThanks, @Zora!", "# H\nThanks, somebody!"),
    ],
)
def test_where_a_sentence_begins_so_does_what_stands_there(text: str, told: str) -> None:
    assert left_out(text, ["Zora"], "somebody") == told


def test_a_name_with_an_at_is_the_same_name_and_counted_with_it() -> None:
    [found] = leftovers(["@Ada Lovelace and Ada Lovelace"], {"Ada Lovelace"})
    assert (found.words, found.times) == ("Ada Lovelace", 2)
