"""What the editor's buttons write is what the write-up keeps, with the paragraph in which it stands."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.tables import Event
from app.kernel.markdown import render_now
from app.kernel.words import LANGUAGES
from app.notes.shared import marks
from app.topics.tables import Topic
from app.writeups.extracting import Extracted, extracts_of, is_name, letter_of, people_of, value_of
from tests.samples import NOON


def event(language: str) -> Event:
    day = date(2027, 3, 17)
    return Event(
        slug="e", name="E", time_zone="UTC", starts_on=day, ends_on=day, language=language, made_at=datetime.now(UTC)
    )


def extracted(text: str) -> tuple[Extracted, ...]:
    return extracts_of(render_now(text, anchored=True).marks)


def told(text: str) -> list[tuple[str, str, str]]:
    """Kind, words, and who."""
    return [(each.kind, each.text, each.who) for each in extracted(text)]


WORDS = st.text("abc äß-,.!?()#", min_size=1, max_size=20).map(lambda words: " ".join(f"x{words}".split()))
NAMES = st.text("abc äßé-", min_size=1, max_size=12).map(lambda name: " ".join(f"N{name}".split()))


@given(st.sampled_from(sorted(LANGUAGES)), st.lists(WORDS, min_size=1, max_size=3), WORDS, WORDS, NAMES, st.booleans())
def test_what_the_buttons_write_is_found(
    language: str, said: list[str], tool: str, agreed: str, name: str, is_told: bool
) -> None:
    words = marks(event(language), Topic(event_id=1, number=1, guid="g", title="Restores", made_at=NOON))
    quote = "\n".join(f"> {line}" for line in said) + (f"\n>\n> — {name}" if is_told else "")
    text = (
        f"## Notes\n\n{quote}\n\n- **{words['tool']}:** {tool}\n- **{words['agreed']}:** {agreed}\n"
        f"- [ ] **{name}:** {tool}\n- [x] {agreed}\n- [ ] **{words['todo']}:** {tool}\n"
    )
    assert set(told(text)) == {
        ("quotation", " ".join(said), name if is_told else ""),
        ("tool", tool, ""),
        ("decision", agreed, ""),
        ("action", tool, name),
        ("done", agreed, ""),
        ("action", tool, ""),
    }


#: The known answers: what people type, and what is kept of it.
KNOWN = [
    ("> a\n> — Noor", [("quotation", "a", "Noor")]),
    ("> a\n\nb\n\n> c\n", [("quotation", "a", ""), ("quotation", "c", "")]),
    ("> — Noor", [("quotation", "— Noor", "")]),
    ("> a\n>\n> — Name", [("quotation", "a", "")]),
    ("> a\n> > b\n> > — Ada\n>\n> c", [("quotation", "a b c", "")]),
    ("- > a\n  > — Noor", [("quotation", "a", "Noor")]),
    ("* **Werkzeug:** b\n* **einig:** c", [("tool", "b", ""), ("decision", "c", "")]),
    ("1. **Tool**: Consul, for discovery", [("tool", "Consul, for discovery", "")]),
    ("- [ ] @Ada: d", [("action", "d", "Ada")]),
    ("- [X] **Ada:** d", [("done", "d", "Ada")]),
    ("- **Tool:**\n- [ ] \n- plain\n\n**Tool:** no item", []),
    ("- **Note:** nothing of ours", []),
    ("- Tool: Terraform\n- tool: `dig`, for DNS", [("tool", "Terraform", ""), ("tool", "dig, for DNS", "")]),
    ("* Werkzeug: Consul\n1. Einig: nie freitags", [("tool", "Consul", ""), ("decision", "nie freitags", "")]),
    ("- Decision: we stay\n- Agreed: we go", [("decision", "we stay", ""), ("decision", "we go", "")]),
    (
        "- Action: write it down\n- Aktion: b\n- Aufgabe: c",
        [("action", each, "") for each in ("write it down", "b", "c")],
    ),
    ("- **Entscheidung:** wir bleiben\n- **Action:** d", [("decision", "wir bleiben", ""), ("action", "d", "")]),
    ("- Tool: [Consul](https://consul.io)", [("tool", "Consul", ""), ("resource", "Consul", "")]),
    ("- a\n  - Tool: Consul\n    and friends", [("tool", "Consul and friends", "")]),
    ("Tool: a paragraph\n\nAction: another", []),
    ("- Tool:\n- Tools are: many\n- Note: not ours\n- Tool : apart\n- the Tool: within", []),
    ("- Tool:x\n- https://x.example: y", [("resource", "https://x.example", "")]),
    ("- [ ] Tool: to be tried", [("action", "Tool: to be tried", "")]),
    ("- [ ] **Action:** d", [("action", "d", "")]),
    ("> - Tool: in a quotation", [("quotation", "Tool: in a quotation", ""), ("tool", "in a quotation", "")]),
    ("## Open questions\n\n- Tool: or not?\n- Cost: how?", [("tool", "or not?", ""), ("question", "Cost: how?", "")]),
    ("- a\n  - **Tool:** `dig`", [("tool", "dig", "")]),
    ("- **Tool:** Consul\n  and its friends", [("tool", "Consul and its friends", "")]),
    ("```\n> a\n- **Tool:** b\n```", []),
    ("## Open questions\n\n- Why?\n- **DNS:** how?", [("question", "Why?", ""), ("question", "DNS: how?", "")]),
    ("## Offene Fragen\n\n1. Warum?\n\n## Mehr\n\n- das", [("question", "Warum?", "")]),
    ("See [the post](https://www.x.org/a) and [here](/wall)", [("resource", "the post", "")]),
    ("https://x.org/a", [("resource", "https://x.org/a", "")]),
    ("[a](https://x.org) [a](https://x.org)", [("resource", "a", "")]),
    ("[a](https://[x)", []),
    ("- **Tool:** [Consul](https://consul.io)", [("tool", "Consul", ""), ("resource", "Consul", "")]),
]


@pytest.mark.parametrize(("text", "found"), KNOWN)
def test_known_answers(text: str, found: list[tuple[str, str, str]]) -> None:
    assert told(text) == found


def test_each_leads_to_its_paragraph_or_to_the_heading_above_it() -> None:
    text = "## Why\n\nWords.\n\n> a\n> — Noor\n\n- **Tool:** Consul\n\n### See [x](https://x.org)\n"
    rendered = render_now(text, anchored=True)
    anchors = {each.kind: each.anchor for each in extracts_of(rendered.marks)}
    quotation, tool = re.findall(r'<(?:figure|ul)[^>]* id="([^"]+)"', rendered.html)
    assert anchors == {"quotation": quotation, "tool": tool, "resource": "h-see-x"}


def test_a_text_that_is_only_looked_at_is_not_gone_through() -> None:
    assert render_now("> a").marks == ()


@given(st.text("->*[] x`~:@—\n", max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    extracted(text)


@pytest.mark.parametrize("signs", ["[", "![", "[](", "`a ", "*a ", "__a `b *c "])
def test_what_is_kept_is_bounded(signs: str) -> None:
    words = "x" + signs * (4_000 // len(signs))
    found = extracted(f"> {words}\n\n- **Tool:** {words}\n" + "- [ ] do\n" * 3000)
    assert len(found) <= 2000
    assert max(len(each.text) for each in found) <= 1000


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("tool", "Node.js", "nodeJS"),
        ("tool", "docker-compose", "Docker Compose"),
        ("tool", "OpsGenie", "Opsgenie"),
        ("tag", "Füße", "fusse"),
        ("person", "Zoë", "zoe"),
    ],
)
def test_spellings_of_one_thing(kind: str, one: str, other: str) -> None:
    assert value_of(kind, one) == value_of(kind, other)


def test_things_of_one_spelling() -> None:
    assert len({value_of("tool", name) for name in ("C", "C++", "C#", "D")}) == 4


@pytest.mark.parametrize(
    ("value", "letter"), [("terraform", "T"), (".net", "N"), ("3scale", "#"), ("жар", "Ж"), ("", "#")]
)
def test_letters(value: str, letter: str) -> None:
    assert letter_of(value) == letter


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ("Noor", True),
        ("Jean-Luc van der Berg", True),
        ("李雷", True),
        ("said in the session, about feature toggles", False),
        ("the verdict on GoCD", False),
        ("Everybody, all the time", False),
        ("", False),
    ],
)
def test_who_is_somebody(words: str, is_one: bool) -> None:
    assert is_name(words) is is_one


def test_people_are_hosts_and_who_is_quoted() -> None:
    found = people_of(["Ada"], extracted("> Sleep.\n> — Zora\n\n> Wake.\n> — heard in the session\n\n- [ ] **Bob:** b"))
    assert [(each.name, each.text) for each in found] == [("Ada", ""), ("Zora", "Sleep.")]
