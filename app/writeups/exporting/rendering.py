"""The templates of the live pages, in the frame of a copy: without what only a server can do."""

import re
from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from app.kernel.templates import built, environment

_SYMBOL = re.compile(r'<symbol id="([^"]+)" viewBox="0 0 24 24">(.*?)</symbol>', re.DOTALL)


def rendered(name: str, **context: Any) -> str:
    return _templates().get_template(name).render({"viewer": None, "can_be_left": False, **context})


@cache
def _templates() -> Environment:
    """The same templates; `exported` tells them apart."""
    env = environment().overlay()
    env.globals = {**env.globals, "exported": True, "drawing": drawing, "kept": _piece}
    return env


def _piece(name: str, **context: Any) -> Markup:
    return Markup(rendered(name, **context))  # noqa: S704 - made by a template, which escapes


def drawing(name: str) -> Markup:
    """What an icon is made of: browsers take none out of another file on a disk."""
    return Markup(_drawings()[name])  # noqa: S704 - our own


@cache
def _drawings() -> dict[str, str]:
    return dict(_SYMBOL.findall(built("sprite.svg").read_text()))
