"""Copies of Hallway that differ as two releases do: the same pages, and not one built file of the same name."""

import json
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PARTS = ("app", "templates", "seeds", "static/built")
HASH = re.compile(r"-([0-9A-Z]{8})\.")


def copy_release(folder: Path) -> Path:
    """The one that is here."""
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    _keep_only_what_is_in_use(folder / "static/built")
    return folder


def next_release(release: Path, folder: Path) -> Path:
    """One in which every built file is another."""
    shutil.copytree(release, folder)
    built = folder / "static/built"
    names = {file.name: HASH.sub(lambda found: f"-{_other(found[1])}.", file.name) for file in built.iterdir()}
    for file in list(built.iterdir()):
        content = file.read_bytes()
        for old, new in names.items():
            content = content.replace(old.encode(), new.encode())
        file.unlink()
        (built / names[file.name]).write_bytes(content)
    return folder


def _other(name: str) -> str:
    return name[::-1].replace("A", "B") if name[::-1] == name else name[::-1]


def _keep_only_what_is_in_use(built: Path) -> None:
    used = {*json.loads((built / "manifest.json").read_text()).values(), "manifest.json", "imports.json"}
    for file in built.iterdir():
        if file.name not in used:
            file.unlink()
