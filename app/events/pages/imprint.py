"""Who runs this server, and what it keeps of those who use it."""

import asyncio
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from markupsafe import Markup

from app.kernel.markdown.renderer import MarkdownRenderer
from app.kernel.web import page
from app.settings import Settings

#: Files of the data folder in which whoever runs the server says who they are, and what they add about privacy.
IMPRINT, PRIVACY = "imprint.md", "privacy.md"


@get("/imprint")
async def show_imprint(
    request: Request[Any, Any, Any],
    settings: NamedDependency[Settings],
    markdown: NamedDependency[MarkdownRenderer],
) -> Response[str]:
    """Read anew each time, so that whoever changes a file sees what it looks like."""
    texts = {name: await asyncio.to_thread(_written, settings.data / name) for name in (IMPRINT, PRIVACY)}
    shown = {name: Markup((await markdown.render(text)).html) for name, text in texts.items() if text}  # noqa: S704
    return page(request, "events/imprint.html", imprint=shown.get(IMPRINT, ""), privacy=shown.get(PRIVACY, ""))


def _written(file: Path) -> str:
    return file.read_text("utf-8-sig", errors="replace").strip() if file.is_file() else ""


HANDLERS: list[Any] = [show_imprint]
