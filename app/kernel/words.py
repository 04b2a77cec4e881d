"""Texts for people: gettext catalogues, and the language of whoever is being answered."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

from babel import Locale

LOCALE = Path(__file__).parent.parent / "locale"
SOURCE_LANGUAGE = "en"
#: Each by the name that its speakers know it by.
LANGUAGES: Mapping[str, str] = {SOURCE_LANGUAGE: "English", "de": "Deutsch"}


@dataclass
class Speech:
    """The language of one answer. Unless the visitor asked for it, the event may still say another."""

    language: str
    asked: bool


_speech: ContextVar[Speech] = ContextVar("speech", default=Speech(SOURCE_LANGUAGE, asked=True))  # noqa: B039


def language() -> str:
    """That of whoever is being answered."""
    return _speech.get().language


def direction() -> str:
    """How the current language is written: `ltr` or `rtl`."""
    return Locale.parse(language()).text_direction


def gettext(message: str) -> str:
    return _catalogue(language()).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    return _catalogue(language()).ngettext(singular, plural, n)


def pgettext(context: str, message: str) -> str:
    return _catalogue(language()).pgettext(context, message)


def npgettext(context: str, singular: str, plural: str, n: int) -> str:
    return _catalogue(language()).npgettext(context, singular, plural, n)


@contextmanager
def use_language(wanted: str | None) -> Iterator[None]:
    """Everything in here is said in this language; None is for one who asked for none that we speak."""
    known = wanted if wanted in LANGUAGES else None
    token = _speech.set(Speech(known or SOURCE_LANGUAGE, asked=known is not None))
    try:
        yield
    finally:
        _speech.reset(token)


def fall_back_to(wanted: str) -> None:
    """What the place itself speaks, to one who asked for nothing.

    It holds for the whole answer, wherever in it this is said: dependencies of a page run in tasks of their own.
    """
    speech = _speech.get()
    if not speech.asked and wanted in LANGUAGES:
        speech.language = wanted


def load_all() -> None:
    """Reads every catalogue. Raises FileNotFoundError when one has not been compiled: `make assets` does."""
    for known in LANGUAGES:
        _catalogue(known)


@cache
def _catalogue(language: str) -> NullTranslations:
    return translation("hallway", LOCALE, languages=[language], fallback=language == SOURCE_LANGUAGE)
