"""A copy as one file to download."""

import io
import json
from pathlib import Path
from zipfile import ZipFile

from app.writeups.exporting.archives import WITH_PROGRESS
from app.writeups.exporting.folders import MARKER, put_in_folder
from tests.copies import broken
from tests.writeups.conftest import Site

ADDRESS = "/small-camp/site.zip"


async def test_facilitators_download_what_the_command_writes(site: Site, tmp_path: Path) -> None:
    await site.publish(await site.topic("Restores", place=(1, 1)), "Never tested.")
    answer = await (await site.facilitator()).get(ADDRESS)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == 'attachment; filename="small-camp.zip"'
    archive = ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    archive.extractall(tmp_path)
    assert broken(tmp_path / "small-camp") == []
    await put_in_folder(await site.hallway.press.copy("small-camp"), tmp_path / "out")
    written = {str(file.relative_to(tmp_path / "out")) for file in (tmp_path / "out").rglob("*") if file.is_file()}
    assert {name.removeprefix("small-camp/") for name in archive.namelist()} == written - {MARKER}


async def test_a_script_is_told_how_far_it_is(site: Site) -> None:
    for number in range(4):
        await site.publish(await site.topic(f"Topic {number}"), "Never tested.")
    answer = await (await site.facilitator()).get(ADDRESS, accept=WITH_PROGRESS)
    lines, _blank, archive = answer.content.partition(b"\n\n")
    told = [json.loads(line) for line in lines.splitlines()]
    assert told
    assert all(0 <= far["done"] <= far["all"] for far in told)
    assert ZipFile(io.BytesIO(archive)).testzip() is None


async def test_nobody_else_does(site: Site) -> None:
    await site.publish(await site.topic("Restores"), "Never tested.")
    for browser in (await site.reader(), await site.attendee("Noor")):
        assert (await browser.get(ADDRESS)).status_code == 403
        assert "site.zip" not in (await browser.get("/small-camp/elsewhere")).text


async def test_without_a_write_up_the_page_says_so(site: Site) -> None:
    fay = await site.facilitator()
    page = (await fay.get("/small-camp/elsewhere")).text
    assert "site.zip" not in page
    assert "Once something is published" in page
    for accept in ("text/html", WITH_PROGRESS):
        answer = await fay.get(ADDRESS, accept=accept)
        assert answer.status_code == 404
        assert "Nothing of this event is published yet" in answer.text
