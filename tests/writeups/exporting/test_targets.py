"""Which file stands for which address."""

import pytest

from app.writeups.exporting.targets import Targets

TARGETS = Targets("camp", {3: "3-scaling-deployments"})
NAME = "b" * 32


def file(url: str) -> str | None:
    target = TARGETS.of(url)
    return target.file if target else None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/camp", "index.html"),
        ("/camp/write-up", "index.html"),
        ("/camp/write-up/whole", "write-up/whole.html"),
        ("/camp/write-up/3-scaling-deployments", "write-up/3-scaling-deployments.html"),
        ("/camp/write-up/3-an-older-title", "write-up/3-scaling-deployments.html"),
        ("/camp/topics/3", "write-up/3-scaling-deployments.html"),
        ("/camp/board", "board.html"),
        ("/search", "search.html"),
        ("/search?event=camp", "search.html"),
        ("/search?tag=dns", "index/tags/dns.html"),
        ("/index?event=camp", "index/index.html"),
        ("/index/tools", "index/tools.html"),
        ("/index/tools?event=camp&name=Terraform", "index/tools/terraform.html"),
        ("/index/quotations?event=camp&page=2", "index/quotations-2.html"),
        ("/index/actions?state=open", "index/actions-open.html"),
        ("/index/tools?letter=K", "index/tools-letter-k.html"),
        (f"/camp/media/{NAME}-small.webp", f"photos/{NAME}-small.webp"),
        ("/static/reading-GKHDSTWH.css", "static/reading-GKHDSTWH.css"),
    ],
)
def test_a_file_is_called_as_its_page_is(url: str, expected: str) -> None:
    assert file(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/camp/join",
        "/camp/topics/4",
        "/camp/topics/3/star",
        "/camp/write-up/4-not-published",
        "/camp/write-up/3-scaling-deployments?edition=1",
        "/other/write-up",
        "/index?event=other",
        "/index/nothing",
        "/index/tools?q=words",
        "/series/camps",
        "/camp/media/../../hallway.db",
        "/static/../secret",
        f"/camp/topics/{'9' * 5000}",
    ],
)
def test_what_is_not_in_a_copy_has_no_file(url: str) -> None:
    assert file(url) is None


@pytest.mark.parametrize(
    "name", ["C++", "C#", "تصميم", "日本語", "aux", "a/b", "..", "x" * 500, "tab\tbed", "\ud800", "é"]
)
def test_every_name_has_a_file_of_its_own_that_any_disk_takes(name: str) -> None:
    from urllib.parse import quote

    found = file(f"/index/tags?name={quote(name, errors='surrogatepass')}")
    assert found
    stem = found.removeprefix("index/tags/").removesuffix(".html")
    assert stem.isascii()
    assert len(stem) < 80
    assert "/" not in stem
    assert stem not in ("aux", "c")
    assert len({file(f"/index/tags?name={quote(each)}") for each in ("C++", "C#", "C", "日本", "日本語")}) == 5
