"""The write-up as JSON says what its pages say, and nothing else."""

import json

from app.writeups.formats.elsewhere import Shown, absolute, led_back
from tests.writeups.conftest import Browser, Site
from tests.writeups.formats.conftest import OTHER, PHOTO

HERE = "http://testserver.local"
ADDRESS = "/small-camp/write-up.json"


async def test_it_has_everything_in_the_order_of_the_day(site: Site, fay: Browser) -> None:
    answer = await (await site.reader()).get(ADDRESS)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    told = answer.json()
    assert (told["format"], told["version"], told["event"]["slug"]) == ("hallway-write-up", 1, "small-camp")
    assert [room["name"] for room in told["rooms"]] == ["Main hall", "Library", "Kitchen"]
    assert told["days"] == [{"date": "2027-03-17", "sessions": [2, 1]}]
    restores, calm = told["sessions"]
    assert calm["title"] == "Calm & 静けさ <b>"
    assert restores["url"] == f"{HERE}/small-camp/write-up/2-restores"
    assert (restores["hosts"], restores["tags"]) == (["Hostia"], ["Größe", "backup"])
    assert restores["place"] == {
        "starts": "2027-03-17T11:00:00+00:00", "ends": "2027-03-17T11:45:00+00:00", "room": "Library",
    }  # fmt: skip
    assert (restores["edition"]["number"], restores["edition"]["change_note"]) == (1, "")
    assert restores["edition"]["published"] == restores["edition"]["first_published"]


async def test_what_is_said_in_marks_stands_by_itself_with_its_paragraph(site: Site, fay: Browser) -> None:
    session = (await (await site.reader()).get(ADDRESS)).json()["sessions"][0]
    assert [tool["text"] for tool in session["tools"]] == ["Restic"]
    assert [link["address"] for link in session["links"]] == ["https://restic.net"]
    assert [(said["text"], said["who"]) for said in session["quotations"]] == [("It was always green", "Zora")]
    assert [said["text"] for said in session["decisions"]] == ["We try one a month"]
    assert [(task["text"], task["who"], task["done"]) for task in session["actions"]] == [
        ("asks the vendor", "Zora", False)
    ]
    page = await fay.get("/small-camp/write-up/2-restores")
    anchor = session["decisions"][0]["url"].removeprefix(f"{HERE}/small-camp/write-up/2-restores#")
    assert f'id="{anchor}"' in page.text


async def test_addresses_lead_back_here_and_photos_are_those_of_the_page(site: Site, fay: Browser) -> None:
    session = (await (await site.reader()).get(ADDRESS)).json()["sessions"][0]
    (photo,) = session["photos"]
    assert (photo["alt"], photo["credit"], photo["width"]) == ("A full board", "Ada", 90)
    assert photo["url"] == f"{HERE}/small-camp/media/{PHOTO}.webp"
    assert f"![A full board]({photo['url']})" in session["markdown"]
    assert f'src="{photo["url"]}"' in session["html"]
    assert "Photo: Ada" in session["html"]
    assert f'href="{HERE}/small-camp/topics"' in session["html"]
    assert f"[the wall]({HERE}/small-camp/topics)" in session["markdown"]
    assert f'href="{session["url"]}#fn1"' in session["html"]
    for hidden in (OTHER, "A secret"):
        assert hidden not in json.dumps(session)


async def test_who_said_it_goes_out_only_where_it_may(site: Site, fay: Browser) -> None:
    assert "Zora" in (await (await site.reader()).get(ADDRESS)).text
    await site.attribute("chatham")
    session = (await (await site.reader()).get(ADDRESS)).json()["sessions"][0]
    assert session["hosts"] == []
    assert [task.get("who") for task in session["actions"] + session["quotations"]] == [None, None]
    await site.attribute("off_record")
    assert (await (await site.reader()).get(ADDRESS)).json()["sessions"] == []


async def test_what_is_withdrawn_is_gone_at_once(site: Site, fay: Browser) -> None:
    reader = await site.reader()
    assert len((await reader.get(ADDRESS)).json()["sessions"]) == 2
    await fay.post("/small-camp/topics/2/publication", {"_method": "DELETE"})
    assert [session["number"] for session in (await reader.get(ADDRESS)).json()["sessions"]] == [1]


async def test_the_same_is_not_sent_again_and_what_changed_is(site: Site, fay: Browser) -> None:
    reader = await site.reader()
    first = await reader.get(ADDRESS)
    again = await reader.get(ADDRESS, if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["access-control-allow-origin"] == "*"
    await fay.post("/small-camp/topics/1/publication", {"_method": "DELETE"})
    assert (await reader.get(ADDRESS, if_none_match=first.headers["etag"])).status_code == 200


async def test_an_event_for_those_invited_is_for_them_alone(site: Site, fay: Browser) -> None:
    site.camp.event.visibility = "attendees"
    async with site.hallway.works.begin() as work:
        await work.db.merge(site.camp.event)
    assert (await (await site.reader()).get(ADDRESS)).status_code == 403
    answer = await (await site.attendee("Noor")).get(ADDRESS)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "access-control-allow-origin" not in answer.headers


async def test_before_anything_is_published_it_is_empty(site: Site) -> None:
    told = (await (await site.reader()).get(ADDRESS)).json()
    assert (told["sessions"], told["days"], told["texts"]) == ([], [], {})


def test_only_addresses_in_tags_are_made_whole() -> None:
    html = '<p>src="/no" &lt;a href="/no"&gt;</p><a href="/x">1</a><a href="https://a/b">2</a><a href="#p-1">3</a>'
    html += '<img src="/e/media/1.webp" srcset="/e/media/1-small.webp 8w, /e/media/1.webp 9w">'
    whole = absolute(html, "https://h", "https://h/p")
    assert 'src="/no" &lt;a href="/no"&gt;' in whole
    for tag in ('href="https://h/x"', 'href="https://a/b"', 'href="https://h/p#p-1"'):
        assert tag in whole
    assert 'srcset="https://h/e/media/1-small.webp 8w, https://h/e/media/1.webp 9w"' in whole


def test_a_photo_that_may_not_be_shown_leaves_no_word_behind() -> None:
    text = f'a ![x \\] y](</e/media/{PHOTO}.webp> "t") b ![Zora](/e/media/{OTHER}.webp) c\n\n[r]: /e/media/{OTHER}.webp'
    led = led_back(text, "https://h", {PHOTO: Shown("photos/1.webp", "")})
    assert led == "a ![x \\] y](photos/1.webp) b  c\n\n[r]: "
