"""Whatever a database holds, to be searched for words that must not be there."""

import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import brotli
from sqlalchemy import text

from app.kernel.database import Database

_POSTGRESQL = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
#: FTS5 keeps its words in tables of its own; the virtual one cannot tell all that they hold.
_SQLITE = "SELECT name FROM sqlite_master WHERE type = 'table'"


async def holders_of(database: Database, words: str) -> list[str]:
    """The tables and columns in which they stand, in whatever case: as text, in Yjs updates, in packed answers."""
    wanted = words.casefold().encode()
    holding = []
    async with database.reading() as db:
        connection = await db.connection()
        names = await connection.execute(text(_SQLITE if database.dialect == "sqlite" else _POSTGRESQL))
        for name in sorted(names.scalars()):
            for row in (await connection.execute(text(f'SELECT * FROM "{name}"'))).mappings():
                holding += [f"{name}.{column}" for column, value in row.items() if _holds(value, wanted)]
    return sorted(set(holding))


def _holds(value: Any, wanted: bytes) -> bool:
    return any(wanted in plain.decode(errors="ignore").casefold().encode() for plain in _plain(value))


def _plain(value: Any) -> Iterator[bytes]:
    raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
    yield raw
    if b"\\u" in raw:
        with suppress(UnicodeDecodeError):
            yield raw.decode("unicode_escape").encode(errors="ignore")
    if isinstance(value, bytes):
        with suppress(brotli.error):
            yield brotli.decompress(value)
        with suppress(zlib.error):
            yield zlib.decompress(value, wbits=47)
