"""Typing errors are forgiven on both databases, with the words of what may be seen alone."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from app.kernel.database import Database
from app.kernel.search import Document, Passage, clear, find, parse, put, recount, remove, widen
from app.kernel.search.forgiving import apart
from app.kernel.search.tables import SearchGram, SearchTerm
from tests.kernel.search.table import DOCUMENTS, HIDDEN, WITHIN


@pytest.fixture
async def documents(database: Database) -> None:
    async with database.writing() as db:
        for written in [*DOCUMENTS, HIDDEN]:
            await put(db, written)


async def close(database: Database, text: str, within: Sequence[str] = WITHIN) -> Mapping[str, tuple[str, ...]]:
    async with database.reading() as db:
        widened = await widen(db, parse(text), within=within)
    return widened.close if widened else {}


async def counted(database: Database) -> dict[tuple[str, str], int]:
    async with database.reading() as db:
        return {(row.word, row.scope): row.documents for row in await db.exec(select(SearchTerm))}


FORGIVEN = [
    ("teraform", {"teraform": ("terraform",)}),
    ("terrafrom state", {"terrafrom": ("terraform",)}),
    ("Kubernetis", {"kubernetis": ("kubernetes",)}),
    ("Kubernets", {}),
    ("kubbernettes", {"kubbernettes": ("kubernetes",)}),
    ("monitring alrts", {"monitring": ("monitoring",), "alrts": ("alerts",)}),
    ("rfat", {"rfat": ("raft",)}),
    ("jeknins", {"jeknins": ("jenkins",)}),
    ("postgress", {"postgress": ("postgres",)}),
    ("мониторнг", {"мониторнг": ("мониторинг",)}),
    ("größ", {}),
    ("spinaker", {"spinaker": ("spinnaker",)}),
    ("hoper", {"hoper": ("hopper",)}),
    ("terraform", {}),
    ("terraforms", {}),
    ('"teraform"', {}),
    ("teraf*", {}),
    ("dsn", {}),
    ("nothinglikeit", {}),
    ("", {}),
    ("12345", {}),
]


async def test_mistyped_words(database: Database, documents: None) -> None:
    assert [(text, await close(database, text)) for text, _close in FORGIVEN] == FORGIVEN


async def test_what_was_meant_is_found(database: Database, documents: None) -> None:
    async with database.reading() as db:
        widened = await widen(db, parse("teraform stat"), within=WITHIN)
        assert widened is not None
        found = await find(db, widened.query, within=WITHIN)
    assert [hit.key for hit in found.hits] == ["2016/1", "2017/4", "2017/5"]


async def test_the_typed_word_comes_before_a_close_one(database: Database, documents: None) -> None:
    async with database.writing() as db:
        await put(db, Document("note", "2016/t", "2016", "Other", (Passage("One terraforn, as it was said."),)))
        await remove(db, "note", "2016/1")
    async with database.reading() as db:
        widened = await widen(db, parse("terraforn"), within=WITHIN)
        assert widened is not None
        found = await find(db, widened.query, within=["2016", "2018"])
    assert [hit.key for hit in found.hits] == ["2016/t", "2018/9"]


async def test_a_word_that_is_not_so_rare_was_meant(database: Database, documents: None) -> None:
    async with database.writing() as db:
        for number in range(2):
            await put(db, Document("note", f"2016/{number}t", "2016", "Other", (Passage("Terraforn."),)))
    assert await close(database, "terraforn") == {}


async def test_words_of_what_may_not_be_seen_are_never_told(database: Database, documents: None) -> None:
    assert await close(database, "xylofone") == {}
    assert await close(database, "xilophone") == {}
    assert await close(database, "xylophon", ["secret"]) == {}  # its stem
    assert await close(database, "xilophone", ["secret", "2016"]) == {"xilophone": ("xylophone",)}
    assert await close(database, "teraform", ["2014"]) == {}


async def test_words_of_what_was_removed_are_forgotten(database: Database, documents: None) -> None:
    async with database.writing() as db:
        await remove(db, "note", "2015/1")
        await remove(db, "note", "2015/1")
    assert await close(database, "consol") == {}
    async with database.reading() as db:
        assert (await db.exec(select(SearchGram).where(SearchGram.word == "consul"))).first() is None
        assert (await db.exec(select(SearchGram).where(SearchGram.word == "discovery"))).first() is not None


async def test_words_are_counted_by_document_and_scope(database: Database, documents: None) -> None:
    async with database.writing() as db:
        await put(db, Document("note", "2017/9", "2017", "Once", (Passage("Terraform terraform"),)))
        await put(db, Document("note", "2017/9", "2017", "Again", (Passage("Terraform, consul"),)))
    found = await counted(database)
    assert (found["terraform", "2017"], found["consul", "2017"], found["again", "2017"]) == (4, 1, 1)
    assert (found["terraform", "secret"], found["", "2016"]) == (1, 5)
    assert ("once", "2017") not in found
    async with database.writing() as db:
        await put(db, Document("note", "2017/9", "2016", "Again", (Passage("Terraform, consul"),)))
    found = await counted(database)
    assert (found["terraform", "2017"], found["terraform", "2016"]) == (3, 2)


async def test_recounting_comes_to_the_same(database: Database, documents: None) -> None:
    before = await counted(database)
    async with database.writing() as db:
        for row in (await db.exec(select(SearchTerm).where(SearchTerm.scope == "2016"))).all():
            row.documents += 3
        db.add(SearchTerm(word="ghostword", scope="2016", stem="ghostword", documents=2))
        db.add(SearchGram(gram="^gh", word="ghostword"))
    async with database.writing() as db:
        await recount(db, "2016")
    assert await counted(database) == before
    async with database.reading() as db:
        assert (await db.exec(select(SearchGram).where(SearchGram.word == "ghostword"))).first() is None


async def test_nothing_is_left_of_what_was_cleared(database: Database, documents: None) -> None:
    async with database.writing() as db:
        await clear(db)
    assert await counted(database) == {}
    assert await close(database, "teraform") == {}


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("", "", 0), ("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("ca", "abc", 3), ("kitten", "sitting", 3)],
)
def test_how_far_words_are_apart(one: str, other: str, distance: int) -> None:
    assert apart(one, other) == distance


@given(st.text(max_size=8), st.text(max_size=8))
def test_distances_are_the_same_both_ways(one: str, other: str) -> None:
    assert apart(one, other) == apart(other, one)
    assert (apart(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= apart(one, other) <= max(len(one), len(other))
