"""Rendering in other processes: quick for everybody while somebody sends what takes for ever."""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic

import pytest

from app.kernel.markdown import MarkdownRenderer, TooHard, TooLong, render_now

TANGLED = "[a" * 32 * 1024


@pytest.fixture
async def renderer() -> AsyncIterator[MarkdownRenderer]:
    renderer = MarkdownRenderer(workers=2, seconds=1)
    await renderer.start()
    yield renderer
    await renderer.stop()


async def test_it_renders_as_the_pure_function_does(renderer: MarkdownRenderer) -> None:
    text = "# Tools\n\n- [x] **Consul** \U0001f600 \x00"
    assert await renderer.render(text) == render_now(text)


async def test_an_empty_text(renderer: MarkdownRenderer) -> None:
    assert (await renderer.render("")).html == ""


async def test_a_tangled_text_is_given_up_and_holds_up_nobody(renderer: MarkdownRenderer) -> None:
    tangled = asyncio.create_task(renderer.render(TANGLED))
    await renderer.render("warm the second worker")
    began = monotonic()
    for number in range(20):
        await renderer.render(f"text {number}")
    assert monotonic() - began < 0.5
    assert not tangled.done()
    with pytest.raises(TooHard, match="tangled"):
        await tangled


async def test_it_goes_on_after_a_worker_was_killed() -> None:
    renderer = MarkdownRenderer(workers=1, seconds=0.5)
    await renderer.start()
    with pytest.raises(TooHard):
        await renderer.render(TANGLED)
    renderer._seconds = 10
    assert (await renderer.render("on")).html == "<p>on</p>\n"
    await renderer.stop()


async def test_what_was_too_hard_is_refused_at_once_the_next_time(renderer: MarkdownRenderer) -> None:
    with pytest.raises(TooHard):
        await renderer.render(TANGLED)
    began = monotonic()
    with pytest.raises(TooHard):
        await renderer.render(TANGLED)
    assert monotonic() - began < 0.1


async def test_a_text_over_the_limit_is_refused(renderer: MarkdownRenderer) -> None:
    with pytest.raises(TooLong):
        await renderer.render("é" * (1024**2 + 1))


async def test_a_large_ordinary_text(renderer: MarkdownRenderer) -> None:
    text = "Plain words in a row, *some* of them marked.\n\n" * 1500
    assert (await renderer.render(text)).html.count("<p>") == 1500


async def test_what_was_rendered_is_remembered(renderer: MarkdownRenderer) -> None:
    first = await renderer.render("once")
    assert await renderer.render("once") is first


async def test_the_same_text_at_once_is_rendered_once(renderer: MarkdownRenderer) -> None:
    first, second = await asyncio.gather(renderer.render("twice"), renderer.render("twice"))
    assert first is second


async def test_the_memory_is_bounded() -> None:
    renderer = MarkdownRenderer(workers=1, cache=300)
    first = await renderer.render("a" * 100)
    await renderer.render("b" * 100)
    again = await renderer.render("a" * 100)
    assert again == first
    assert again is not first
    await renderer.stop()


async def test_a_reader_who_leaves_does_not_take_the_rendering_along(renderer: MarkdownRenderer) -> None:
    leaving = asyncio.create_task(renderer.render("shared"))
    staying = asyncio.create_task(renderer.render("shared"))
    await asyncio.sleep(0)
    leaving.cancel()
    assert (await staying).html == "<p>shared</p>\n"


async def test_stopping_ends_what_is_under_way() -> None:
    renderer = MarkdownRenderer(workers=1)
    under_way = asyncio.create_task(renderer.render(TANGLED))
    await asyncio.sleep(0.05)
    await renderer.stop()
    with pytest.raises(asyncio.CancelledError):
        await under_way
