"""Which source is at a path: a folder of notes, or one file with a list of sessions."""

from pathlib import Path

from app.kernel.errors import Refusal
from app.writeups.importing.encodings import decoded
from app.writeups.importing.folders import Folder
from app.writeups.importing.listed import Table
from app.writeups.importing.sources import TABLES, Source


def source_at(path: Path, encoding: str = "") -> Source:
    """Raises Refusal for what is no source."""
    if encoding:
        try:
            decoded(b"", encoding)
        except LookupError as error:
            raise Refusal(
                f"There is no encoding called “{encoding}”. Common ones are windows-1251 or gb18030."
            ) from error
    if path.is_dir():
        return Folder(path.resolve(), encoding)
    if path.is_file() and path.suffix.lower() in TABLES:
        return Table(path, encoding)
    if path.is_file():
        raise Refusal(f"{path.name} is neither a folder of notes nor a CSV or JSON file with sessions.")
    raise Refusal(f"There is nothing at {path}.")
