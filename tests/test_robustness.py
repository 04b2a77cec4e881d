"""Whatever is asked or posted, by whomever: an answer, and never a crash."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.board.actions.pitching import queue_pitch
from tests.architecture.test_handlers import paths
from tests.samples import FACILITATOR
from tests.visitors import Gathering, Visitor, text_of, token_in

PATHS = sorted({re.sub(r":\w+}", "}", path) for path in paths()})
KNOWN = {
    "{event_slug}": "small-camp",
    "{number}": "1",
    "{placement_id}": "1",
    "{pitch_id}": "1",
    "{cell}": "2-1",
    "{link_id}": "1",
    "{attendee_id}": "1",
    "{visit_id}": "1",
}
IN_PATHS = ["0", "-1", "2", "٣", "99999999999", "9" * 40, "%", "<b>", "\u202e", "🎈", "..", "[", "\\", "x" * 300, "1-0"]
TYPED = [*IN_PATHS, "", " ", "1", "1e9", "//x", "1-1", "2027-03-17", "open", "PUT", "a\nb", "\x00", "small-camp", "UTC"]
FIELDS = """name title pitch tags cell expected swap timeslot room number phase next markdown base epoch change_note
    seen slug starts_on ends_on time_zone rooms timeslots attribution venue theme about who words reason code look
    visibility needs_code new_code cards card""".split()  # noqa: SIM905
QUERY = ["card", "who", "person", "q", "event", "tag", "page", "show", "next", "theme", "edition", "since", "sort"]
KINDS = ["reader", "attendee", "steward"]
EXAMPLES = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

forms = st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(TYPED), max_size=8)
queries = st.dictionaries(st.sampled_from(QUERY), st.sampled_from(TYPED), max_size=3)


@st.composite
def addresses(draw: st.DrawFn) -> str:
    """Any of ours, mostly with parts that exist."""
    path = draw(st.sampled_from(PATHS))
    for hole in re.findall(r"\{\w+}", path):
        known = KNOWN.get(hole, "1-containers")
        path = path.replace(hole, draw(st.sampled_from([known] * len(IN_PATHS) + IN_PATHS)), 1)
    return path


@pytest.fixture
async def visitors(gathered: Gathering) -> dict[str, Visitor]:
    camp = gathered.camp
    topic = await camp.topic("Containers")
    async with camp.works.begin() as work:
        await queue_pitch(work, topic, FACILITATOR)
    return {"reader": gathered.reader(), "attendee": await gathered.attendee(), "steward": await gathered.steward()}


@EXAMPLES
@given(addresses(), queries, st.sampled_from(KINDS), st.sampled_from(["text/html", "application/json"]))
async def test_any_address_is_answered(
    visitors: dict[str, Visitor], path: str, query: dict[str, str], who: str, accept: str
) -> None:
    answer = await visitors[who].get(path, params=query, headers={"accept": accept})
    assert answer.status_code < 500


@EXAMPLES
@given(addresses(), forms, st.sampled_from(["POST", "PUT", "DELETE"]), st.sampled_from(KINDS), st.booleans())
async def test_any_form_is_answered(
    visitors: dict[str, Visitor], path: str, form: dict[str, str], method: str, who: str, page: bool
) -> None:
    visitor, headers = visitors[who], {"accept": "text/html" if page else "application/json"}
    token = token_in(await visitor.get("/small-camp/join"))
    answer = await visitor.request(method, path, data={"csrf": token, **form}, headers=headers)
    assert answer.status_code < 500


async def test_every_page_opens_for_facilitators_and_others_while_star_counts_are_kept_back(
    gathered: Gathering, visitors: dict[str, Visitor]
) -> None:
    helper = await gathered.facilitator()
    assert (await helper.submit("/small-camp/starring", "PUT", dots="5")).status_code == 303
    moved = {"cell": "2-1", "expected": ""}
    assert (await helper.submit("/small-camp/topics/1/placements", **moved)).status_code == 303
    for path in PATHS:
        address = re.sub(r"\{\w+}", lambda hole: KNOWN.get(hole[0], "1-containers"), path)
        for who in (helper, visitors["attendee"]):
            assert (await who.get(address)).status_code < 500, address
    places = text_of(await helper.get("/small-camp/topics/1/placements?again=1"))
    assert "A second place for card 1" in places
    assert "star" not in places


@pytest.mark.parametrize("method", ["PATCH", "OPTIONS", "TRACE", "HEAD", "BREW"])
async def test_odd_methods_are_answered(gathered: Gathering, method: str) -> None:
    for path in ("/", "/small-camp", "/search", "/static/none"):
        assert (await gathered.reader().request(method, path)).status_code < 500, path


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (b"host", b"\xff"),
        (b"host", b"localhost:99999999"),
        (b"origin", b"http://[::"),
        (b"cookie", b"hallway_visit=\xff\xfe.\xff; =;;"),
        (b"accept", b"\xff/\xff"),
        (b"content-type", b"application/x-www-form-urlencoded; charset=\xff"),
        (b"content-type", b"multipart/form-data; boundary="),
        (b"content-type", b"application/json"),
        (b"accept-language", b"x" * 5000),
        (b"x-csrf", b"\xff"),
        (b"x-request-id", b"\xff" * 10),
        (b"sec-fetch-site", b"\xff"),
        (b"if-none-match", b"*"),
        (b"range", b"bytes=0-"),
    ],
)
async def test_odd_headers_are_answered(gathered: Gathering, name: bytes, value: bytes) -> None:
    for method in ("GET", "POST"):
        path = "/small-camp/topics"
        answer = await gathered.reader().request(method, path, headers=[(name, value)], content=b"{}")
        assert answer.status_code < 500, method
