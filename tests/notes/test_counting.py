"""How many words a text has."""

from time import process_time

import pytest

from app.kernel.markdown import render_now
from app.notes.counting import word_count


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("DNS was *never* made for this.", 6),
        ("## A heading\n\n# \n\nOne two\n### Three", 2),
        ("#tagged is no heading", 4),
        ("- [ ] **Ada:** asks\n- [x] done\n1. first\n* * *", 4),
        ("> said\n>\n> — Ada", 2),
        ("[two words](https://a.example/b/c 'and a title')", 2),
        ("![a red board](/camp/media/0123456789abcdef0123456789abcdef.webp)", 3),
        ("| a | b |\n|---|:-:|\n|c d|e|", 5),
        ("```python\n# a comment\nx = 1\n```\nafter", 5),
        ("~~~\ncode without an end", 4),
        ("don't 1,000 e-mails — really", 4),
        ("鈴木さんが言った。 次に", 2),
        ("", 0),
        ("\n \n---\n***", 0),
    ],
)
def test_words_are_counted_as_they_are_read(text: str, words: int) -> None:
    assert word_count(text) == words


def test_most_texts_have_as_many_as_their_page() -> None:
    text = "It *lost* it.\n\n## Tools\n\n- **Tool:** [Consul](https://consul.example)\n- plain\n\n> Never.\n> — Ada\n"
    rendered = " ".join(passage.text for passage in render_now(text).passages)
    assert word_count(text) == len(rendered.replace("·", " ").split())


@pytest.mark.parametrize("part", ["[a", "*a ", "**a", "> ", "|", "`", "1. ", "![", "# "])
def test_whatever_stands_there_is_counted_in_bounded_time(part: str) -> None:
    began = process_time()
    word_count(part * (1_000_000 // len(part)))
    assert process_time() - began < 5
