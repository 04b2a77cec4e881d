"""A note becomes an edition."""

import pytest

from app.kernel.markdown import Heading, render_now
from app.writeups.compose import compose, text_to_publish


def test_an_edition_has_what_its_page_needs() -> None:
    text = "DNS was *never* made for this.\n\n## Tools\n\n- Consul\n"
    draft = compose("DNS for service discovery", text, render_now(text))
    assert draft.slug == "dns-for-service-discovery"
    assert draft.summary == "DNS was never made for this."
    assert draft.contents == (Heading(2, "h-tools", "Tools"),)
    assert draft.markdown == text
    assert draft.html.startswith("<p>DNS was <em>never</em>")
    assert draft.words == 7


def test_the_summary_is_the_first_paragraph_wherever_it_stands() -> None:
    text = "## Tools\n\n- Consul\n\nIt lost quorum.\n\nMore."
    assert compose("x", text, render_now(text)).summary == "It lost quorum."


def test_a_long_summary_is_cut_at_a_word() -> None:
    text = "word " * 100
    summary = compose("x", text, render_now(text)).summary
    assert summary.endswith("word…")
    assert len(summary) <= 281


def test_a_note_without_paragraphs_has_no_summary() -> None:
    assert compose("x", "- a", render_now("- a")).summary == ""


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ("# Cloud regret?\n\nText", "Text"),
        ("\n\n## cloud  regret ##\nText", "Text"),
        ("# Cloud regret? No\n\nText", "# Cloud regret? No\n\nText"),
        ("Cloud regret?\n\nText", "Cloud regret?\n\nText"),
        ("# Cloud regret?", ""),
        ("  \n", ""),
    ],
)
def test_a_heading_that_repeats_the_title_is_left_out(note: str, kept: str) -> None:
    assert text_to_publish("Cloud regret?", note) == kept


@pytest.mark.parametrize("signs", [" ", "#", "# "])
def test_a_heading_with_signs_without_end(signs: str) -> None:
    text = "# Cloud" + signs * (300_000 // len(signs)) + "regret"
    assert text_to_publish("Cloud regret?", text) == ""
