"""The page where words are taken out for good: who may, what it shows before, what it says after."""

from tests.writeups.conftest import Site
from tests.writeups.redacting.holding import holders_of

AT = "/small-camp/topics/1/redaction"


async def test_words_are_shown_where_they_stand_and_then_taken_out(site: Site) -> None:
    await site.topic("Restores", "We never tested.\n\nThe password is rosebud-4711.", pitch="Bring rosebud-4711")
    fay = await site.facilitator()
    assert (await fay.post("/small-camp/topics/1/publication", {"_method": "PUT"})).status_code == 303
    assert "Which words?" in (await fay.get(AT)).text
    looked = await fay.post(AT, {"words": "rosebud-4711", "instead": "mark"})
    assert looked.status_code == 200
    assert "They stand in 3 places" in looked.text
    assert "<b>Edition 1</b>" in looked.text
    assert "The password is <mark>rosebud-4711</mark>." in looked.text
    assert "Beyond reach" in looked.text
    assert "note.body" in await holders_of(site.hallway.database, "rosebud-4711")
    done = await fay.post(AT, {"_method": "PUT", "words": "rosebud-4711", "instead": "mark"})
    assert done.status_code == 303
    assert await holders_of(site.hallway.database, "rosebud-4711") == []
    assert "The words are gone." in (await fay.get(done.headers["location"])).text
    page = await (await site.reader()).get("/small-camp/write-up/1-restores")
    assert "The password is [withdrawn]." in page.text


async def test_nobody_else_and_no_empty_words(site: Site) -> None:
    await site.topic("Restores", "We never tested.")
    fields = {"words": "never", "instead": "mark"}
    assert (await (await site.attendee("Noor")).post(AT, fields)).status_code == 403
    fay = await site.facilitator()
    for words in ("", "a", "…"):
        refused = await fay.post(AT, {"_method": "PUT", "words": words, "instead": "mark"})
        assert refused.status_code == 422
