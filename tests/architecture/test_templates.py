"""Templates: every word for people can be translated, and nothing runs or is styled inline."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import nodes

from app.kernel.templates import environment
from tests.architecture.markup import HOLE, Markup, html_of
from tests.architecture.sources import named, templates

TRANSLATING = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
#: Names are the same in every language.
NAMES = {"Hallway", "Markdown"}
TOLD = ("alt", "title", "aria-label", "aria-description", "placeholder", "aria-roledescription", "label")
STATIC = Path("static")
_CLASS = re.compile(r"[.\"']([a-z][\w-]*)")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ENGLISH = re.compile(r"[A-Z][a-z]+( |$)|[a-z]+ [a-z]+ [a-z]+.*[.?!…]$")


def words_in(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.replace(HOLE, " ")) if word not in NAMES]


def untranslated_constants(node: nodes.Node) -> Iterator[str]:
    """English in an expression that is not the argument of a call, such as `{{ "Join" if here }}`."""
    if isinstance(node, nodes.Call | nodes.Test | nodes.Getitem | nodes.Compare):
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str) and _ENGLISH.match(node.value):
        yield node.value
    for child in node.iter_child_nodes():
        yield from untranslated_constants(child)


@pytest.mark.parametrize("template", templates(), ids=named)
def test_every_word_can_be_translated(template: Path) -> None:
    markup = Markup(html_of(template))
    shown = [*markup.texts, *markup.attributes(*TOLD)]
    assert [text.strip() for text in shown if words_in(text)] == []


@pytest.mark.parametrize("template", templates(), ids=named)
def test_no_english_hides_in_expressions(template: Path) -> None:
    tree = environment().parse(template.read_text())
    outputs = tree.find_all((nodes.Output, nodes.Assign))
    found = [word for output in outputs for word in untranslated_constants(output) if word not in NAMES]
    assert found == []


@pytest.mark.parametrize("template", templates(), ids=named)
def test_nothing_is_inline(template: Path) -> None:
    for tag, attributes in Markup(html_of(template)).tags:
        assert tag != "style"
        assert "style" not in attributes, (tag, attributes)
        assert not [name for name in attributes if name.startswith(("on", "hx-on"))], (tag, attributes)
        assert "javascript:" not in "".join(attributes.values()).lower()
        if tag == "script":
            assert "src" in attributes or attributes.get("type") in ("application/json", "application/ld+json")


@pytest.mark.parametrize("template", templates(), ids=named)
def test_every_form_that_posts_carries_the_token_and_no_other(template: Path) -> None:
    source = template.read_text()
    macros = re.findall(r"\{%-? macro (\w+)\(.*?\{%-? endmacro", source, re.DOTALL)
    carrying = ["csrf"] + [name for name in macros if "csrf(" in macro_named(name, source)]
    for form in re.findall(r"<form\b.*?</form>", source, re.DOTALL):
        assert ('method="post"' in form) == any(f"{name}(" in form for name in carrying), form[:200]


def macro_named(name: str, source: str) -> str:
    return source.partition(f"macro {name}(")[2].partition("endmacro")[0]


def test_the_tests_above_see_what_they_look_for() -> None:
    markup = Markup('<p title="Two words" onclick="x">Hello {…}<b>Hallway</b> 12</p><script>alert(1)</script>')
    assert [words_in(text) for text in markup.texts] == [["Hello"], [], []]
    assert list(markup.attributes("title")) == ["Two words"]
    tree = environment().parse('{{ "Join now" if x else _("Go") }}{{ a|default("Nothing here") }}{{ f("Fine") }}')
    found = [word for output in tree.find_all(nodes.Output) for word in untranslated_constants(output)]
    assert found == ["Join now", "Nothing here"]


@pytest.mark.parametrize("template", templates(), ids=named)
def test_every_class_is_known_to_a_style_or_a_script(template: Path) -> None:
    """A page whose styles were left behind looks like none, and no other test sees it."""
    named_there = {name for names in Markup(html_of(template)).attributes("class") for name in names.split()}
    assert {name for name in named_there if HOLE not in name} - classes_known() == set()


@cache
def classes_known() -> frozenset[str]:
    sources = [file.read_text() for kind in ("css", "js") for file in (STATIC / kind).rglob(f"*.{kind}")]
    return frozenset(name for source in sources for name in _CLASS.findall(source))
