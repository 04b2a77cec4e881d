"""Names and tags as people list them, in words or as other programs export them. Pure."""

import re
from collections.abc import Iterator
from typing import Any

from app.people.names import clean_name
from app.topics.rules import MOST_TAGS, TAG_LIMIT

NAME_LIMIT = 60
MOST_NAMES = 20
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;/|、，；،\n]|\s(?:&|\+|and|und|et|y|e|og|en|と|و)\s)\s*")
_SURNAME_FIRST = re.compile(r"\s*([^\W\d_][\w'’-]+(?: [\w'’-]+)?), ([^\W\d_][\w.'’-]*(?: [\w.'’-]+)?)\s*")
_BETWEEN_TAGS = re.compile(r"[,;|\n、，،]")
_HASHTAG = re.compile(r"#[\w/-]+")
_NAMES = ("public_name", "fullName", "full_name", "name", "title", "text", "label", "en", "de")
_DEEPEST = 6


def words_in(value: Any, depth: int = 0) -> str:
    """What a value of JSON or YAML says on one line: a name of an object, a list with commas."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool) or depth > _DEEPEST:
        return "" if value is None or depth > _DEEPEST else str(value).lower()
    if isinstance(value, dict):
        named = next((value[name] for name in _NAMES if value.get(name)), None)
        return words_in(named if named is not None else next(iter(value.values()), ""), depth + 1)
    if isinstance(value, list | tuple):
        return ", ".join(said for each in value if (said := words_in(each, depth + 1)))
    return str(value)


def read_names(value: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Each name once, and what is wrong with them. “Doe, Jane” is one person in a list, “Ann, Bob” are two."""
    listed = isinstance(value, list | tuple)
    parts = list(value) if listed else words_in(value).split(";")
    one_each = listed or len(parts) > 1
    names = dict.fromkeys(name for each in parts for name in _names(words_in(each), one_each))
    remarks = [f"the name “{name[:30]}…” is cut off" for name in names if len(name) > NAME_LIMIT]
    if len(names) > MOST_NAMES:
        remarks.append(f"only the first {MOST_NAMES} of {len(names)} names are taken")
    kept = dict.fromkeys(name[:NAME_LIMIT].strip() for name in names)
    return tuple(kept)[:MOST_NAMES], tuple(remarks)


def _names(written: str, is_one: bool) -> Iterator[str]:
    if is_one and (found := _SURNAME_FIRST.fullmatch(written)):
        written = f"{found[2]} {found[1]}"
    for part in _BETWEEN_NAMES.split(written[:4000]):
        name = clean_name(re.sub(r"\[\[|\]\]|<[^<>]{0,100}>|\*\*|__", "", part)).strip(" @-–*_:")
        if name and any(letter.isalnum() for letter in name):
            yield name


def read_tags(*values: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """As cards have them: small letters, each once, so many at most; and what was left out."""
    tags = dict.fromkeys(tag for value in values for written in _tags(value) if (tag := _tag(written)))
    long = [tag for tag in tags if len(tag) > TAG_LIMIT]
    kept = [tag for tag in tags if len(tag) <= TAG_LIMIT]
    left = [*long, *kept[MOST_TAGS:]]
    shown = ", ".join(f"“{tag[:TAG_LIMIT]}”" for tag in left[:5]) + ("…" if len(left) > 5 else "")
    remarks = (f"tags left out, too long or too many: {shown}",) if left else ()
    return tuple(kept[:MOST_TAGS]), remarks


def _tags(value: Any) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for each in value:
            yield from _tags(each)
        return
    written = words_in(value)[:4000]
    hashed = _HASHTAG.findall(written)
    if hashed and len(" ".join(hashed)) >= len(" ".join(written.split())) * 0.8:
        yield from hashed
    elif "`" in written:
        yield from re.findall(r"`([^`]+)`", written)
    else:
        yield from _BETWEEN_TAGS.split(written)


def _tag(written: str) -> str:
    return " ".join(written.replace("#", " ").replace(",", " ").strip(" \"'[]").lower().split())
