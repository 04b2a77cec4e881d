"""What stands before a note's text: YAML, TOML or JSON between marks, pandoc's title block, or lines such as
“Date: …”. Pure.

Everything is read as words: YAML takes 11:30 for the number 690, and `no` for a lie.
"""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import yaml

from app.writeups.importing.vocabulary import meaning_of

LONGEST = 64 * 1024
#: Lines at the top of a text of which every one is “key: value”.
_PLAIN = re.compile(r"(?P<key>[^\W\d_][\w .-]{0,30}?)\s?[:：]\s*(?P<value>\S.*)")
_MARKS = {"---": ("---", "..."), "+++": ("+++",), ";;;": (";;;",)}

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Parted:
    """What the front matter says, by its own keys, and the text behind it. Where it could not be read it stays in the
    text, and `trouble` says why."""

    fields: Fields
    text: str
    trouble: str = ""


def part(text: str) -> Parted:
    """Whatever the text, this raises nothing."""
    first, _newline, rest = text.lstrip("\ufeff\n").partition("\n")
    ends = _MARKS.get(first.rstrip())
    if ends:
        return _between_marks(text, first.rstrip(), ends, rest)
    if first.startswith("% "):
        return _pandoc(text.lstrip("\ufeff\n"))
    return _plain(text)


def _between_marks(text: str, mark: str, ends: tuple[str, ...], rest: str) -> Parted:
    inside, found, behind = _until(rest[: LONGEST + 1], ends)
    if not found:
        return Parted({}, text)
    readers: dict[str, Callable[[str], Any]] = {"---": _yaml, "+++": tomllib.loads, ";;;": json.loads}
    behind += rest[LONGEST + 1 :]
    if mark == "---" and not _looks_like_fields(inside):
        return Parted({}, text)
    fields, why = _read(readers[mark], inside)
    if why:
        return Parted({}, text, f"the front matter cannot be read, so it is in the text ({why})")
    return Parted(fields, behind.lstrip("\n"))


def _looks_like_fields(inside: str) -> bool:
    """Two rules across a page, as people draw them, are no front matter."""
    return not inside.strip() or re.search(r"^\s*[^\s#>*-][^\n]{0,80}?:(?:\s|$)", inside, re.MULTILINE) is not None


def _until(rest: str, ends: tuple[str, ...]) -> tuple[str, bool, str]:
    lines = rest.split("\n")
    at = next((n for n, line in enumerate(lines) if line.rstrip() in ends), None)
    if at is None:
        return "", False, ""
    return "\n".join(lines[:at]), True, "\n".join(lines[at + 1 :])


def _read(reader: Callable[[str], Any], inside: str) -> tuple[Fields, str]:
    """The fields, or why there are none. Parsers of other people's files may raise anything that is an Exception."""
    try:
        found = reader(inside)
    except RecursionError:
        return {}, "it is nested too deep"
    except Exception as error:
        return {}, " ".join(str(error).split())[:120]
    if found is None:
        return {}, ""
    if not isinstance(found, dict):
        return {}, "it is no list of keys and values"
    return {str(key): _in_words(value) for key, value in found.items()}, ""


class _Words(yaml.BaseLoader):  # type: ignore[misc]
    """Every value as it is written; no references, of which a few lines can make billions."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("references with * are not read")
        return super().compose_node(parent, index)


def _yaml(inside: str) -> Any:
    return yaml.load(inside, _Words)  # noqa: S506


def _in_words(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _in_words(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_in_words(each) for each in value]
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _pandoc(text: str) -> Parted:
    """Up to three lines that begin with %: title, authors, date; lines that go on are indented."""
    lines, fields = text.split("\n"), list[str]()
    while lines and lines[0].startswith("%") and len(fields) < 3:
        value = lines.pop(0)[1:].strip()
        while lines and lines[0].startswith(" ") and lines[0].strip():
            value += "; " + lines.pop(0).strip()
        fields.append(value)
    named = {key: value for key, value in zip(("title", "author", "date"), fields, strict=False) if value}
    return Parted(named, "\n".join(lines).lstrip("\n"))


def _plain(text: str) -> Parted:
    """Lines of keys that we know, up to an empty line; if one is anything else, all are the text's."""
    head, newline, behind = text.partition("\n\n")
    if not newline or len(head) > LONGEST or head.count("\n") > 20:
        return Parted({}, text)
    found = [_PLAIN.fullmatch(line.strip()) for line in head.split("\n")]
    if len(found) < 2 or not all(line and meaning_of(line["key"]) for line in found):
        return Parted({}, text)
    return Parted({line["key"]: line["value"].strip("*_ ") for line in found if line}, behind.lstrip("\n"))
