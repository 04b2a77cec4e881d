"""Jinja as Hallway uses it: strict, escaped, in the visitor's language; and rendering outside of a request."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.kernel import words

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = ROOT / "templates"
BUILT = ROOT / "static" / "built"


class MissingAssets(RuntimeError):
    """The front end has not been built."""


@cache
def environment() -> Environment:
    """The one environment, for pages and for live fragments."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        words.gettext, words.ngettext, newstyle=True, pgettext=words.pgettext, npgettext=words.npgettext
    )
    env.globals["asset"] = asset
    env.globals["language"] = words.current_language.get
    return env


def load_all() -> None:
    """Reads every template: an upgrade may put new ones in place while the release that runs still serves."""
    for name in environment().list_templates():
        environment().get_template(name)
    _manifest()


def render(name: str, **context: Any) -> str:
    """A template without a request: what it shows cannot depend on who looks."""
    return environment().get_template(name).render(context)


def asset(name: str) -> str:
    """The URL of a built file under its hashed name."""
    try:
        return f"/static/{_manifest()[name]}"
    except KeyError as error:
        raise MissingAssets(f"static/built has no {name}; run `make assets`") from error


@cache
def _manifest() -> dict[str, str]:
    file = BUILT / "manifest.json"
    if not file.exists():
        raise MissingAssets("the front end is not built; run `make assets`")
    manifest: dict[str, str] = json.loads(file.read_text())
    return manifest
