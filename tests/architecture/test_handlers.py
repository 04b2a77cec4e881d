"""Handlers: no table class comes in or goes out, and every address that is ours is kept from events."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from litestar.di import Dependency
from litestar.handlers import BaseRouteHandler
from litestar.params import DependencyKwarg
from litestar.routes import BaseRoute
from sqlmodel import SQLModel

from app.events.rules import RESERVED_SLUGS, SLUG
from app.main import all_pages, create_app
from app.settings import Settings


def handlers() -> list[BaseRouteHandler]:
    found: dict[int, BaseRouteHandler] = {}
    for route in routes():
        for handler in getattr(route, "route_handlers", None) or [getattr(route, "route_handler", None)]:
            if handler is not None:
                found[id(handler)] = handler
    return sorted(found.values(), key=str)


def paths() -> list[str]:
    return [route.path for route in routes()]


def routes() -> list[BaseRoute]:
    return all_pages(tuple(create_app(Settings(data=Path("unused"), secret="s" * 32)).parts)).routes


def parts_of(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from parts_of(part)


def names_a_table(annotation: Any) -> bool:
    return any(isinstance(part, type) and issubclass(part, SQLModel) for part in parts_of(annotation))


def name_of(handler: BaseRouteHandler) -> str:
    return f"{handler.fn.__module__}.{handler.fn.__name__}"


HANDLERS = [handler for handler in handlers() if handler.fn.__module__.startswith("app.")]


@pytest.mark.parametrize("handler", HANDLERS, ids=name_of)
def test_no_table_is_posted_or_answered(handler: BaseRouteHandler) -> None:
    """Bound as a form it would take a posted id; returned it would tell every column."""
    signature = handler.parsed_fn_signature
    assert not names_a_table(signature.return_type.raw)
    for name, parameter in signature.parameters.items():
        given_by_us = isinstance(parameter.kwarg_definition, DependencyKwarg) or _is_named_dependency(parameter.raw)
        assert given_by_us or not names_a_table(parameter.raw), name


def _is_named_dependency(annotation: Any) -> bool:
    return any(isinstance(each, Dependency) for each in get_args(annotation)[1:])


def test_the_tests_above_see_the_handlers() -> None:
    assert len(HANDLERS) > 25
    assert names_a_table(dict[str, list[SQLModel | None]])


def test_no_event_can_take_an_address_of_ours() -> None:
    first = {path.split("/")[1] for path in paths()} - {""}
    static = {segment for segment in first if not segment.startswith("{") and SLUG.fullmatch(segment)}
    assert len(static) > 6
    assert static <= RESERVED_SLUGS
