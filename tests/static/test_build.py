"""The front end's build: quick when nothing changed, whole, and without an address of any registry."""

import json
import re
import subprocess
import sys
from pathlib import Path
from string import ascii_letters
from typing import Any

import pytest

STATIC = Path(__file__).parent.parent.parent / "static"
BUILT = STATIC / "built"
DRAWN = (
    STATIC / "node_modules/@fontsource-variable/bricolage-grotesque/files"
    "/bricolage-grotesque-latin-standard-normal.woff2"
)


def build() -> str:
    """What the build says."""
    return subprocess.run([sys.executable, STATIC / "build.py"], capture_output=True, text=True, check=True).stdout


def manifest() -> dict[str, str]:
    build()
    files: dict[str, str] = json.loads((BUILT / "manifest.json").read_text())
    return files


def started(name: str) -> set[str]:
    """The script and what it imports at once."""
    return {manifest()[name], *json.loads((BUILT / "imports.json").read_text())[name]}


def test_a_second_run_has_nothing_to_do() -> None:
    build()
    before = {file: file.stat().st_mtime_ns for file in BUILT.iterdir()}
    assert build() == ""
    assert {file: file.stat().st_mtime_ns for file in BUILT.iterdir()} == before


def test_every_built_file_is_there_under_its_hashed_name() -> None:
    for name, file in manifest().items():
        assert (BUILT / file).stat().st_size > 0
        assert name == file or re.fullmatch(rf"({Path(name).stem}|chunk)-[0-9A-Z]{{8}}{Path(name).suffix}", file)


def test_all_that_live_pages_share_comes_in_one_file() -> None:
    """Each of two scripts fits, with its headers, into the first ten segments that a server sends unasked."""
    scripts = [{manifest()["htmx.js"]}, started("live.js")]
    assert [len(files) for files in scripts] == [1, 1]
    assert all((BUILT / f"{file}.gz").stat().st_size + 500 < 10 * 1460 for files in scripts for file in files)
    for name in ("board.js", "projector.js", "propose.js", "pile.js", "topic.js", "publishing.js"):
        assert started(name) == {manifest()[name], *started("live.js")}


def test_scripts_and_styles_load_only_what_was_built_with_them() -> None:
    files = set(manifest().values())
    for file in files:
        if file.endswith((".js", ".css")):
            asked = re.findall(
                r'(?:from|import\(?)\s*"\./([^"]+)"|url\(["\']?\./([^"\')]+)', (BUILT / file).read_text()
            )
            assert {name for pair in asked for name in pair if name} <= files


def test_first_load_of_a_phone_stays_small() -> None:
    """Scripts, styles and the sign font of join and now, as they travel before the page can be used: what goes into the
    first journeys of a slow line, as 1.2 seconds have no room for another."""
    files = manifest()
    compressed = [f"{name}.br" for name in (files["htmx.js"], *started("live.js"), files["phone.css"])]
    assert sum((BUILT / name).stat().st_size for name in (*compressed, files["sign.woff2"])) < 41_700
    assert (BUILT / f"{files['phone.css']}.br").stat().st_size < 9_300


def test_the_sign_font_is_small_and_its_letters_stand_as_they_were_drawn() -> None:
    """Each pair of letters, of thousandths of the type's size, against the variable font that it was cut from."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    file = BUILT / manifest()["sign.woff2"]
    drawn = instantiateVariableFont(TTFont(DRAWN), {"wdth": 88, "wght": 680, "opsz": 20})
    built = TTFont(file)
    assert file.stat().st_size < 10_600
    assert kern(built, "A", "V") < -20
    for left in ascii_letters:
        for right in ascii_letters:
            assert abs(kern(built, left, right) - kern(drawn, left, right)) < 8


def kern(font: Any, left: str, right: str) -> int:
    """As a browser reads it: the first table with the pair has the say."""
    lookup = next(lookup for lookup in font["GPOS"].table.LookupList.Lookup if lookup.LookupType == 2)
    for table in (table for table in lookup.SubTable if left in table.Coverage.glyphs):
        if table.Format == 2:
            classes = table.ClassDef1.classDefs.get(left, 0), table.ClassDef2.classDefs.get(right, 0)
            return getattr(table.Class1Record[classes[0]].Class2Record[classes[1]].Value1, "XAdvance", 0)
        for pair in table.PairSet[table.Coverage.glyphs.index(left)].PairValueRecord:
            if pair.SecondGlyph == right:
                return getattr(pair.Value1, "XAdvance", 0)
    return 0


@pytest.mark.parametrize(
    ("pages", "kilobytes"),
    [
        (("htmx.js", "live.js"), 25),
        (("htmx.js", "live.js", "board.js"), 40),
        (("editor.js", "writing.js"), 145),
        (("editor.js", "plain.js"), 65),
    ],
)
def test_scripts_keep_the_bars_of_a_phone(pages: tuple[str, ...], kilobytes: int) -> None:
    """By gzip, as not every phone takes brotli: now and join, the board, and the editor or the plain field."""
    files = {file for page in pages for file in started(page)}
    assert sum((BUILT / f"{file}.gz").stat().st_size for file in files) <= kilobytes * 1024


def test_what_a_script_imports_is_told_to_the_page() -> None:
    for name, chunks in json.loads((BUILT / "imports.json").read_text()).items():
        script = (BUILT / manifest()[name]).read_text()
        assert set(re.findall(r'from\s*"\./(chunk-[^"]+)"', script)) <= set(chunks)


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((STATIC / "package-lock.json").read_text())
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    assert all(package.get("integrity") for name, package in lock["packages"].items() if name)


def test_versions_are_exact() -> None:
    package = json.loads((STATIC / "package.json").read_text())
    for version in (package["dependencies"] | package["devDependencies"]).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
