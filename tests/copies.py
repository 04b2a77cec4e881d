"""Looks through a copy of a write-up on a disk, as a link checker does."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

#: What a browser fetches by itself, rather than when somebody follows it.
FETCHED = {
    ("img", "src"),
    ("script", "src"),
    ("source", "srcset"),
    ("img", "srcset"),
    ("iframe", "src"),
    ("use", "href"),
}


@dataclass
class Read(HTMLParser):
    """The links and ids of one page, as the browser has them."""

    file: Path
    links: list[tuple[str, str, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    live: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.file.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids += [given["id"]] if "id" in given else []
        if given.get("rel") in ("canonical", "external"):
            self.live.append(given["href"])
            return
        for name in given.keys() & {"href", "src", "srcset", "action", "formaction", "poster"}:
            urls = given[name].split(",") if name == "srcset" else [given[name]]
            self.links += [(tag, name, url.split()[0] if url.strip() else url) for url in urls]

    def fetches(self, tag: str, name: str) -> bool:
        return (tag, name) in FETCHED or tag == "link"


def pages_in(folder: Path) -> dict[Path, Read]:
    return {file: Read(file) for file in sorted(folder.rglob("*.html"))}


def broken(folder: Path) -> list[str]:
    """Links that lead to nothing, and whatever is fetched from elsewhere."""
    pages = pages_in(folder)
    return [
        f"{page.file.relative_to(folder)}: {why}" for page in pages.values() for why in _broken(page, pages, folder)
    ]


def _broken(page: Read, pages: dict[Path, Read], folder: Path) -> Iterator[str]:
    if len(set(page.ids)) != len(page.ids):
        yield "an id is there twice"
    for tag, name, url in page.links:
        parts = urlsplit(url)
        if parts.scheme or parts.netloc:
            if page.fetches(tag, name) or parts.scheme not in ("http", "https", "mailto"):
                yield f"{tag} {name} {url}"
            continue
        target = (page.file.parent / unquote(parts.path)).resolve() if parts.path else page.file.resolve()
        if url.startswith("/") or not target.is_relative_to(folder.resolve()) or not target.is_file():
            yield f"{tag} {name} {url} is not there"
        elif parts.fragment and unquote(parts.fragment) not in pages[folder / target.relative_to(folder.resolve())].ids:
            yield f"{url} leads to no place in it"


def unreached(folder: Path) -> set[str]:
    """Pages that nobody comes to from the first one."""
    pages, todo, seen = pages_in(folder), [folder / "index.html"], {folder / "index.html"}
    while todo:
        page = pages[todo.pop()]
        for _tag, _name, url in page.links:
            if not urlsplit(url).scheme and (path := unquote(urlsplit(url).path)).endswith(".html"):
                found = folder / (page.file.parent / path).resolve().relative_to(folder.resolve())
                if found in pages and found not in seen:
                    seen.add(found)
                    todo.append(found)
    return {str(file.relative_to(folder)) for file in set(pages) - seen}
