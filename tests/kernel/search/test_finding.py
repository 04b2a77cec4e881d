"""Both databases find the same, best first, and nothing that was typed breaks them."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kernel.database import Database
from app.kernel.search import Count, Document, Found, Passage, clear, find, finding, parse, put, remove, widen
from tests.kernel.search.table import DOCUMENTS, HIDDEN, QUESTIONS, WITHIN


@pytest.fixture(autouse=True)
async def documents(database: Database) -> None:
    async with database.writing() as db:
        for written in [*DOCUMENTS, HIDDEN]:
            await put(db, written)


async def found(database: Database, text: str, **options: Any) -> Found:
    async with database.reading() as db:
        return await find(db, parse(text), within=WITHIN, facets=("tag", "tool"), **options)


async def keys(database: Database, text: str, **options: Any) -> list[str]:
    return [hit.key for hit in (await found(database, text, **options)).hits]


async def test_the_table_of_questions_is_answered_alike_on_both(database: Database) -> None:
    answers = [(text, await keys(database, text, size=99)) for text, *_known in QUESTIONS]
    assert [(text, hits[:3], set(hits[3:])) for text, hits in answers] == QUESTIONS


async def test_a_title_or_a_tool_says_more_than_any_mention(database: Database) -> None:
    async with database.writing() as db:
        many, few = (Passage("Knot. " * 200),), (Passage("Nothing of it."),)
        await put(db, Document("note", "2016/tool", "2016", "Names", few, {"tool": ["Knot"]}))
        await put(db, Document("note", "2016/title", "2016", "The Knot", few))
        await put(db, Document("note", "2016/text", "2016", "Names", many))
    assert await keys(database, "knot") == ["2016/title", "2016/tool", "2016/text"]


async def test_a_phrase_does_not_reach_into_the_next_passage(database: Database) -> None:
    assert await keys(database, '"by now"') == ["2014/1"]
    assert await keys(database, '"now nobody"') == []


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
    assert (hit.kind, hit.scope, hit.title) == ("note", "2015", "Consul and service discovery")
    assert hit.labels == {"by": ("Grace Hopper",), "tag": ("discovery", "dns"), "tool": ("Consul",)}
    assert hit.passages[0] == Passage("Consul lost quorum; Consul uses Raft. DNS answers are cached.", "p-0")
    assert hit.facts == {"n": "2015/1"}


async def test_counts_by_scope_and_label(database: Database) -> None:
    everywhere = await found(database, "terraform")
    assert everywhere.scopes == (Count("2015", 1), Count("2016", 1), Count("2017", 3), Count("2018", 1))
    assert everywhere.labels["tag"] == (
        Count("infrastructure", 3), Count("cost", 1), Count("deploying", 1), Count("people", 1)
    )  # fmt: skip
    assert everywhere.labels["tool"][0] == Count("Terraform", 2)
    chosen = await found(database, "terraform", scopes=["2017"])
    assert (chosen.total, chosen.scopes) == (3, everywhere.scopes)
    assert Count("infrastructure", 1) in chosen.labels["tag"]
    assert (await found(database, "terraform", scopes=[])).total == 0


async def test_labels_narrow(database: Database) -> None:
    assert await keys(database, "terraform", labels={"tag": ["cost"]}) == ["2017/6"]
    assert await keys(database, "", labels={"tag": ["people", "two words"]}) == ["2016/3"]
    assert await keys(database, "", labels={"tag": ["Two  WORDS"]}) == ["2016/3"]
    assert await keys(database, "", labels={"tool": ["terraform"]}) == ["2017/4", "2016/1"]
    assert await keys(database, "", labels={"tool": ["chaos"]}) == ["2016/5"]
    assert await keys(database, "", labels={"by": ["hopper"], "tool": ["jenkins"]}) == ["2017/5"]
    assert await keys(database, "", labels={"by": ["Grace HOPPER"]}) == ["2017/5", "2015/1", "2014/1"]
    assert await keys(database, "", labels={"by": ["Mata Hari"]}) == []
    assert await keys(database, "", labels={"tag": ["no' OR 1=1 --"]}) == []
    assert await keys(database, "", labels={"tag": ["two"]}) == []


async def test_a_word_out_of_a_label_is_no_facet(database: Database) -> None:
    tools = (await found(database, "chaos")).labels["tool"]
    assert tools == (Count("Chaos Monkey", 1),)


async def test_labels_and_headings_are_found_as_words_too(database: Database) -> None:
    assert "2014/3" in await keys(database, "nagios")
    assert await keys(database, "actions") == ["2015/2"]
    assert await keys(database, "spinnaker") == ["2017/3"]


async def test_nothing_outside_of_what_may_be_seen(database: Database) -> None:
    async with database.reading() as db:
        assert (await find(db, parse("terraform"), within=())).total == 0
        assert (await find(db, parse("xylophone"), within=["secret"])).total == 1
        assert (await find(db, parse("terraform"), within=["2016"], scopes=["secret"])).total == 0


async def test_without_words_everything_newest_first(database: Database) -> None:
    assert (await keys(database, ""))[:2] == ["2018/11", "2018/10"]


async def test_what_is_put_in_place_is_no_newer_than_it_was(database: Database) -> None:
    before = await keys(database, "", size=99)
    async with database.writing() as db:
        await put(db, next(each for each in DOCUMENTS if each.key == "2015/1"), in_place=True)
        await put(db, next(each for each in DOCUMENTS if each.key == "2015/2"))
    after = await keys(database, "", size=99)
    assert after == ["2015/2", *(key for key in before if key != "2015/2")]


async def test_pages(database: Database) -> None:
    async with database.reading() as db:
        pages = [await find(db, parse("terraform"), within=WITHIN, page=page, size=4) for page in (1, 2, 3, 99)]
    assert [len(page.hits) for page in pages] == [4, 2, 2, 2]
    assert [page.page for page in pages] == [1, 2, 2, 2]
    assert {page.pages for page in pages} == {2}
    assert len({hit.key for page in pages[:2] for hit in page.hits}) == 6


async def test_pages_beyond_what_is_put_in_order(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "CANDIDATES", 4)
    async with database.reading() as db:
        pages = [await find(db, parse("terraform"), within=WITHIN, page=page, size=2) for page in (1, 2, 3)]
    assert len({hit.key for page in pages for hit in page.hits}) == 6


async def test_what_is_replaced_or_removed_is_not_found(database: Database) -> None:
    async with database.writing() as db:
        await put(db, Document("note", "2015/1", "2015", "Names", (Passage("Zookeeper"),)))
        await remove(db, "note", "2017/4")
        await remove(db, "note", "2017/4")
    assert await keys(database, "consul") == []
    assert await keys(database, "zookeeper") == ["2015/1"]
    assert "2017/4" not in await keys(database, "terraform")
    assert (await found(database, "", labels={"tag": ["discovery"]})).total == 0


async def test_clearing(database: Database) -> None:
    async with database.writing() as db:
        await clear(db)
    assert (await found(database, "")).total == 0
    assert (await found(database, "terraform")).total == 0


async def test_a_rolled_back_change_leaves_the_index_as_it_was(database: Database) -> None:
    async def change_and_fail() -> None:
        async with database.writing() as db:
            await put(db, Document("note", "2015/1", "2015", "Names", (Passage("Zookeeper"),)))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await change_and_fail()
    assert await keys(database, "zookeeper") == []
    assert await keys(database, "consul") == ["2015/1"]


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
        await found(database, f"terraform {text}", scopes=[text], labels={"tag": [text], "by": [text]})
        async with database.reading() as db:
            await widen(db, parse(text), within=WITHIN)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"], indirect=True)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec="utf-8"), max_size=40), more=st.text(max_size=10))
async def test_any_text_in_any_script_is_answered(database: Database, text: str, more: str) -> None:
    query = parse(f"{text} tag:{more} {more}*", {"tag": bool}, typing=True)
    async with database.reading() as db:
        await find(db, query, within=WITHIN, scopes=[more], labels={"tag": [text], "by": [more]}, facets=("tag",))
        await find(db, query, within=WITHIN)
        await widen(db, parse(text), within=WITHIN)
