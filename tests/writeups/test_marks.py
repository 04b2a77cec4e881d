"""What the editor's buttons write is what the write-up finds."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.tables import Event
from app.kernel.words import LANGUAGES
from app.notes.shared import marks
from app.topics.tables import Topic
from app.writeups.marks import Action, Marks, Quotation, marks_in


def event(language: str) -> Event:
    day = date(2027, 3, 17)
    return Event(
        slug="e", name="E", time_zone="UTC", starts_on=day, ends_on=day, language=language, made_at=datetime.now(UTC)
    )


WORDS = st.text("abc äß-,.!?()#", min_size=1, max_size=20).map(lambda words: f"x{words}".strip())
NAMES = st.text("abc äßé-", min_size=1, max_size=12).map(lambda name: f"N{name}".strip())


@given(st.sampled_from(sorted(LANGUAGES)), st.lists(WORDS, min_size=1, max_size=3), WORDS, WORDS, NAMES, st.booleans())
def test_what_the_buttons_write_is_found(
    language: str, said: list[str], tool: str, agreed: str, name: str, told: bool
) -> None:
    words = marks(event(language), Topic(event_id=1, number=1, guid="g", title="Restores", made_at=datetime.now(UTC)))
    quote = "\n".join(f"> {line}" for line in said) + (f"\n>\n> — {name}" if told else "")
    text = (
        f"## Notes\n\n{quote}\n\n- **{words['tool']}:** {tool}\n- **{words['agreed']}:** {agreed}\n"
        f"- [ ] **{name}:** {tool}\n- [x] {agreed}\n- [ ] **{words['todo']}:** {tool}\n"
    )
    assert marks_in(text) == Marks(
        (Quotation(" ".join(" ".join(said).split()), name if told else ""),),
        (tool,),
        (agreed,),
        (Action(tool, name), Action(agreed, done=True), Action(tool)),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("> a\n> — Noor", Marks((Quotation("a", "Noor"),))),
        ("> a\n\n> b\n", Marks((Quotation("a"), Quotation("b")))),
        ("> — Noor", Marks((Quotation("— Noor"),))),
        ("> a\n>\n> — Name", Marks((Quotation("a"),))),
        ("> a\n- **Tool:** b", Marks((Quotation("a"),), ("b",))),
        ("> a\n- **Tool:** b\n> c", Marks((Quotation("a"), Quotation("c")), ("b",))),
        ("* **Werkzeug:** b\n* **einig:** c", Marks((), ("b",), ("c",))),
        ("- [ ] @Ada: d", Marks(actions=(Action("d", "Ada"),))),
        ("- **Tool:**\n- [ ] \n- plain\n**Tool:** no item", Marks()),
        ("- **Tool:** [Consul](https://x) and `dig`", Marks((), ("Consul and dig",))),
        ("```\n> a\n- **Tool:** b\n```", Marks()),
        ("~~~~\n> a\n~~~\n- [ ] b\n~~~~\n- [ ] c", Marks(actions=(Action("c"),))),
    ],
)
def test_marks_as_people_type_them(text: str, found: Marks) -> None:
    assert marks_in(text) == found


@given(st.text("->*[] x`~:@—\n", max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    marks_in(text)


@pytest.mark.parametrize("signs", ["[", "![", "[](", "`a ", "*a ", "__a `b *c "])
def test_signs_without_end_are_not_looked_through_again_and_again(signs: str) -> None:
    words = "x" + signs * (300_000 // len(signs))
    marks = marks_in(f"> {words}\n\n- **Tool:** {words}")
    assert len(marks.quotations) == len(marks.tools) == 1
