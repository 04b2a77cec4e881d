"""Pages of events, by what people come for."""

from typing import Any

from app.events.pages import door, imprint, joining, making, me

HANDLERS: list[Any] = [*making.HANDLERS, *joining.HANDLERS, *me.HANDLERS, *door.HANDLERS, *imprint.HANDLERS]
