"""Catalogues: everything that is said to people is said in every language, whole."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from app.kernel import words
from app.kernel.words import LANGUAGES, LOCALE, SOURCE_LANGUAGE, fall_back_to, gettext, language, ngettext, use_language
from tests.architecture.sources import ROOT, modules, parsed, templates

TRANSLATED = [code for code in LANGUAGES if code != SOURCE_LANGUAGE]
_HOLE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
Key = tuple[str | None, str | tuple[str, ...]]


@cache
def asked_for() -> frozenset[Key]:
    """Every text of modules and templates, as `make words` finds it."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    options = {mapping["pattern"]: {**mapping} for mapping in mappings}
    found: set[Key] = set()
    for folder in ("app", "templates"):
        for _file, _line, message, _comments, context in extract_from_dir(ROOT / folder, methods, options):
            found.add((context, message))
    return frozenset(found)


@cache
def catalogue(code: str) -> Catalog:
    with source_of(code).open("rb") as source:
        return read_po(source, locale=code)


def source_of(code: str) -> Path:
    return LOCALE / code / "LC_MESSAGES" / "hallway.po"


def said(code: str) -> Iterator[Message]:
    return (message for message in catalogue(code) if message.id)


def forms(texts: str | tuple[str, ...]) -> tuple[str, ...]:
    return texts if isinstance(texts, tuple) else (texts,)


def holes(text: str) -> list[str]:
    return sorted(_HOLE.findall(text))


def test_the_texts_are_found() -> None:
    found = {key[1] for key in asked_for()}
    assert {"Write a card", "{count} changes waiting", ("%(num)s star", "%(num)s stars")} <= found
    assert len(found) > 700


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_text_is_missing_and_none_is_left_over(code: str) -> None:
    there = {(message.context, message.id) for message in said(code)}
    assert asked_for() - there == set(), "make words, and say it"
    assert there - asked_for() == set(), "make words"
    assert not catalogue(code).obsolete


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_text_is_said_in_all_its_forms(code: str) -> None:
    plurals = catalogue(code).num_plurals
    for message in said(code):
        expected = plurals if isinstance(message.id, tuple) else 1
        assert len([form for form in forms(message.string) if form.strip()]) == expected, message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("code", TRANSLATED)
def test_what_is_filled_in_is_the_same(code: str) -> None:
    """Only for one may the number be left out, as in English."""
    for message in said(code):
        singular, *_rest = originals = forms(message.id)
        for form in forms(message.string):
            allowed = [holes(originals[-1])] + ([holes(singular)] if form == forms(message.string)[0] else [])
            assert holes(form) in allowed, (message.id, form)
            assert form.count("%%") == originals[-1].count("%%"), (message.id, form)


@pytest.mark.parametrize("code", TRANSLATED)
def test_texts_begin_and_end_like_their_originals(code: str) -> None:
    """Blanks and a full stop belong to the place where a text stands."""
    for message in said(code):
        for form, original in zip(forms(message.string), (forms(message.id) * 2), strict=False):
            assert form == form.strip()
            assert form.endswith(".") == original.endswith("."), (original, form)


def test_german_is_set_as_german_is() -> None:
    for message in said("de"):
        for form in forms(message.string):
            assert not re.search(r"[\"”]|“\w|\w'\w", form), form
            assert form.count("„") == form.count("“"), form
            assert not re.search(r"\bbitte\b|!|\bSie können\b|\bIhr(e|en)? Gerät", form, re.IGNORECASE), form


def test_no_text_is_asked_for_inside_of_an_f_string() -> None:
    """There the catalogue's tool does not find it."""
    for module in modules():
        for outer in ast.walk(parsed(module)):
            if isinstance(outer, ast.JoinedStr):
                calls = [node.func for node in ast.walk(outer) if isinstance(node, ast.Call)]
                assert not [call for call in calls if isinstance(call, ast.Name) and call.id in ("_", "ngettext")]


def test_no_text_is_frozen_when_a_module_is_read() -> None:
    """At that moment nobody is being answered yet."""
    for module in modules():
        for call in calls_when_read(parsed(module)):
            assert call not in ("_", "gettext", "ngettext", "pgettext"), module


def calls_when_read(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield node.func.id
    for child in ast.iter_child_nodes(node):
        yield from calls_when_read(child)


def test_scripts_say_only_what_pages_hand_them() -> None:
    handed = {
        name
        for file in templates()
        for name in re.findall(r'^  "(\w+)": (?:_|pgettext)\(', file.read_text(), re.MULTILINE)
    }
    asked = {
        name
        for file in (ROOT / "static/js").rglob("*.js")
        for name in re.findall(r'\bwords\(\s*"(\w+)"', file.read_text())
    }
    assert "star_unsaved" in asked
    assert asked <= handed


def test_a_text_is_said_in_the_language_in_use() -> None:
    assert (language(), gettext("Close")) == ("en", "Close")
    with use_language("de"):
        assert (language(), gettext("Close")) == ("de", "Schließen")
        assert [ngettext("%(num)s star", "%(num)s stars", n) % {"num": n} for n in (1, 2)] == ["1 Stern", "2 Sterne"]
        assert words.pgettext("delay the day by 10 minutes", "by") == "um"
        assert words.direction() == "ltr"
    assert gettext("Close") == "Close"


def test_the_place_decides_only_for_those_who_asked_for_nothing() -> None:
    for asked, spoken in (("en", "en"), ("de", "de"), (None, "de"), ("tlh", "de")):
        with use_language(asked):
            fall_back_to("de")
            fall_back_to("tlh")
            assert language() == spoken
    fall_back_to("de")
    assert language() == "en"
