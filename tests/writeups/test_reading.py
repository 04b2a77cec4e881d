"""What makes an edition a page."""

from datetime import UTC, date, datetime
from typing import Any

from app.events.tables import Event
from app.kernel.markdown import render_now
from app.writeups.reading import among_others, in_words, permalinked


def test_every_heading_links_to_itself() -> None:
    rendered = render_now('# A "quoted" <one>\n\n## Two\n\n> # Not in the contents')
    contents: list[dict[str, Any]] = [vars(heading) for heading in rendered.headings]
    html = permalinked(rendered.html, contents)
    assert html.count('class="perma"') == 2
    assert '<a class="perma" href="#h-two" aria-label="Link to “Two”">#</a>Two</h3>' in html
    assert 'aria-label="Link to “A &#34;quoted&#34; &lt;one&gt;”"' in html


def test_dates_are_words() -> None:
    assert in_words(date(2017, 3, 24)) == "24 March 2017"


def test_a_moment_is_a_day_of_the_event() -> None:
    late = datetime(2017, 3, 24, 23, 30, tzinfo=UTC)
    day = date(2017, 3, 24)
    event = Event(slug="x", name="x", time_zone="Asia/Tokyo", starts_on=day, ends_on=day, made_at=late)
    assert in_words(late, event) == "25 March 2017"
    assert in_words(late) == "24 March 2017"


def test_among_others_an_edition_keeps_its_links_to_itself_and_its_words() -> None:
    html = render_now('## id="h-x" href="#h-y"\n\n`<h2 id="h-z">` [^1] [a](#h-b)\n\n[^1]: note').html
    whole = among_others(html, 7)
    assert '<h3 id="t7-h-id-h-x-href-h-y">' in whole
    assert 'id="t7-fn1"' in whole
    assert 'href="#t7-h-b"' in whole
    assert '&lt;h2 id="h-z"&gt;' in whole
