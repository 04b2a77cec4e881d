"""What reads texts in the editor: what it finds, and that it ends on texts whose signs never end."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.node import NODE

READING = Path(__file__).parent / "reading.mjs"
MANY = 2**20


def read(reader: str, signs: str, times: int = 1, end: str = "") -> Any:
    asked = json.dumps([reader, signs, times, end])
    return json.loads(subprocess.run([NODE, READING], input=asked, capture_output=True, check=True, text=True).stdout)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("[here]() and [](https://x)", ["link", "link"]),
        ("[a [b](https://)", ["link"]),
        ("[ ](a) [b](c) [d] (e) [f](g", ["link"]),
        ("see https://example.org.", ["bare"]),
        ("- [ ] do it\n- [ ] **Noor:** do it", ["owner"]),
        ("- [ ] **Who:** do it", ["name"]),
        ("| a | b |\n| - | - |\n| c |", ["cells"]),
        ("```\n[here]()\n```", []),
    ],
)
def test_what_could_be_better(text: str, kinds: list[str]) -> None:
    assert [hint["kind"] for hint in read("hints", text)] == kinds


def test_the_place_of_a_hint() -> None:
    assert read("hints", "one\ntwo [here]()") == [{"from": 8, "to": 16, "kind": "link"}]


def test_cells_have_their_words() -> None:
    text = r"| a \| b |  | c"
    assert [text[cell["from"] : cell["to"]] for cell in read("cells", text)] == [r"a \| b", ""]


def test_what_is_pasted_is_tame() -> None:
    assert read("tame", "<style>p{}</style><p style='x' onclick=y>z") == "<p data-style='x' data-onclick=y>z"
    assert read("tame", "<p>a<img onerror=x") == "<p>a<img data-onerror=x"


@pytest.mark.parametrize("signs", ["[", "[](", "[ ", "[a]", "http://", "|", "| ", "\\|", "- [ ] **", " "])
def test_hints_in_a_line_whose_signs_never_end(signs: str) -> None:
    assert read("hints", signs, MANY // len(signs), "x") is not None


@pytest.mark.parametrize("signs", ["|", "\\|", "|\\"])
def test_cells_of_a_line_whose_signs_never_end(signs: str) -> None:
    assert read("cells", signs, MANY // len(signs), "x") is not None


@pytest.mark.parametrize("signs", ["<", "<style", "<p style", "<p on"])
def test_a_page_whose_signs_never_end(signs: str) -> None:
    assert read("tame", signs, MANY // len(signs)) is not None
