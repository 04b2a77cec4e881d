"""The search of a copy, run in Node, finds what the server's search finds."""

import json
import random
import re
import subprocess
from pathlib import Path
from typing import Any

import snowballstemmer

from app.kernel.search.tokens import tokens
from app.people.viewers import READER
from app.writeups.exporting.folders import put_in_folder
from app.writeups.queries import readable_events
from app.writeups.searching import answer, read_question
from app.writeups.showing import show
from tests.copies import pages_in
from tests.node import NODE
from tests.samples import NOON
from tests.writeups.conftest import Site

HERE = Path(__file__).parent
ENDINGS = (
    "ational ied ies sses ing ingly eed eedly ed edly ization li ogi ogist fulness y ly ious ion e ll ative iciti ement"
)
TEXTS = [
    "Größenwahn, STRASSE and straße; naïve café déjà vu ﬁne Ünïcödé ẞ",
    "C++ C# c# F# node.js ci/cd on-call it's we’re don't O'Reilly's",
    "日本語の議事録 と 東 東京 한국어 ไทย",
    "تصميم الواجهات بعد عام שָׁלוֹם Ελλάδα ΟΔΟΣ οδός Київ İstanbul ısı",
    "हिन्दी में लिखा é 🎈🎈 x² ½ Ⅷ snake_case _under_ 2017-03-24 ①",
    "scaling scaled scales happily dying generously organisation universal past pasted",
]


def in_node(**given: Any) -> dict[str, Any]:
    asked = json.dumps(given)
    done = subprocess.run([NODE, HERE / "finding.mjs"], input=asked, capture_output=True, text=True, check=True)
    answered: dict[str, Any] = json.loads(done.stdout)
    return answered


def test_words_lose_the_same_endings() -> None:
    chance, ends = random.Random(7), ENDINGS.split()
    made = [
        "".join(chance.choices("aeiouybcdlmnrst", k=chance.randint(1, 6))) + chance.choice(ends) for _ in range(9_000)
    ]
    real = re.findall("[a-z]+", " ".join(file.read_text().lower() for file in Path("app").rglob("*.py")))
    words = sorted({word for word in [*made, *real] if len(word) > 3})
    english = snowballstemmer.stemmer("english")
    stems = in_node(words=words)["stems"]
    assert [(w, s) for w, s in zip(words, stems, strict=True) if s != english.stemWord(w)] == []


def test_texts_are_the_same_words_in_every_script() -> None:
    for text, found in zip(TEXTS, in_node(texts=TEXTS)["tokens"], strict=True):
        assert found == [[token.word, text[token.start : token.end]] for token in tokens(text)]


NOTES = {
    "Restores": (
        "We never tested a restore of Größe.\n\n## Why\n\n- **Tool:** Node.js\n\nIt scales in CI/CD.",
        ("backup",),
    ),
    "Scaling deployments": (
        "Deploying a hundred times a day; rollbacks too.\n\n## Why\n\nA café in Zürich.",
        ("ci/cd",),
    ),
    "日本語の議事録": (
        f"東京で話したこと。\n\n## On-call\n\nNobody restores at night. {'Long talk. ' * 90}A café!",
        ("backup", "日本"),
    ),
    "Terraform state": (
        "State locks, *terraform* plans.\n\n- **Tool:** Terraform, with locks\n- **Tool:** C++",
        (),
    ),
}
QUESTIONS = [
    "", "restore", "restores", "Restoring", "rest", "scal", "scaling dep", "grosse", "GRÖSSE", "cafe", "zurich cafe",
    '"tested a restore"', '"a tested restore"', "ci/cd", "node.js", "nodejs", "東", "東京", "議事録", "deploy* day",
    "tag:backup", "tag:backup night", 'tag:"ci/cd"', "tool:terraform", "tool:c++", "c++", "why", "nothing here",
    "locks plan", "by:Ada", "on-call", "“tested a restore”", "*", '"', "the" * 200,
    # One letter wrong, left out, put in, two the other way round; two wrong of a long word; a word that does stand.
    "restroe", "terrafrom", "depolying", "roolbacks", "zurch", "sclaing", "deplyoment tims", "qqqq", "tals", "lok",
    "tertafrm", "nihgt restores", '"terrafrom"', "terrafrom*", "tag:bakcup", "Terrafrom stat", "größ", "tokio", "plams",
    "night tlak", "tag:backup nigth", "longg", "hudnred times", "rollbakcs deplyoing",
    "event:small-camp", "event:small night", "event:camp", "event:other night", 'event:"small camp" restore', "event:",
    "before:2027 night", "before:2028 night", "before:2027-03-17", "before:2027-03-18", "before:2027-3-18 ngiht",
    "before:soon", "before:2027-13", "before:", "event:other event:small-camp", "before:2027 before:2028",
]  # fmt: skip


async def test_it_finds_what_the_server_finds(site: Site, tmp_path: Path) -> None:
    for title, (note, tags) in NOTES.items():
        await site.publish(await site.topic(title, tags=tags), note)
    await put_in_folder(await site.hallway.press.copy("small-camp"), tmp_path / "out")
    said = (tmp_path / "out" / "search-index.js").read_text()
    index = json.loads(said.removeprefix("globalThis.hallwayWriteUp=").removesuffix(";\n"))
    copied = in_node(index=index, questions=QUESTIONS)["found"]
    for question, found in zip(QUESTIONS, copied, strict=True):
        assert found == await on_the_server(site, question), question
    assert sum(bool(close) for _hits, close in copied) > 15


async def on_the_server(site: Site, question: str) -> list[Any]:
    """What it finds: the file of each page, what is marked, and where its passages stand; and what it forgave."""
    async with site.hallway.database.reading() as db:
        events = await readable_events(db, READER, NOON)
        asked = read_question([("q", question)], typing=True)
        answered = await answer(db, asked, events)
        view = await show(db, asked.question, answered, events)
    close = [[typed, list(words)] for typed, words in answered.close.items()]
    hits = [
        [
            hit.url.removeprefix("/small-camp/") + ".html",
            [
                piece.text
                for pieces in (hit.title, *(each.excerpt.pieces for each in hit.excerpts))
                for piece in pieces
                if piece.marked
            ],
            [[each.excerpt.anchor, each.excerpt.heading, each.excerpt.number] for each in hit.excerpts],
        ]
        for hit in view.hits
    ]
    return [hits, close]


async def test_every_passage_leads_to_its_place(site: Site, tmp_path: Path) -> None:
    for title, (note, tags) in NOTES.items():
        await site.publish(await site.topic(title, tags=tags), note)
    folder = tmp_path / "out"
    await put_in_folder(await site.hallway.press.copy("small-camp"), folder)
    said = (folder / "search-index.js").read_text()
    pages = pages_in(folder)
    for page in json.loads(said[said.index("=") + 1 : -2])["pages"]:
        ids = pages[folder / page["file"]].ids
        assert [anchor for _text, anchor, *_heading in page["passages"] if anchor and anchor not in ids] == []


async def test_the_index_is_little_more_than_what_is_written(site: Site, tmp_path: Path) -> None:
    """Passages are kept once, without a list of words beside them."""
    size = 6
    note = "\n\n".join(f"## Part {part}\n\n" + "Words about deploying things on a Friday. " * 10 for part in range(8))
    for number in range(size):
        await site.publish(await site.topic(f"Topic {number}"), note)
    await put_in_folder(await site.hallway.press.copy("small-camp"), tmp_path / "out")
    assert (tmp_path / "out" / "search-index.js").stat().st_size < 1.15 * size * len(note)
