"""Jinja as Hallway uses it: strict, escaped, in the visitor's language; and rendering outside of a request."""

import json
import re
from collections.abc import Hashable, MutableMapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.kernel import words, writing
from app.kernel.plain import unmarked

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = ROOT / "templates"
BUILT = ROOT / "static" / "built"
#: Renderings that are kept, of about a kilobyte each: the cards of a large event in two languages, and what is on them.
PIECES = 4_000
_SYMBOL = re.compile(r'<symbol id="([^"]+)" viewBox="0 0 24 24">(.*?)</symbol>', re.DOTALL)


class _Environment(Environment):
    """Templates see the environment's globals as they are. Jinja would chain them behind those of each template, of
    which there are none here, and take a tenth of a page's time to look through the chain."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


class MissingAssets(RuntimeError):
    """The front end has not been built."""


@cache
def environment() -> Environment:
    """The one environment, for pages and for live fragments."""
    env = _Environment(
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
    env.globals |= {"asset": asset, "drawing": drawing, "script": script, "script_before": script_before}
    env.globals |= {"page_mark": page_mark, "kept": kept, "exported": False}
    env.globals |= {"language": words.language, "direction": words.direction, "languages": words.LANGUAGES}
    env.globals |= {"long_day": writing.long_day, "long_days": writing.long_days, "short_month": writing.short_month}
    env.filters |= {"number": writing.number, "unmarked": unmarked}
    return env


def load_all() -> None:
    """Reads every template and catalogue: an upgrade may put new ones in place while this release still serves."""
    for name in environment().list_templates():
        environment().get_template(name)
    words.load_all()
    _manifest()
    _imports()
    _drawings()
    page_mark()


def render(name: str, **context: Any) -> str:
    """A template without a request: what it shows cannot depend on who looks."""
    return environment().get_template(name).render(context)


def piece(name: str, **context: Any) -> Markup:
    """The same, to be put into a page."""
    return Markup(render(name, **context))  # noqa: S704 - made by a template, which escapes


def kept(name: str, **context: Hashable) -> Markup:
    """The same, rendered once for as long as it is asked with equal values in the same language."""
    return _kept(name, words.language(), tuple(context.items()))


@lru_cache(maxsize=PIECES)
def _kept(name: str, _language: str, context: tuple[tuple[str, Hashable], ...]) -> Markup:
    return piece(name, **dict(context))


def asset(name: str) -> str:
    """The URL of a built file under its hashed name."""
    try:
        return f"/static/{_manifest()[name]}"
    except KeyError as error:
        raise MissingAssets(f"static/built has no {name}; run `make assets`") from error


def script(name: str) -> Markup:
    """The tag of a built script, with the chunks that it imports: a phone asks for all of them in one journey."""
    chunks = [f"/static/{file}" for file in _imports()[name]]
    return Markup("").join(
        [
            *(Markup('<link rel="modulepreload" href="{}" fetchpriority="low">').format(chunk) for chunk in chunks),
            Markup('<script type="module" src="{}" fetchpriority="low"></script>').format(asset(name)),
        ]
    )


def script_before(name: str) -> Markup:
    """The tag of a classic script that modules after it stand on: it runs in its turn, once the page was read."""
    return Markup('<script defer src="{}" fetchpriority="low"></script>').format(asset(name))


def drawing(name: str) -> Markup:
    """What an icon is made of. It stands in the page itself: a file of all icons was one more for phones to wait for,
    and a copy on a disk could not take any out of it."""
    return Markup(_drawings()[name])  # noqa: S704 - our own


@cache
def page_mark() -> str:
    """Our mark beside a page's title. Its address is the drawing: as a file it took one of the six connections that a
    phone has, when the page's own scripts waited for one."""
    drawing = quote(" ".join(built("favicon.svg").read_text().split()), safe=" /:=.-")
    return f"data:image/svg+xml,{drawing}"


def built(name: str) -> Path:
    """The file itself."""
    return BUILT / Path(asset(name)).name


@cache
def _drawings() -> dict[str, str]:
    return dict(_SYMBOL.findall(built("sprite.svg").read_text()))


@cache
def _manifest() -> dict[str, str]:
    manifest: dict[str, str] = _of_the_build("manifest.json")
    return manifest


@cache
def _imports() -> dict[str, list[str]]:
    imports: dict[str, list[str]] = _of_the_build("imports.json")
    return imports


def _of_the_build(name: str) -> Any:
    file = BUILT / name
    if not file.exists():
        raise MissingAssets("the front end is not built; run `make assets`")
    return json.loads(file.read_text())
