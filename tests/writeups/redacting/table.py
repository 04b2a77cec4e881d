"""A topic that says the same words in every place where a topic can say anything."""

from dataclasses import dataclass, field

from sqlmodel import select

from app.board.tables import MutedClash, Report
from app.kernel.markdown import MarkdownRenderer
from app.kernel.once import Answer
from app.kernel.work import Works
from app.notes.actions import Edit, append_updates, ensure_note
from app.notes.annotations.tables import Annotation
from app.notes.merging import edit_between
from app.notes.photos.tables import Photo
from app.notes.tables import Hand, NoteSnapshot, NoteVersion
from app.people.tables import Attendee
from app.topics.tables import Comment, Convener, Topic, TopicTag, TopicWish
from app.writeups.actions import decide_name, publish_topic, withdraw_publication
from app.writeups.drafting import draft_of
from app.writeups.importing.tables import ImportSource
from tests.samples import Camp

WORDS = "Zürich huntermax"
NOTE = f"""# Restores

We never tested a restore, and the password is **{WORDS}**.

## About {WORDS}

> Zürich
> huntermax is what everybody types
>
> — Zürich   huntermax

- **Agreed:** {WORDS.upper()}
"""


@dataclass
class Table:
    """A camp, and what it takes to work at its write-up."""

    works: Works
    camp: Camp
    markdown: MarkdownRenderer
    written: dict[int, list[bytes]] = field(default_factory=dict)

    async def topic(self) -> Topic:
        topic = await self.camp.topic(f"Restores {WORDS}", pitch=f"Bring {WORDS}", tags=("backup", WORDS.lower()))
        async with self.works.begin() as work:
            await self._say(work.db, topic, work.now)
        await self.write(topic, NOTE)
        await self.publish(topic)
        await self.write(topic, NOTE.replace("never", "hardly ever"))
        await self.publish(topic, f"Not {WORDS}")
        async with self.works.begin() as work:
            await withdraw_publication(work, topic)
        await self.publish(topic)
        return topic

    async def write(self, topic: Topic, text: str) -> None:
        """Letter by letter would do as well: the log keeps all that was typed."""
        made = self.written.setdefault(topic.number, [])
        async with self.works.begin() as work:
            note = await ensure_note(work.db, self.camp.event_id, topic.id or 0)
            update = edit_between(made, text)
            assert update
            made.append(update)
            author = (await work.db.exec(select(Attendee.id))).first()
            edits = [Edit(note.id or 0, note.epoch, update, author, None, [7 + len(text)])]
            [upto] = await append_updates(work.db, work.db.get_bind().dialect.name, edits, work.now)
            note.body, note.body_upto = text, upto or 0
            work.db.add(note)
            work.db.add(
                NoteVersion(
                    note_id=note.id or 0, upto_id=upto or 0, at=work.now, name=f"before {WORDS}", text=text,
                    author_ids=str(author),
                )
            )  # fmt: skip

    async def publish(self, topic: Topic, change_note: str = "") -> None:
        async with self.works.database.reading() as db:
            draft = await draft_of(db, self.camp.event, topic, self.markdown)
        async with self.works.begin() as work:
            await publish_topic(work, self.camp.event, topic, draft, change_note=change_note)

    async def _say(self, db, topic: Topic, now) -> None:  # type: ignore[no-untyped-def]
        note = await ensure_note(db, self.camp.event_id, topic.id or 0)
        who = (await db.exec(select(Attendee.id))).first()
        about = {"event_id": self.camp.event_id, "topic_id": topic.id}
        db.add_all(
            [
                Comment(**about, attendee_id=who, words=f"Is it {WORDS}?", made_at=now),
                Annotation(
                    note_id=note.id, attendee_id=who, words=f"Sure about {WORDS}?", quote=f"is **{WORDS}**", made_at=now
                ),
                Report(**about, about="card", words=f"It says {WORDS}", made_by=who, made_at=now),
                Photo(
                    **about, name="a" * 32, hash="b", size=1, width=1, height=1, small_width=1, small_height=1,
                    alt=f"A sheet with {WORDS}", credit=WORDS, made_at=now,
                ),
                ImportSource(event_id=about["event_id"], path=f"notes/{WORDS}.md", mark="x", topic_id=topic.id),
                MutedClash(event_id=about["event_id"], key="k", words=f"Restores {WORDS}", reason=WORDS, muted_at=now),
                TopicWish(topic_id=topic.id, kind="equipment", value=WORDS),
                NoteSnapshot(note_id=note.id, upto_id=0, epoch=0, data=NOTE.encode()),
                Hand(note_id=note.id, epoch=note.epoch, client=5, attendee_id=who),
                Answer(visit="v", key="k" * 8, request="r", attempt="a", at=now, status=422, body=NOTE.encode()),
            ]
        )  # fmt: skip
        await db.flush()


async def host_called(table: Table, topic: Topic, name: str) -> None:
    async with table.works.begin() as work:
        work.db.add(Convener(topic_id=topic.id or 0, name=name, position=9))


async def tags_of(table: Table, topic: Topic) -> list[str]:
    async with table.works.database.reading() as db:
        found = await db.exec(select(TopicTag.tag).where(TopicTag.topic_id == topic.id).order_by(TopicTag.tag))
        return list(found)


async def decide(table: Table, topic: Topic, words: str, *, is_kept: bool) -> None:
    async with table.works.begin() as work:
        await decide_name(work, topic, words, is_kept=is_kept)
