"""Pictures in a text: ours are shown where they may be, with their room kept free; any other stays a link."""

import re

import pytest

from app.kernel.markdown import Picture, render_now

NAME, OTHER = "a" * 32, "b" * 32
BOARD = Picture(f"/camp/media/{NAME}.webp", 2000, 1500, f"/camp/media/{NAME}-small.webp", 640, "A whiteboard")


def html_of(text: str) -> str:
    return render_now(text, (BOARD,)).html


def test_one_alone_is_a_figure_whose_room_is_kept_free() -> None:
    html = html_of(f"![Two boards]({BOARD.address})")
    assert html.startswith('<figure class="photo"><img ')
    for attribute in ('width="2000"', 'height="1500"', 'loading="lazy"', 'alt="Two boards"', f'src="{BOARD.address}"'):
        assert attribute in html
    assert f"{BOARD.small} 640w, {BOARD.address} 2000w" in html


@pytest.mark.parametrize("around", ["words {} words", "- {}\n- more", "# {}", "| a |\n|---|\n| {} |", "{} {}"])
def test_among_words_it_is_no_figure(around: str) -> None:
    html = html_of(around.replace("{}", f"![x]({BOARD.address})"))
    assert '<span class="photo"><img' in html
    assert "<figure" not in html


def test_what_can_be_seen_is_taken_from_where_it_is_kept_if_the_text_does_not_say() -> None:
    assert 'alt="A whiteboard"' in html_of(f"![]({BOARD.address})")
    assert [passage.text for passage in render_now(f"![]({BOARD.address})", (BOARD,)).passages] == ["A whiteboard"]


def test_one_of_ours_that_may_not_be_shown_leaves_nothing() -> None:
    for text in (f"![secret](/camp/media/{OTHER}.webp)", f"![secret](/other/media/{NAME}.webp)"):
        rendered = render_now(text, (BOARD,))
        assert (rendered.html.strip(), rendered.passages) == ("", ())
    assert html_of(f"before ![secret](/camp/media/{OTHER}.webp) after") == "<p>before  after</p>\n"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/x.png",
        f"https://evil.example{BOARD.address}",
        f"{BOARD.address}?x",
        f"{BOARD.address}#x",
        "/camp/media/x.svg",
        "data:image/png;base64,AAAA",
        f"//camp/media/{NAME}.webp",
    ],
)
def test_any_other_is_never_loaded(address: str) -> None:
    assert "<img" not in html_of(f"![x]({address})")


def test_inside_a_link_it_is_its_words() -> None:
    assert re.search(r'<a href="https://a\.example"[^>]*>x</a>', html_of(f"[![x]({BOARD.address})](https://a.example)"))


def test_its_title_and_its_words_cannot_become_markup() -> None:
    html = html_of(f"![\"><script>alert(1)</script>]({BOARD.address} 'onerror=alert(1)')")
    assert "<script" not in html
    assert "onerror" not in html
