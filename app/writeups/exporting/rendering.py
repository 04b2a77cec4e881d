"""The templates of the live pages, in the frame of a copy: without what only a server can do."""

from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from app.kernel.templates import environment


def rendered(name: str, **context: Any) -> str:
    return _templates().get_template(name).render({"viewer": None, "can_be_left": False, **context})


@cache
def _templates() -> Environment:
    """The same templates; `exported` tells them apart."""
    env = environment().overlay()
    env.globals = {**env.globals, "exported": True, "kept": _piece}
    return env


def _piece(name: str, **context: Any) -> Markup:
    return Markup(rendered(name, **context))  # noqa: S704 - made by a template, which escapes
