"""Tables as spreadsheets export them: any delimiter, headings in several languages. Pure."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.writeups.importing.vocabulary import meaning_of

_DELIMITERS = ",;\t|"
_LONGEST_CELL = 4 * 1024 * 1024
#: Rows before the one with the headings, such as the name of the event.
_MOST_BEFORE = 10


class NoTable(Exception):
    """The message says what is missing."""


@dataclass(frozen=True)
class Row:
    """A line of a table by its headings, and what is wrong with it. `number` is that of the line in the file."""

    number: int
    cells: Mapping[str, str]
    trouble: str = ""


def read_sheet(text: str) -> Iterator[Row]:
    """The rows below the headings, empty ones left out. Raises NoTable."""
    csv.field_size_limit(_LONGEST_CELL)
    told, text = _told_delimiter(text)
    reader = csv.reader(iter(text.splitlines(keepends=True)), delimiter=told or _delimiter(text), skipinitialspace=True)
    headings = _headings(reader)
    rows = _safely(reader)
    for cells in rows:
        if any(cell.strip() for cell in cells):
            yield Row(reader.line_num, _by_heading(headings, cells), _trouble(headings, cells))


def _told_delimiter(text: str) -> tuple[str, str]:
    """Excel writes `sep=;` above what it exports."""
    first, _newline, rest = text.partition("\n")
    return (first.strip()[4], rest) if first.startswith("sep=") and len(first.strip()) == 5 else ("", text)


def _delimiter(text: str) -> str:
    """The one that parts the most known headings, as headings may hold any of the others."""

    def known(delimiter: str) -> int:
        lines = text.split("\n", _MOST_BEFORE)[:_MOST_BEFORE]
        return max(sum(bool(meaning_of(cell.strip('" '))) for cell in line.split(delimiter)) for line in lines)

    return max(_DELIMITERS, key=known)


def _headings(reader: Iterator[list[str]]) -> list[str]:
    seen: list[str] = []
    for number, cells in enumerate(_safely(reader)):
        meanings = [meaning_of(cell) for cell in cells]
        if "title" in meanings:
            return [cell.strip() for cell in cells]
        seen = seen or [cell.strip() for cell in cells if cell.strip()]
        if number >= _MOST_BEFORE:
            break
    there = ", ".join(f"“{heading[:40]}”" for heading in seen[:20])
    raise NoTable(f"no column of it is called “title”, nor by another word for it. There are: {there or 'none'}")


def _safely(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise NoTable(f"it is no table of the kind CSV: {error}") from error


def _by_heading(headings: list[str], cells: list[str]) -> dict[str, str]:
    """Spreadsheets guard what looks like a formula with an apostrophe."""
    named = {heading: cell.strip() for heading, cell in zip(headings, cells, strict=False) if heading}
    return {
        heading: cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@") else cell for heading, cell in named.items()
    }


def _trouble(headings: list[str], cells: list[str]) -> str:
    extra = [cell for cell in cells[len(headings) :] if cell.strip()]
    extra += [cell for heading, cell in zip(headings, cells, strict=False) if not heading and cell.strip()]
    return f"cells without a heading are left out: {', '.join(cell[:40] for cell in extra[:3])}" if extra else ""
