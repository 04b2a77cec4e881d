"""Rendering in other processes: quick for everybody while somebody sends what takes for ever."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.kernel.markdown import MarkdownRenderer, TooHard, TooLong, render_now
from tests.kernel.killing import killed_over

TANGLED = "[a" * 32 * 1024


@pytest.fixture
async def renderer() -> AsyncIterator[MarkdownRenderer]:
    """As patient as a busy machine needs."""
    renderer = MarkdownRenderer(workers=2, seconds=60)
    await renderer.start()
    yield renderer
    await renderer.stop()


@pytest.fixture
async def hurried(renderer: MarkdownRenderer) -> MarkdownRenderer:
    renderer.crew.seconds = 0.5
    return renderer


async def test_it_renders_as_the_pure_function_does(renderer: MarkdownRenderer) -> None:
    text = "# Tools\n\n- [x] **Consul** \U0001f600 \x00"
    assert await renderer.render(text) == render_now(text)


async def test_an_empty_text(renderer: MarkdownRenderer) -> None:
    assert (await renderer.render("")).html == ""


async def test_a_tangled_text_holds_up_nobody() -> None:
    renderer = MarkdownRenderer(workers=2, seconds=100)
    tangled = asyncio.create_task(renderer.render(TANGLED))
    for number in range(20):
        await renderer.render(f"text {number}")
    assert not tangled.done()
    await renderer.stop()
    with pytest.raises(asyncio.CancelledError):
        await tangled


async def test_a_tangled_text_is_given_up(hurried: MarkdownRenderer) -> None:
    with pytest.raises(TooHard, match="tangled"):
        await hurried.render(TANGLED)


async def test_it_goes_on_after_a_worker_was_killed() -> None:
    renderer = MarkdownRenderer(workers=1, seconds=0.5)
    await renderer.start()
    with pytest.raises(TooHard):
        await renderer.render(TANGLED)
    renderer.crew.seconds = 10
    assert (await renderer.render("on")).html == "<p>on</p>\n"
    await renderer.stop()


async def test_what_was_too_hard_is_refused_at_once_the_next_time(hurried: MarkdownRenderer) -> None:
    with pytest.raises(TooHard):
        await hurried.render(TANGLED)
    again = hurried.render(TANGLED)
    with pytest.raises(TooHard):
        again.send(None)  # without a wait: no worker is asked


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


async def test_a_text_whose_worker_somebody_kills_is_not_remembered_as_tangled() -> None:
    renderer = MarkdownRenderer(workers=1)
    await renderer.start()
    with pytest.raises(TooHard):
        await killed_over(renderer.crew, renderer.render("words"))
    assert "words" in (await renderer.render("words")).html
    await renderer.stop()
