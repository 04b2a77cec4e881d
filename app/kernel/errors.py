"""Refusals: what Hallway will not do, in words for people, with the HTTP status that says the same to programs."""

from collections.abc import Mapping
from http import HTTPStatus


class Refusal(Exception):
    """A domain error. `message` is shown to a person as it is."""

    status: int = HTTPStatus.BAD_REQUEST

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(Refusal):
    status = HTTPStatus.NOT_FOUND


class Gone(Refusal):
    """It was here and was taken away on purpose."""

    status = HTTPStatus.GONE


class Forbidden(Refusal):
    status = HTTPStatus.FORBIDDEN


class Conflict(Refusal):
    """Somebody else was first; the page that refused shows how things stand now."""

    status = HTTPStatus.CONFLICT


class TooLarge(Refusal):
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class Invalid(Refusal):
    """A form that cannot be taken. `fields` maps a field's name to what is wrong with it."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, message: str, fields: Mapping[str, str]) -> None:
        super().__init__(message)
        self.fields = dict(fields)
