"""Links between the files of a copy."""

import pytest

from app.writeups.exporting.links import Links, Page
from app.writeups.exporting.targets import Targets

NAME = "b" * 32
KNOWN = {
    "index.html": frozenset({"slot-1"}),
    "write-up/3-dns.html": frozenset({"h-why", "h-größe"}),
    f"photos/{NAME}.webp": frozenset[str](),
}
LINKS = Links(Targets("camp", {3: "3-dns"}), "https://hallway.example", KNOWN)


def placed(html: str, file: str = "write-up/3-dns.html", at: str = "/camp/write-up/3-dns") -> str:
    return LINKS.placed(Page(file, at, html))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<a href="/camp/write-up">x</a>', '<a href="../index.html">x</a>'),
        ('<a href="/camp/write-up#slot-1">x</a>', '<a href="../index.html#slot-1">x</a>'),
        ('<a href="/camp/write-up#gone">x</a>', '<a href="../index.html">x</a>'),
        ('<a href="#h-why">x</a>', '<a href="#h-why">x</a>'),
        ('<a href="#h-gr%C3%B6%C3%9Fe">x</a>', '<a href="#h-gr%C3%B6%C3%9Fe">x</a>'),
        ('<a href="#gone">x</a>', "<a>x</a>"),
        ('<a href="/camp/topics/3">x</a>', '<a href="3-dns.html">x</a>'),
        ('<a class="q" rel="nofollow" href="/camp/join">x</a>', '<a class="q">x</a>'),
        ('<a href="3-dns">as notes may write it</a>', '<a href="3-dns.html">as notes may write it</a>'),
        ('<a href="https://hallway.example/camp/write-up">x</a>', '<a href="../index.html">x</a>'),
        ('<a href="https://hallway.example.org/camp">x</a>', '<a href="https://hallway.example.org/camp">x</a>'),
        ('<a href="https://dns.example/?a=1&amp;b=2">x</a>', '<a href="https://dns.example/?a=1&amp;b=2">x</a>'),
        ('<a href="mailto:a@example.org">x</a>', '<a href="mailto:a@example.org">x</a>'),
        ('<a href="//other.example/x">x</a>', '<a href="//other.example/x">x</a>'),
        ('<a href="http://[broken">x</a>', "<a>x</a>"),
        ('<link rel="canonical" href="https://hallway.example/camp/write-up">',) * 2,
        ('<a rel="external" href="https://hallway.example/camp/write-up">x</a>',) * 2,
        ('<link rel="alternate" href="/camp/feed.atom">', ""),
        (f'<img src="/camp/media/{NAME}.webp" alt="">', f'<img src="../photos/{NAME}.webp" alt="">'),
        (f'<img src="/camp/media/{"c" * 32}.webp" alt="">', ""),
        (
            f'<img src="/camp/media/{NAME}.webp" srcset="/camp/media/{NAME}-small.webp 9w, '
            f'/camp/media/{NAME}.webp 99w">',
            f'<img src="../photos/{NAME}.webp" srcset="../photos/{NAME}.webp 99w">',
        ),
        ('<p title="href=&quot;/camp/join&quot;">href="/camp/join"</p>',) * 2,
    ],
)
def test_links_lead_between_files_or_nowhere(before: str, after: str) -> None:
    assert placed(before) == after


def test_what_a_page_leads_to_is_found() -> None:
    html = '<a href="/camp/board#x">b</a><img src="/static/door-12345678.svg"><a href="https://x.example">y</a>'
    assert [target.file for target in LINKS.found_in(Page("index.html", "/camp/write-up", html))] == [
        "board.html",
        "static/door-12345678.svg",
    ]
