"""Templates: strict, escaped, and clear about what is missing."""

import json
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from jinja2 import UndefinedError

from app.kernel import templates
from app.kernel.templates import MissingAssets, asset, environment


def test_what_is_not_given_is_an_error_and_no_gap() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ viewer }}").render()


def test_what_people_typed_is_escaped_in_texts_too() -> None:
    made = environment().from_string('{{ name }} {{ _("by %(who)s", who=name) }}').render(name="<b>&")
    assert made == "&lt;b&gt;&amp; by &lt;b&gt;&amp;"


@pytest.mark.parametrize(("count", "said"), [(0, "0 cards"), (1, "1 card"), (2, "2 cards")])
def test_numbers_agree_with_their_nouns(count: int, said: str) -> None:
    template = environment().from_string('{{ ngettext("%(num)s card", "%(num)s cards", n) }}')
    assert template.render(n=count) == said


def test_a_built_file_is_known_by_its_hashed_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "BUILT", tmp_path)
    templates._manifest.cache_clear()
    with pytest.raises(MissingAssets, match="make assets"):
        asset("phone.css")
    (tmp_path / "manifest.json").write_text(json.dumps({"phone.css": "phone-ABC.css"}))
    assert asset("phone.css") == "/static/phone-ABC.css"
    with pytest.raises(MissingAssets, match="make assets"):
        asset("none.css")
    templates._manifest.cache_clear()


def test_an_icon_is_drawn_in_the_page_and_asks_for_no_file() -> None:
    made = environment().from_string('{% from "parts/icon.html" import icon %}{{ icon("plus") }}').render()
    assert '<path d="M12 4v16M4 12h16"/></svg>' in made
    assert "/static/" not in made


def test_the_mark_beside_a_title_is_no_file_but_a_drawing() -> None:
    drawing = ElementTree.fromstring(unquote(environment().from_string("{{ page_mark() }}").render().partition(",")[2]))
    assert drawing.get("viewBox") == "0 0 24 24"
    assert [shape.get("fill") for shape in drawing] == ["#fdfdfb", "none", "#181c24"]


def test_every_template_compiles() -> None:
    for name in environment().list_templates(extensions=["html"]):
        environment().get_template(name)
