"""Who runs the server and what it keeps, for everybody to read."""

from pathlib import Path

from tests.visitors import Gathering

ADDRESS = "/imprint"


async def test_what_is_kept_is_said_and_who_runs_it_is_asked_for(gathered: Gathering) -> None:
    page = (await gathered.reader().get(ADDRESS)).text
    assert "Nothing is loaded from other servers" in page
    assert "imprint.md" in page


async def test_the_operators_words_are_shown_as_they_are_now(gathered: Gathering, tmp_path: Path) -> None:
    (tmp_path / "imprint.md").write_text("Small Camp e. V., **Hallway 1**\n\n<script>alert(1)</script>", "utf-8-sig")
    (tmp_path / "privacy.md").write_bytes(b"Logs are kept for \xff 7 days.")
    page = (await gathered.reader().get(ADDRESS)).text
    assert "<strong>Hallway 1</strong>" in page
    assert "<script>alert" not in page
    assert "Logs are kept for \ufffd 7 days." in page
    assert "imprint.md" not in page
    (tmp_path / "imprint.md").write_text("Somebody else")
    assert "Somebody else" in (await gathered.reader().get(ADDRESS)).text


async def test_every_page_leads_there_and_reading_it_leaves_no_cookie(gathered: Gathering) -> None:
    visitor = gathered.reader()
    for page in ("/", "/small-camp", "/search", "/small-camp/board"):
        assert 'href="/imprint"' in (await visitor.get(page)).text, page
    answer = await gathered.reader().get(ADDRESS)
    assert "set-cookie" not in answer.headers
