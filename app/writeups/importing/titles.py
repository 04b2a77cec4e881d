"""What a text is called: by its first heading or by its file, whose name may say number, date and time too. Pure."""

import re
from dataclasses import dataclass
from datetime import date, time
from pathlib import PurePosixPath

from app.topics.rules import TITLE_LIMIT
from app.writeups.importing.moments import read_day, read_span

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*")
_DATE = re.compile(r"\s*\(?(\d{4}[-_.]?\d{2}[-_.]?\d{2}|\d{1,2}[._-]\d{1,2}[._-]\d{4})(?!\d)\)?")
_TIME = re.compile(r"[\sT_-]*((?:[01]\d|2[0-3])[0-5]\d|\d{1,2}[:h.-][0-5]\d)(?=[\s_-]|$)(?:h|\s?uhr)?", re.IGNORECASE)
_ORDER = re.compile(
    r"[\s_-]*(?:(?:session|talk|topic|nr|no)[\s._-]*)?#?(\d{1,3}(?=[._)-]|\s[-–]|$)|\d{1,2}(?=\s))[\s._)–-]*",
    re.IGNORECASE,
)
_NTH = re.compile(r"(?:day|tag|jour|d[ií]a)[\s_-]?(\d{1,2})", re.IGNORECASE)
#: How far into a text its title may stand, in lines.
_FURTHEST = 30


@dataclass(frozen=True)
class Named:
    """What the name of a file says."""

    title: str = ""
    order: int | None = None
    day: date | None = None
    starts: time | None = None
    nth: int | None = None


def named(path: str) -> Named:
    """`2017-03-24_1130_on-call.md` is from that moment; `03 On call.md` comes third; `day 2/` is a day."""
    file = PurePosixPath(path)
    rest, day, starts, order = file.stem, None, None, None
    if (found := _DATE.match(rest)) and (day := read_day(found[1].replace("_", "-"))):
        rest = rest[found.end() :]
        if clock := _TIME.match(rest):
            starts = read_span(_clock(clock[1]))[0]
            rest = rest[clock.end() :]
    if found := _ORDER.match(rest):
        order, rest = int(found[1]), rest[found.end() :]
    folders = " ".join(file.parts[:-1])
    nth = _NTH.search(folders)
    title = _spelled(rest)
    return Named(title, order, day or read_day(folders), starts, int(nth[1]) if nth else None)


def first_heading(text: str) -> str:
    """Of the first lines, the first of the highest kind if the text begins with one, else the first of kind one."""
    lines = text.lstrip("\n").split("\n", _FURTHEST)[:_FURTHEST]
    in_code = False
    for at, line in enumerate(lines):
        in_code ^= line.lstrip().startswith(("```", "~~~"))
        if in_code:
            continue
        found = _HEADING.fullmatch(line)
        if found and (at == 0 or line.lstrip().startswith("# ")):
            return _plain(found[1])
        if at + 1 < len(lines) and _is_underlined(line, lines[at + 1], at):
            return _plain(line)
    return ""


def without_heading(text: str, title: str) -> str:
    """The text without a heading at its begin that says just this: pages show the title themselves."""
    lines = text.lstrip("\n").split("\n")
    found = _HEADING.fullmatch(lines[0])
    if found and _plain(found[1]) == title:
        return "\n".join(lines[1:])
    if len(lines) > 1 and _is_underlined(lines[0], lines[1], 0) and _plain(lines[0]) == title:
        return "\n".join(lines[2:])
    return text


def first_words(text: str) -> str:
    """The first line that has any."""
    for line in text.split("\n", 200)[:200]:
        words = _plain(re.sub(r"^[\s>#*+-]*(?:\[[ xX]\]\s)?", "", line))
        if any(letter.isalnum() for letter in words):
            return words if len(words) <= TITLE_LIMIT else words[: TITLE_LIMIT - 1].rpartition(" ")[0] + "…"
    return ""


def _is_underlined(line: str, below: str, at: int) -> bool:
    """With `=`, or with `-` for the first line; a list or a table is no heading."""
    plain = bool(line.strip()) and not re.match(r"\s*(?:[-*+>|#]|\d+[.)])", line)
    return plain and _UNDERLINE.fullmatch(below) is not None and (at == 0 or below.lstrip().startswith("="))


def _plain(written: str) -> str:
    """A heading without its marks."""
    text = re.sub(r"[ \t]*\{[#.:][^{}]{0,200}\}[ \t]*$", "", written[:2000])
    text = re.sub(r"!?\[\[([^\[\]|]{1,300})(?:\|([^\[\]]{0,200}))?\]\]", lambda m: m[2] or m[1], text)
    text = re.sub(r"!?\[([^\[\]]{0,300})\]\([^()]{0,500}\)", r"\1", text)
    text = re.sub(r"(?<!\\)</?[a-zA-Z][^<>]{0,200}>", "", text)
    text = re.sub(r"(?<!\\)(?:\*\*|__|~~|==|`)|[\u202a-\u202e\u2066-\u2069]", "", text)
    text = re.sub(r"(?<![\w*\\])\*(?=\S)([^*]{1,300}?)(?<=\S)\*(?![\w*])", r"\1", text)
    return " ".join(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).split())


def _spelled(rest: str) -> str:
    """`on-call_for-all` as words; what has blanks is words already."""
    words = rest.strip(" _-.–—")
    if " " not in words:
        words = re.sub(r"(?<=\w)[-_]+(?=\w)", " ", words)
        words = words[:1].upper() + words[1:]
    return " ".join(words.replace("_", " ").split())


def _clock(written: str) -> str:
    return written if written.isdigit() else re.sub(r"[h.-]", ":", written.lower())
