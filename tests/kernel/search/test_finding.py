"""Both databases find the same, best first, and nothing that was typed breaks them."""

from typing import Any

import pytest
from sqlmodel import select

from app.kernel.database import Database
from app.kernel.search import Count, Document, Found, Passage, clear, find, parse, put, remove, suggest
from app.kernel.search.queries import MOST_TERMS
from app.kernel.search.tables import SearchWord

FILLER = "People sat in a circle and talked for most of an hour about what they do at work."
TEXTS: list[tuple[str, str, tuple[str, ...], str]] = [
    ("2017/1", "Microservices and scale", ("keynote",), "Monitoring, alerting and healthchecks for 200 microservices."),
    ("2017/2", "DNS for service discovery", ("dns", "consul"), "DNS is cached. Consul lost quorum; Consul uses Raft."),
    ("2017/3", "Scaling deployments", ("deploying",), "Canary, blue/green. Rollback aren't real, says one. DNS, too."),
    (
        "2017/4",
        "CloudFormation, Terraform, aaargh!",
        ("infrastructure",),
        "Keep as little state as you can: Terraform.",
    ),
    (
        "2017/5",
        "Better than Jenkins?",
        ("deploying",),
        "Jenkins ran Terraform on a timer until two jobs wrote the state.",
    ),
    ("2017/6", "Cloud regret?", ("cost",), "Half of the room met Terraform while leaving one provider."),
    (
        "2017/7",
        "On-call: your free time is yours",
        ("people",),
        "Rotas, pagers. It is called a tax on success. C++ too.",
    ),
    ("2016/1", "Terraform in anger", ("infrastructure",), "Terraform, Terraform, Terraform, state, state and modules."),
    ("2016/2", "東京のチーム", ("people",), "東京都の会議室でCI/CDの話をした。node.js も。"),
    ("2016/3", "Café culture", ("people", "two words"), "Crème brûlée for teams; time that is free, cached in memory."),
]
HIDDEN = ("secret/1", "Terraform in secret", ("infrastructure",), "Terraform that nobody may know of. Xylophone.")
WITHIN = ("2017", "2016")


@pytest.fixture(autouse=True)
async def documents(database: Database) -> None:
    async with database.writing() as db:
        for key, title, tags, text in [*TEXTS, HIDDEN]:
            passages = (Passage(text, "h-x", "Heading of it"), Passage(FILLER))
            await put(db, Document("note", key, key.split("/")[0], title, passages, tags, facts={"n": key}))


async def found(database: Database, text: str, **options: Any) -> Found:
    async with database.reading() as db:
        return await find(db, parse(text), within=WITHIN, **options)


async def keys(database: Database, text: str, **options: Any) -> list[str]:
    return [hit.key for hit in (await found(database, text, **options)).hits]


FIRST_THREE: list[tuple[str, list[str]]] = [
    ("terraform", ["2016/1", "2017/4", "2017/6"]),
    ("terraform state", ["2016/1", "2017/4", "2017/5"]),
    ("dns", ["2017/2", "2017/3"]),
    ("consul", ["2017/2"]),
    ("deploy", ["2017/3", "2017/5"]),
    ('"free time"', ["2017/7"]),
    ("on-call", ["2017/7"]),
    ("tax success", ["2017/7"]),
    ("microserv*", ["2017/1"]),
    ("scaling", ["2017/1", "2017/3"]),
    ("c++", ["2017/7"]),
    ("ci/cd", ["2016/2"]),
    ("node.js", ["2016/2"]),
    ("東京", ["2016/2"]),
    ("会議", ["2016/2"]),
    ("京", ["2016/2"]),
    ("creme BRÛLÉE", ["2016/3"]),
    ("xylophone", []),
    ("nothing of the kind", []),
]


async def test_the_same_first_three_on_both(database: Database) -> None:
    assert [(text, (await keys(database, text))[:3]) for text, _keys in FIRST_THREE] == FIRST_THREE


async def test_everything_that_has_the_words_is_found(database: Database) -> None:
    assert sorted(await keys(database, "terraform")) == ["2016/1", "2017/4", "2017/5", "2017/6"]


async def test_a_title_says_more_than_the_text(database: Database) -> None:
    assert (await keys(database, "dns"))[0] == "2017/2"


async def test_a_phrase_does_not_reach_into_the_next_passage(database: Database) -> None:
    assert await keys(database, '"raft people"') == []


async def test_a_phrase_far_into_a_long_text(database: Database) -> None:
    passages = (*(Passage(f"one two number{n} three. " * 40) for n in range(110)), Passage("Two far away words."))
    async with database.writing() as db:
        await put(db, Document("note", "2016/long", "2016", "Long", passages))
    assert await keys(database, '"far away"') == ["2016/long"]
    assert await keys(database, '"away far"') == []


async def test_a_text_longer_than_the_index_takes(database: Database) -> None:
    passages = tuple(Passage(f"w{n}x{n * 7} ħ{n}") for n in range(30_000))
    async with database.writing() as db:
        await put(db, Document("note", "2016/huge", "2016", "Huge", passages))
    assert await keys(database, "w5x35") == ["2016/huge"]


async def test_a_hit_has_what_was_put(database: Database) -> None:
    hit = (await found(database, "consul")).hits[0]
    assert (hit.kind, hit.scope, hit.title, hit.tags) == (
        "note",
        "2017",
        "DNS for service discovery",
        ("consul", "dns"),
    )
    assert hit.passages[0] == Passage("DNS is cached. Consul lost quorum; Consul uses Raft.", "h-x", "Heading of it")
    assert hit.facts == {"n": "2017/2"}


async def test_counts_by_scope_and_tag(database: Database) -> None:
    everywhere = await found(database, "terraform")
    assert everywhere.scopes == (Count("2016", 1), Count("2017", 3))
    assert everywhere.tags == (Count("infrastructure", 2), Count("cost", 1), Count("deploying", 1))
    chosen = await found(database, "terraform", scopes=["2017"])
    assert (chosen.total, chosen.scopes) == (3, everywhere.scopes)
    assert Count("infrastructure", 1) in chosen.tags


async def test_tags_narrow(database: Database) -> None:
    assert await keys(database, "terraform", tags=["cost"]) == ["2017/6"]
    assert await keys(database, "", tags=["people", "two words"]) == ["2016/3"]
    assert await keys(database, "", tags=["no' OR 1=1 --"]) == []


async def test_a_tag_is_found_as_a_word_too(database: Database) -> None:
    assert await keys(database, "infrastructure") == ["2016/1", "2017/4"]


async def test_headings_are_found(database: Database) -> None:
    assert (await found(database, "heading")).total == 10


async def test_nothing_outside_of_what_may_be_seen(database: Database) -> None:
    async with database.reading() as db:
        assert (await find(db, parse("terraform"), within=())).total == 0
        assert (await find(db, parse("xylophone"), within=["secret"])).total == 1
        assert (await find(db, parse("terraform"), within=["2016"], scopes=["secret"])).total == 0


async def test_without_words_everything_newest_first(database: Database) -> None:
    assert (await keys(database, ""))[:2] == ["2016/3", "2016/2"]


async def test_pages(database: Database) -> None:
    async with database.reading() as db:
        pages = [await find(db, parse("people"), within=WITHIN, page=page, size=4) for page in (1, 2, 3, 99)]
    assert [len(page.hits) for page in pages] == [4, 4, 2, 2]
    assert [page.page for page in pages] == [1, 2, 3, 3]
    assert {page.pages for page in pages} == {3}
    assert len({hit.key for page in pages[:3] for hit in page.hits}) == 10


async def test_what_is_replaced_or_removed_is_not_found(database: Database) -> None:
    async with database.writing() as db:
        await put(db, Document("note", "2017/2", "2017", "Names", (Passage("Zookeeper"),)))
        await remove(db, "note", "2017/4")
        await remove(db, "note", "2017/4")
    assert await keys(database, "consul") == []
    assert await keys(database, "zookeeper") == ["2017/2"]
    assert "2017/4" not in await keys(database, "terraform")
    assert (await found(database, "", tags=["consul"])).total == 0


async def test_clearing(database: Database) -> None:
    async with database.writing() as db:
        await clear(db)
    assert (await found(database, "")).total == 0
    assert (await found(database, "terraform")).total == 0


async def test_a_rolled_back_change_leaves_the_index_as_it_was(database: Database) -> None:
    async def change_and_fail() -> None:
        async with database.writing() as db:
            await put(db, Document("note", "2017/2", "2017", "Names", (Passage("Zookeeper"),)))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await change_and_fail()
    assert await keys(database, "zookeeper") == []
    assert await keys(database, "consul") == ["2017/2"]


HOSTILE = [
    '"', "'", "''", '""', "*", "**", "(", ")", "AND", "OR NOT", "NEAR(a b)", "a NEAR/2 b", "title:x", "body : x", "^x",
    "{title body}: x", "- x", "x -y", "x AND", 'a"b', "a'b", "a\\b", "\\", "\\'", "'; DROP TABLE search_document; --",
    '" OR 1=1 --', "%", "_", "%%%", ":*", "a:*", "!a", "a & b | c", "<->", "a <2> b", "\x00", "a\x00b", "\ud7ff",
    "\uffff", "\U0001f600", "\u202e", "tag:", "tag:'", "event:\"", ":v0", "${x}", "{{x}}", "a" * 5000, "a* b* c*",
    "* a", "¶", "+#", "c++#",
]  # fmt: skip


async def test_hostile_queries_are_only_words(database: Database) -> None:
    for text in HOSTILE:
        await found(database, text)
        await found(database, f"terraform {text}", scopes=[text], tags=[text])
        async with database.reading() as db:
            await suggest(db, parse(text), within=WITHIN)


MEANT = [
    ("teraform", "terraform"),
    ("terrafrom state", "terraform state"),
    ("kubernetes", ""),
    ("terraform", ""),
    ("xylofone", ""),
    ("", ""),
]


async def test_a_mistyped_word_may_have_meant_another(database: Database) -> None:
    async with database.reading() as db:
        assert [(text, await suggest(db, parse(text), within=WITHIN)) for text, _meant in MEANT] == MEANT


async def test_too_many_words_are_not_guessed_at(database: Database) -> None:
    async with database.reading() as db:
        assert await suggest(db, parse("consol " * MOST_TERMS), within=WITHIN) != ""
        assert await suggest(db, parse("consol " * (MOST_TERMS + 1)), within=WITHIN) == ""


async def test_words_of_what_was_removed_are_not_suggested(database: Database) -> None:
    async with database.writing() as db:
        await remove(db, "note", "2017/2")
    async with database.reading() as db:
        assert await suggest(db, parse("consol"), within=WITHIN) == ""
        assert (await db.exec(select(SearchWord).where(SearchWord.word == "consul"))).first() is None


async def test_words_are_counted_by_document(database: Database) -> None:
    async with database.writing() as db:
        await put(db, Document("note", "2017/9", "2017", "Once", (Passage("Terraform terraform"),)))
        await put(db, Document("note", "2017/9", "2017", "Again", (Passage("Terraform, consul"),)))
    async with database.reading() as db:
        counted = dict((await db.exec(select(SearchWord.word, SearchWord.documents))).all())
    assert (counted["terraform"], counted["consul"], counted["again"]) == (6, 2, 1)
    assert "once" not in counted
    async with database.writing() as db:
        await remove(db, "note", "2016/3")
        await remove(db, "note", "2017/9")
    async with database.reading() as db:
        assert dict((await db.exec(select(SearchWord.word, SearchWord.documents))).all())["terraform"] == 5
