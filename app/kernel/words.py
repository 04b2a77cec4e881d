"""Texts for people: gettext catalogues, and the language of whoever is being answered."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

LOCALE = Path(__file__).parent.parent / "locale"
SOURCE_LANGUAGE = "en"
LANGUAGES = (SOURCE_LANGUAGE,)

current_language: ContextVar[str] = ContextVar("current_language", default=SOURCE_LANGUAGE)


def gettext(message: str) -> str:
    return _catalogue(current_language.get()).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    return _catalogue(current_language.get()).ngettext(singular, plural, n)


def pgettext(context: str, message: str) -> str:
    return _catalogue(current_language.get()).pgettext(context, message)


def npgettext(context: str, singular: str, plural: str, n: int) -> str:
    return _catalogue(current_language.get()).npgettext(context, singular, plural, n)


@contextmanager
def use_language(language: str) -> Iterator[None]:
    token = current_language.set(language if language in LANGUAGES else SOURCE_LANGUAGE)
    try:
        yield
    finally:
        current_language.reset(token)


@cache
def _catalogue(language: str) -> NullTranslations:
    return translation("hallway", LOCALE, languages=[language], fallback=True)
