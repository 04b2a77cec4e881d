"""What a visitor is answered in: chosen here, else asked for by the browser."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.languages import asked_for, language_cookie, preferred


def scope(accepted: str = "", cookies: str = "") -> dict[str, Any]:
    return {"headers": [(b"accept-language", accepted.encode("latin-1")), (b"cookie", cookies.encode("latin-1"))]}


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("DE-ch", "de"),
        ("en-GB", "en"),
        ("en;q=0.4, de;q=0.7", "de"),
        ("fr, nl;q=0.9, en;q=0.1", "en"),
        ("de;q=0, en;q=0.1", "en"),
        ("de;q=much, en;q=0.5", "en"),
        ("fr", None),
        ("*", None),
        ("", None),
    ],
)
def test_the_dearest_language_that_we_speak(accepted: str, language: str | None) -> None:
    assert asked_for(scope(accepted)) == language


def test_what_was_chosen_here_comes_first() -> None:
    assert asked_for(scope("en", "a=b; hallway_language=de; c=d")) == "de"
    assert asked_for(scope("en", "hallway_language=tlh")) == "en"
    assert asked_for(scope("de", "hallway_language=")) == "de"


def test_the_choice_is_kept_for_all_pages_and_not_told_to_others() -> None:
    assert language_cookie("de", secure=False) == (
        "hallway_language=de; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"
    )
    assert language_cookie("de", secure=True).endswith("; Secure")


@given(st.text(st.characters(max_codepoint=255)))
def test_whatever_a_browser_sends_is_read(accepted: str) -> None:
    assert asked_for(scope(accepted)) in ("en", "de", None)
    assert len(list(preferred(accepted))) <= 20
