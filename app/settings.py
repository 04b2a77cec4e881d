"""Settings: environment variables with the prefix HALLWAY_, read once into one frozen object."""

import secrets
import socket
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything an operator can choose. The README's table is held against these fields by a test."""

    model_config = SettingsConfigDict(env_prefix="HALLWAY_", frozen=True)

    host: str = "127.0.0.1"
    port: int = 8000
    data: Path = Path("data")
    database_url: str = ""
    redis_url: str = ""
    secret: str = ""
    public_url: str = ""
    create_events: Literal["steward", "anyone"] = "steward"
    trusted_proxies: str = ""
    tls_cert: Path | None = None
    tls_key: Path | None = None
    backup_every: float = Field(default=0, ge=0)
    backup_keep: int = Field(default=7, ge=1)
    backup_folder: Path | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @cached_property
    def database(self) -> str:
        """The address of the database: the setting, or one SQLite file in the data folder."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data.resolve() / 'hallway.db'}"

    @property
    def backups(self) -> Path:
        """Where backups go that are told no other place."""
        return self.backup_folder or self.data / "backups"

    @cached_property
    def signing_secret(self) -> str:
        """The setting, or a secret kept in the data folder that only the owner can read."""
        return self.secret or _kept_secret(self.data / "secret")

    @property
    def scheme(self) -> str:
        if self.public_url:
            return urlsplit(self.public_url).scheme
        return "https" if self.tls_cert else "http"

    @property
    def address(self) -> str:
        """The address people type, without a slash at its end; where every network is served, that of the nearest."""
        return (self.public_url or f"{self.scheme}://{_reachable(self.host)}:{self.port}").rstrip("/")


def _kept_secret(file: Path) -> str:
    """Written aside and moved into place: a disk that is full in between must not leave an empty secret behind."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(".new")
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(32))
        draft.replace(file)
    kept = file.read_text().strip()
    if not kept:
        raise ValueError(f"{file} is empty: anybody could sign with that; remove it")
    return kept


def _reachable(host: str) -> str:
    """The address that phones in the same network can reach; no packet is sent to find it."""
    if host not in ("0.0.0.0", "::"):  # noqa: S104
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
