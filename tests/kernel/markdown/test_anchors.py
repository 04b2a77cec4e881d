"""Paragraphs of what is published have addresses that last as long as their words."""

from app.kernel.markdown import MarkdownRenderer, render_now

TEXT = """Lede *one*.

- a
- b

> Said
> — Zora

|a|
|-|
|b|

```
code
```

term
: meaning

## Head

Lede one.

Note[^1]

[^1]: Below
"""


def test_every_block_that_has_words_gets_an_id_of_its_own() -> None:
    rendered = render_now(TEXT, anchored=True)
    named = [passage for passage in rendered.passages if passage.id]
    assert [passage.tag for passage in named] == ["p", "ul", "figure", "table", "code", "dl", "p", "p"]
    assert len({passage.id for passage in named}) == len(named)
    for passage in named:
        assert rendered.html.count(f'id="{passage.id}"') == 1
    assert rendered.passages[-1].id == ""


def test_an_id_lasts_while_others_come_and_go() -> None:
    before = render_now("One.\n\nTwo.", anchored=True).passages
    after = render_now("# New\n\nNone.\n\nTwo.\n\nOne.", anchored=True).passages
    assert [passage.id for passage in after[1:]] == [before[1].id, before[0].id]


def test_the_same_words_twice_are_counted() -> None:
    first, second = render_now("Same.\n\n*Same.*", anchored=True).passages
    assert second.id == f"{first.id}-2"


def test_other_texts_stay_without() -> None:
    assert 'id="p-' not in render_now(TEXT).html
    assert all(not passage.id for passage in render_now(TEXT).passages)


async def test_workers_do_it_too() -> None:
    renderer = MarkdownRenderer(workers=1)
    assert await renderer.render(TEXT, anchored=True) == render_now(TEXT, anchored=True)
    assert await renderer.render(TEXT) == render_now(TEXT)
    await renderer.stop()
