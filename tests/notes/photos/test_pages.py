"""Photos over HTTP, with plain forms and as scripts send them."""

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from app.board.actions import remove_topic
from app.events.tables import Event
from app.notes.limits import Limits
from app.notes.photos.actions import add_photo, delete_old_photos
from app.notes.photos.files import PhotoFiles
from app.notes.photos.rules import LARGEST, MOST_IN_NOTE, UNDO_FOR
from app.notes.photos.tables import Photo
from app.notes.photos.taking import Kept
from app.notes.queries import note_of, text_of
from app.notes.tables import NoteUpdate
from app.topics.queries import topic_by_id
from tests.cameras import huge, is_upright, moving, opened, photo
from tests.conftest import Watch
from tests.notes.photos.album import grow_old, pictures
from tests.notes.test_log import Disk
from tests.samples import FACILITATOR
from tests.visitors import Gathering, Visitor, token_in
from tests.visitors import text_of as words_of

PHOTOS, MEDIA = "/small-camp/topics/1/note/photos", "/small-camp/media"
NAME, OTHER = "a1" * 16, "b2" * 16


@dataclass
class Sent:
    """What a device sends, with its own token."""

    visitor: Visitor
    token: str

    async def script(self, name: str, content: bytes, **headers: str) -> httpx.Response:
        """One picture by itself."""
        ours = {"x-csrf": self.token, "accept": "application/json", "content-type": "image/webp", **headers}
        return await self.visitor.put(f"{PHOTOS}/{name}", content=content, headers=ours)

    async def form(self, *contents: bytes) -> httpx.Response:
        """As a browser without a script does."""
        files = [("photo", (f"IMG_{n}.jpg", content, "image/jpeg")) for n, content in enumerate(contents)]
        return await self.visitor.post(PHOTOS, data={"csrf": self.token}, files=files)

    async def says(self, name: str, **said: str) -> httpx.Response:
        """What a script says of one, with a key, as often as it takes."""
        ours = {"x-csrf": self.token, "accept": "application/json", "idempotency-key": f"said-of-{name}"}
        return await self.visitor.put(f"/small-camp/photos/{name}", data=said, headers=ours)

    async def removal(self, name: str, method: str) -> httpx.Response:
        return await self.visitor.submit(f"/small-camp/photos/{name}/removal", method)


async def sending(visitor: Visitor) -> Sent:
    return Sent(visitor, token_in(await visitor.get("/small-camp/join")))


async def stored(gathered: Gathering) -> list[Photo]:
    async with gathered.hallway.database.reading() as db:
        return list((await db.exec(select(Photo).order_by(Photo.id))).all())  # type: ignore[arg-type]


async def note_text(gathered: Gathering) -> str:
    async with gathered.hallway.database.reading() as db:
        note = await note_of(db, 1)
        return (await text_of(db, note.id or 0))[0] if note else ""


def on_disk(gathered: Gathering) -> list[Path]:
    return pictures(gathered.hallway.settings.data / "media")


@pytest.fixture
async def ada(gathered: Gathering) -> Sent:
    await gathered.camp.topic("Containers", host="Kim")
    return await sending(await gathered.attendee("Ada"))


async def test_a_script_sends_one_and_it_is_there_for_those_at_the_note(gathered: Gathering, ada: Sent) -> None:
    answer = await ada.script(NAME, photo(240, 320, turned=6))
    assert (answer.status_code, answer.json()) == (201, {"location": f"{MEDIA}/{NAME}.webp"})
    noor = await gathered.attendee("Noor")
    for visitor in (ada.visitor, noor):
        shown = await visitor.get(f"{MEDIA}/{NAME}.webp")
        assert is_upright(opened(shown.content))
        assert not opened(shown.content).getexif()
    assert opened((await noor.get(f"{MEDIA}/{NAME}-small.webp")).content).format == "WEBP"


async def test_it_is_answered_as_what_it_is_and_can_do_nothing(ada: Sent) -> None:
    await ada.script(NAME, photo())
    headers = (await ada.visitor.get(f"{MEDIA}/{NAME}.webp", headers={"accept-encoding": "br, gzip"})).headers
    assert headers["content-type"] == "image/webp"
    assert headers["content-disposition"] == f'inline; filename="{NAME}.webp"'
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "private, no-cache"
    assert headers["vary"] == "Cookie"
    assert "content-encoding" not in headers


async def test_who_has_it_is_not_sent_it_again(ada: Sent) -> None:
    await ada.script(NAME, photo())
    etags = {(await ada.visitor.get(f"{MEDIA}/{NAME}{size}.webp")).headers["etag"] for size in ("", "-small")}
    assert len(etags) == 2
    for etag in etags:
        answers = [
            (await ada.visitor.get(f"{MEDIA}/{NAME}{size}.webp", headers={"if-none-match": etag})).status_code
            for size in ("", "-small")
        ]
        assert sorted(answers) == [200, 304]


async def test_nobody_else_sees_it_before_it_is_published(gathered: Gathering, ada: Sent) -> None:
    await ada.script(NAME, photo())
    reader = gathered.reader()
    assert (await reader.get(f"{MEDIA}/{NAME}.webp")).status_code == 403
    assert (await reader.get(PHOTOS)).status_code == 403


@pytest.mark.parametrize(
    "file", [f"{OTHER}.webp", f"{NAME}", f"{NAME}.jpg", f"{NAME}.webp.webp", "x.webp", "..%2f1.webp"]
)
async def test_what_is_not_there_is_not_found(ada: Sent, file: str) -> None:
    await ada.script(NAME, photo())
    assert (await ada.visitor.get(f"{MEDIA}/{file}")).status_code == 404


async def test_the_same_sent_twice_is_there_once(gathered: Gathering, ada: Sent) -> None:
    content = photo()
    answers = await asyncio.gather(*(ada.script(NAME, content) for _again in range(3)))
    assert {answer.status_code for answer in answers} == {201}
    assert len(await stored(gathered)) == 1
    await ada.script(OTHER, content)
    assert len(await stored(gathered)) == 2
    assert len(on_disk(gathered)) == 2


async def test_a_preview_tells_the_lines_of_its_photos_too_and_is_rendered_once(gathered: Gathering, ada: Sent) -> None:
    await ada.script(NAME, photo())
    answer = await ada.visitor.post(
        "/small-camp/topics/1/note/preview",
        data={"markdown": f"One\n\n![]({MEDIA}/{NAME}.webp)\n\n![]({MEDIA}/{OTHER}.webp)\n\nTwo"},
        headers={"x-csrf": ada.token, "accept": "application/json"},
    )
    assert re.findall("<(p|figure)[ >]", answer.text) == ["p", "figure", "p"]
    assert 'data-lines="0 2 6"' in answer.text
    assert len(gathered.hallway.markdown._kept._kept) == 1


async def test_nobody_takes_anothers_name(gathered: Gathering, ada: Sent) -> None:
    await ada.script(NAME, photo())
    noor = await sending(await gathered.attendee("Noor"))
    assert (await noor.script(NAME, photo(seed=1))).status_code == 409
    assert (await ada.script("A" * 32, photo())).status_code == 404
    assert (await ada.script("short", photo())).status_code == 404


async def test_a_foreign_post_is_refused(gathered: Gathering, ada: Sent) -> None:
    refused = [
        await ada.script(NAME, photo(), **{"x-csrf": "forged"}),
        await ada.script(NAME, photo(), origin="https://evil.example"),
        await ada.script(NAME, photo(), **{"sec-fetch-site": "cross-site"}),
        await ada.visitor.post(PHOTOS, data={"csrf": "forged"}, files={"photo": ("a", photo())}),
    ]
    assert {answer.status_code for answer in refused} == {403}
    assert await stored(gathered) == []


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "no photo that we can read"),
        (b"", 415, "no photo that we can read"),
        (moving(), 415, "This picture moves"),
        (huge(), 413, "more than 40 megapixels"),
        (b"\xff\xd8\xff" + b"\0" * LARGEST, 413, "larger than 10 MB"),
    ],
    ids=["svg", "empty", "moving", "pixels", "bytes"],
)
async def test_a_refusal_says_why(gathered: Gathering, ada: Sent, content: bytes, status: int, words: str) -> None:
    answer = await ada.script(NAME, content)
    assert answer.status_code == status
    assert words in answer.json()["message"]
    assert await stored(gathered) == []
    assert on_disk(gathered) == []


async def test_a_note_that_is_full_keeps_nothing(gathered: Gathering, ada: Sent) -> None:
    async with gathered.works.begin() as work:
        topic = await topic_by_id(work.db, 1)
        for number in range(MOST_IN_NOTE):
            await add_photo(work, gathered.camp.event, topic, f"{number:032x}", Kept("f" * 64, 1, 2, 1, 2, 1), None)
    assert (await ada.script(NAME, photo())).status_code == 413
    assert "This note has 60 photos already." in words_of(await ada.form(photo()))
    assert on_disk(gathered) == []


async def test_the_plain_form_takes_several_and_puts_them_into_the_text(gathered: Gathering, ada: Sent) -> None:
    answer = await ada.form(photo(seed=1), photo(seed=2))
    assert answer.status_code == 303
    names = [row.name for row in await stored(gathered)]
    assert await note_text(gathered) == "\n\n".join(f"![]({MEDIA}/{name}.webp)" for name in names) + "\n"
    note = await ada.visitor.get("/small-camp/topics/1/note")
    assert all(f'src="{MEDIA}/{name}.webp"' in note.text for name in names)
    assert all(f'src="{MEDIA}/{name}-small.webp"' in note.text for name in names)


async def test_what_one_is_refused_for_keeps_no_other(gathered: Gathering, ada: Sent) -> None:
    answer = await ada.form(photo(seed=1), b"no photo", photo(seed=2), moving())
    assert answer.status_code == 422
    said = words_of(answer)
    assert "2 photos were taken." in said
    assert "IMG_1.jpg: This is no photo that we can read." in said
    assert "IMG_3.jpg: This picture moves." in said
    assert len(await stored(gathered)) == 2


async def test_a_form_without_a_file_says_so(ada: Sent) -> None:
    empty = await ada.visitor.post(PHOTOS, data={"csrf": ada.token}, files={"photo": ("", b"")})
    assert empty.status_code == 422
    assert "Choose a photo first." in words_of(empty)


async def test_a_post_beyond_all_limits_is_refused_and_not_kept(ada: Sent) -> None:
    answer = await ada.visitor.post(PHOTOS, data={"csrf": ada.token}, files={"photo": ("a", b"x" * (33 * 1024**2))})
    assert answer.status_code == 413


async def test_what_can_be_seen_is_said_in_the_text_too(gathered: Gathering, ada: Sent) -> None:
    await ada.form(photo())
    (row,) = await stored(gathered)
    noor = await gathered.attendee("Noor")
    done = await noor.submit(f"/small-camp/photos/{row.name}", "PUT", alt=" A [board]\nfull of cards ", credit="Ada L.")
    assert done.status_code == 303
    assert await note_text(gathered) == f"![A \\[board\\] full of cards]({MEDIA}/{row.name}.webp)\n"
    page = await noor.get(PHOTOS)
    assert 'value="A [board] full of cards"' in page.text
    assert 'value="Ada L."' in page.text
    await noor.submit(f"/small-camp/photos/{row.name}", "PUT", alt="Cards", credit="Ada L.")
    assert await note_text(gathered) == f"![Cards]({MEDIA}/{row.name}.webp)\n"
    too_long = await noor.submit_as_script(f"/small-camp/photos/{row.name}", "PUT", alt="x" * 500, credit="")
    assert too_long.status_code == 422


async def test_a_note_that_takes_no_words_keeps_the_photos_and_says_so(gathered: Gathering, ada: Sent) -> None:
    disk = Disk(gathered.hallway.database)
    await disk.fill()
    answer = await ada.form(photo(seed=1), photo(seed=2))
    assert answer.status_code == 503
    said = words_of(answer)
    assert "2 photos were taken." in said
    assert "The server cannot save notes right now. The photos are kept, but not in the text." in said
    assert all(f"![]({MEDIA}/{row.name}.webp)" in said for row in await stored(gathered))
    await disk.free()
    gathered.hallway.live_notes.limits = Limits(text_bytes=10)
    full = await ada.form(photo(seed=3))
    assert full.status_code == 413
    assert "too long with this. The photo is kept, but not in the text." in words_of(full)


async def test_what_the_text_does_not_take_is_not_said_and_can_be_sent_again(gathered: Gathering, ada: Sent) -> None:
    await ada.form(photo())
    (row,) = await stored(gathered)
    disk = Disk(gathered.hallway.database)
    await disk.fill()
    refused = await ada.says(row.name, alt="A board", credit="Ada")
    assert refused.status_code == 503
    assert refused.json()["message"].endswith("What was said of the photo is not saved.")
    assert (await stored(gathered))[0].credit == ""
    await disk.free()
    for _again in range(2):
        assert (await ada.says(row.name, alt="A board", credit="Ada")).status_code == 204
    assert (await stored(gathered))[0].credit == "Ada"
    assert await note_text(gathered) == f"![A board]({MEDIA}/{row.name}.webp)\n"


async def test_what_a_borrowed_pen_writes_has_its_author(gathered: Gathering, ada: Sent) -> None:
    await ada.visitor.submit("/small-camp/topics/1/note", markdown="Words.", base="0", epoch="1")
    rae = await sending(await with_a_pen(gathered, "Rae"))
    await rae.form(photo())
    (row,) = await stored(gathered)
    await rae.visitor.submit(f"/small-camp/photos/{row.name}", "PUT", alt="A board", credit="")
    async with gathered.hallway.database.reading() as db:
        authors = list((await db.exec(select(NoteUpdate.author_id).order_by(NoteUpdate.id))).all())  # type: ignore[arg-type]
    assert authors[1:] == [row.added_by, row.added_by]
    assert row.added_by not in (None, authors[0])


async def with_a_pen(gathered: Gathering, name: str) -> Visitor:
    fay, guest = await gathered.facilitator(), gathered.reader()
    made = re.search(r"/links/[\w-]{32}", (await fay.submit("/small-camp/topics/1/note/links")).text)
    assert made
    assert (await guest.submit(made[0], seen_on=made[0], name=name)).status_code == 303
    return guest


async def test_the_proof_shows_whose_it_is_or_that_it_stays_out(gathered: Gathering, ada: Sent) -> None:
    await ada.form(photo())
    (row,) = await stored(gathered)
    note = "/small-camp/topics/1/note"
    assert "Not published without a credit" in words_of(await ada.visitor.get(note))
    await ada.visitor.submit(f"/small-camp/photos/{row.name}", "PUT", alt="", credit="<Ada>")
    assert "Photo: <Ada>" in words_of(await ada.visitor.get(note))


async def test_one_that_is_taken_away_is_gone_and_can_be_put_back(gathered: Gathering, ada: Sent) -> None:
    await ada.form(photo())
    (row,) = await stored(gathered)
    assert (await ada.removal(row.name, "PUT")).status_code == 303
    assert (await ada.removal(row.name, "PUT")).status_code == 303
    for size in ("", "-small"):
        gone = await ada.visitor.get(f"{MEDIA}/{row.name}{size}.webp")
        assert gone.status_code == 410
        assert "This photo was taken away." in words_of(gone)
    proof = (await ada.visitor.get("/small-camp/topics/1/note")).text.partition('class="proof"')[2]
    assert "<img" not in proof.partition("</main>")[0]
    assert "Put it back" in words_of(await ada.visitor.get(PHOTOS))
    assert (await ada.removal(row.name, "DELETE")).status_code == 303
    assert (await ada.visitor.get(f"{MEDIA}/{row.name}.webp")).status_code == 200


async def test_a_card_that_is_taken_away_takes_its_photos_along(gathered: Gathering, ada: Sent) -> None:
    await ada.form(photo())
    (row,) = await stored(gathered)
    where, fay = f"/small-camp/photos/{row.name}", await gathered.facilitator()
    await remove_card(gathered)
    for visitor in (ada.visitor, fay):
        gone = await visitor.get(f"{MEDIA}/{row.name}.webp")
        assert gone.status_code == 410
        assert "A facilitator has taken this card away." in words_of(gone)
        assert (await visitor.submit(where, "PUT", alt="A board", credit="Ada")).status_code == 410
    for method in ("PUT", "DELETE"):
        assert (await ada.removal(row.name, method)).status_code == 410
    (row,) = await stored(gathered)
    assert (row.alt, row.credit, row.taken_away_at) == ("", "", None)


async def remove_card(gathered: Gathering) -> None:
    async with gathered.works.begin() as work:
        await remove_topic(work, await topic_by_id(work.db, 1), FACILITATOR, "insults people")


async def test_who_may_take_it_away(gathered: Gathering, ada: Sent) -> None:
    await ada.script(NAME, photo())
    noor, fay, kim = await gathered.attendee("Noor"), await gathered.facilitator(), await gathered.attendee("Mo")
    await gathered.camp.topic("Other", host="Mo")
    for visitor in (noor, kim):
        refused = await visitor.submit(f"/small-camp/photos/{NAME}/removal", "PUT")
        assert refused.status_code == 403
        assert "Take it away" not in words_of(await visitor.get(PHOTOS))
    assert (await fay.submit(f"/small-camp/photos/{NAME}/removal", "PUT")).status_code == 303
    assert (await ada.script(NAME, photo())).status_code == 410


async def test_what_nobody_can_put_back_any_more_is_deleted(watched: Gathering, watch: Watch) -> None:
    await watched.camp.topic("Containers", host="Kim")
    ada = await sending(await watched.attendee("Ada"))
    shared, own = photo(seed=1), photo(seed=2)
    for name, content in ((NAME, shared), (OTHER, shared), ("c3" * 16, own)):
        assert (await ada.script(name, content)).status_code == 201
    media = watched.hallway.settings.data / "media"
    grow_old(media)
    for name in (NAME, "c3" * 16):
        await ada.removal(name, "PUT")
    watch.now += UNDO_FOR + timedelta(seconds=1)
    late = await ada.removal("c3" * 16, "DELETE")
    assert late.status_code == 410
    await delete_old_photos(watched.works, PhotoFiles(media))
    assert len(on_disk(watched)) == 2
    assert (await ada.visitor.get(f"{MEDIA}/{OTHER}.webp")).status_code == 200
    assert [row.hash != "" for row in await stored(watched)] == [False, True, False]


async def test_many_at_once_are_told_to_wait(ada: Sent) -> None:
    answers = [await ada.script(f"{n:032x}", b"no photo") for n in range(70)]
    assert [answer.status_code for answer in answers[:60]] == [415] * 60
    assert answers[-1].status_code == 429
    assert "retry-after" in answers[-1].headers


@pytest.mark.parametrize("attribution", ["chatham", "off_record"])
async def test_where_no_names_are_told_one_is_only_with_a_tick(
    gathered: Gathering, ada: Sent, attribution: str
) -> None:
    async with gathered.works.begin() as work:
        event = (await work.db.exec(select(Event))).one()
        event.attribution = attribution
    await ada.form(photo())
    (row,) = await stored(gathered)
    where, noor = f"/small-camp/photos/{row.name}", await gathered.attendee("Noor")
    assert "credit_told" not in (await noor.get(PHOTOS)).text
    await noor.submit(where, "PUT", alt="", credit="Ada", credit_told="1")
    assert not (await stored(gathered))[0].credit_told
    assert "its credit may not be told" in words_of(await noor.get("/small-camp/topics/1/note"))
    assert 'name="credit_told"' in (await ada.visitor.get(PHOTOS)).text
    await ada.visitor.submit(where, "PUT", alt="", credit="Ada", credit_told="1")
    assert "Photo: Ada" in words_of(await noor.get("/small-camp/topics/1/note"))


async def test_a_tick_is_for_the_name_that_it_was_set_for(gathered: Gathering, ada: Sent) -> None:
    async with gathered.works.begin() as work:
        (await work.db.exec(select(Event))).one().attribution = "chatham"
    await ada.form(photo())
    (row,) = await stored(gathered)
    where, noor = f"/small-camp/photos/{row.name}", await gathered.attendee("Noor")
    await ada.visitor.submit(where, "PUT", alt="", credit="Ada", credit_told="1")
    await noor.submit(where, "PUT", alt="A board", credit="Ada")
    assert (await stored(gathered))[0].credit_told
    await noor.submit(where, "PUT", alt="A board", credit="Bob")
    assert not (await stored(gathered))[0].credit_told
    assert "its credit may not be told" in words_of(await noor.get("/small-camp/topics/1/note"))


async def test_somebody_who_left_is_named_no_more(gathered: Gathering, ada: Sent) -> None:
    await ada.script(NAME, photo())
    noor = await gathered.attendee("Noor")
    assert "Added by Ada" in words_of(await noor.get(PHOTOS))
    await ada.visitor.submit("/small-camp/me", "DELETE")
    page = await noor.get(PHOTOS)
    assert "Added by somebody who left" in words_of(page)
    assert not re.search(r"\bAda\b", words_of(page))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300), head=st.sampled_from([b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF"]))
async def test_random_bytes_never_crash_and_are_never_kept(
    fuzzed: tuple[Gathering, Visitor, str], content: bytes, head: bytes
) -> None:
    gathered, visitor, token = fuzzed
    answer = await Sent(visitor, token).script(NAME, head + content)
    assert answer.status_code == 415
    assert await stored(gathered) == []
    assert on_disk(gathered) == []


@pytest.fixture
async def fuzzed(gathered: Gathering, ada: Sent) -> tuple[Gathering, Visitor, str]:
    return gathered, ada.visitor, ada.token
