"""Whatever is in a file, reading it ends well: in an item, or in a reason why not."""

import json
import time
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Refusal
from app.topics.rules import MOST_TAGS, PITCH_LIMIT, TAG_LIMIT, TITLE_LIMIT
from app.writeups.importing.encodings import Unreadable, decoded
from app.writeups.importing.front_matter import part
from app.writeups.importing.items import Item
from app.writeups.importing.moments import read_when
from app.writeups.importing.reading import source_at
from app.writeups.importing.schedules import read_schedule
from app.writeups.importing.sheets import NoTable, read_sheet
from app.writeups.importing.sources import Skipped
from app.writeups.importing.understanding import LeftOut, understand_note, understand_row

BERLIN = ZoneInfo("Europe/Berlin")
CORPUS = [file.read_text() for file in sorted((Path(__file__).parent / "corpus").rglob("*")) if file.is_file()]
#: Pieces of real files in any order find more than letters at random.
PIECES = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.sampled_from([line for text in CORPUS for line in text.split("\n")[:12]]),
        st.sampled_from(["---", "+++", ";;;", "```", "~~~", "%%", "<!--", "-->", ":::", "![[", "]]", "[x]: y", "\x00"]),
    ),
    max_size=20,
).map("\n".join)
KEYS = st.sampled_from(
    ["title", "sessions", "speakers", "rooms", "schedule", "conference", "days", "slot", "room", "start", "tags", "id"]
) | st.text(max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=20,
)


def check(item: Item) -> None:
    assert item.title.strip()
    assert len(item.title) <= TITLE_LIMIT
    assert len(item.pitch) <= PITCH_LIMIT
    assert len(item.tags) <= MOST_TAGS
    assert all(0 < len(tag) <= TAG_LIMIT for tag in item.tags)
    assert all(0 < len(host) <= 60 for host in item.hosts)


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    try:
        text = decoded(data).text
        check(understand_note("notes/1 x.md", "", text, BERLIN))
    except (Unreadable, LeftOut):
        pass


@given(PIECES)
def test_any_note(text: str) -> None:
    try:
        check(understand_note("x.md", "", text, BERLIN))
    except LeftOut:
        assert not part(text).fields


@given(PIECES)
def test_any_table(text: str) -> None:
    try:
        rows = list(read_sheet(text))
    except NoTable:
        return
    for row in rows:
        with suppress(LeftOut):
            check(understand_row("x", "", row.cells, BERLIN, 1))


@given(JSON)
def test_any_json(value: object) -> None:
    try:
        rows = read_schedule(json.dumps(value)).rows
    except NoTable:
        return
    for row in rows:
        with suppress(LeftOut):
            check(understand_row("x", "", row, BERLIN, 1))


@given(st.dictionaries(KEYS, JSON, max_size=6))
def test_any_row(row: dict[str, object]) -> None:
    with suppress(LeftOut):
        check(understand_row("x", "", row, BERLIN, 1))


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40), st.text(max_size=10))
def test_any_moment(day: str, starts: str, ends: str, minutes: str) -> None:
    read_when(day, starts, ends, minutes, BERLIN)


@given(data=st.binary(max_size=300), name=st.sampled_from(["a.md", "a.csv", "a.json", "intro.md", "a.txt"]))
def test_any_file(data: bytes, name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / name).write_bytes(data)
    try:
        source = source_at(folder if name.endswith(("md", "txt")) else folder / name)
        source.head()
        found = [*source.items(BERLIN), *source.texts(), *source.skipped()]
    except Refusal:
        return
    assert all(each.why for each in found if isinstance(each, Skipped))


@pytest.mark.parametrize(
    "piece",
    [
        *("[[", "![[", "<!--", "%%", "<img ", "![a](", "![a][", "[a]: ", "==", "`", "**", ":::\n", "> [!x] ", "- a\n"),
        *("<a href='", "\t* x\n", "# \n", "Host: a\n", "data:image/png;base64,", "\\", "|a|\n", "{#", "\n\n", "a, "),
    ],
)
def test_long_rows_of_anything_take_no_long_time(piece: str) -> None:
    """A quadratic reader would take minutes."""
    began = time.monotonic()
    understand_note("x.md", "", f"# Title\n\n{piece * (400_000 // len(piece))}", BERLIN)
    assert time.monotonic() - began < 20


def test_deep_nesting_is_a_reason() -> None:
    with pytest.raises(NoTable, match=r"nested|JSON"):
        read_schedule("[" * 100_000)
    parted = part(f"---\na: {'[' * 5000}\n---\ntext")
    assert parted.trouble
    assert "text" in parted.text
