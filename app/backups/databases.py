"""A copy of the database as of one moment, while others write: `VACUUM INTO` of SQLite, `pg_dump` of PostgreSQL."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.engine import make_url

from app.backups.archive import POSTGRESQL, SQLITE, NoBackup
from app.kernel.errors import Refusal


def kind_of(database: str) -> str:
    """What its copy is called in an archive."""
    return SQLITE if make_url(database).get_backend_name() == "sqlite" else POSTGRESQL


def copy_database(database: str, file: Path) -> None:
    """`database` is the address of the settings. Raises Refusal when the tool for it is not here, or fails."""
    url = make_url(database)
    if kind_of(database) == SQLITE:
        with closing(sqlite3.connect(f"file:{url.database}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA wal_autocheckpoint=0")
            connection.execute("VACUUM INTO ?", (str(file),))
    else:
        _run(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", str(file))


def check_copy(file: Path, kind: str) -> None:
    """Raises NoBackup when a copy cannot be read."""
    if kind == SQLITE:
        with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as connection:
            try:
                [said] = connection.execute("PRAGMA integrity_check(1)").fetchone()
            except sqlite3.DatabaseError as error:
                said = str(error)
        if said != "ok":
            raise NoBackup(f"The database in this backup is damaged: {said}")


def put_back(database: str, file: Path) -> None:
    """What the database held goes. Raises Refusal; then it is as it was."""
    url = make_url(database)
    if kind_of(database) == SQLITE:
        target = Path(url.database or "")
        file.replace(target)
    else:
        _run(url, "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(file))


def _run(url: URL, tool: str, *arguments: str) -> None:
    """The password goes by the environment: everybody can see arguments."""
    if shutil.which(tool) is None:
        raise Refusal(f"{tool} is not here. It comes with PostgreSQL's client programs.")
    where = ["--dbname", str(url.database)]
    for option, value in (("--host", url.host), ("--port", url.port), ("--username", url.username)):
        where += [option, str(value)] if value else []
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    command = [tool, "--no-password", *where, *arguments]
    done = subprocess.run(command, env={**os.environ, **password}, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Refusal(f"{tool} could not do it: {done.stderr.strip()[-500:]}")
