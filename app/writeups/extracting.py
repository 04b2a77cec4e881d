"""What is kept of a text's marks: tools, links, quotations, decisions, actions, open questions and how many were there,
each under the name by which an index has it. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.kernel.markdown import Mark
from app.kernel.words import LANGUAGES, use_language
from app.kernel.words import gettext as _
from app.writeups.attendance import attendance_in, attendance_labels
from app.writeups.filing import tool_names

TOOL, RESOURCE, QUOTATION, DECISION, QUESTION = "tool", "resource", "quotation", "decision", "question"
#: Open ones, and those that are done.
ACTION, DONE = "action", "done"
#: How many people were there; its words are read by `attendance_in`.
ATTENDANCE = "attendance"
#: What is not said in marks but on the card: the page itself, its tags, and whoever hosted it.
TOPIC, TAG, PERSON = "topic", "tag", "person"
MARKED = (TOOL, RESOURCE, QUOTATION, DECISION, ACTION, DONE, QUESTION, ATTENDANCE)

LONGEST_VALUE = 120
#: Names are short, and have capital letters where their writing has any; else it is said where something was heard.
MOST_WORDS_OF_A_NAME, LONGEST_NAME = 4, 40
_HOST = re.compile(r"[\w.-]+")
_JOINTS = re.compile(r"[\s\-_.]+")


@dataclass(frozen=True)
class Extracted:
    """`name` is what an index lists it under; `text` are its words as they are shown; `who` said or does it, where that
    is told; `address` is where a resource is; `anchor` its paragraph."""

    kind: str
    name: str
    text: str
    who: str = ""
    address: str = ""
    anchor: str = ""

    @property
    def value(self) -> str:
        """What is compared: the same for all spellings."""
        return value_of(self.kind, self.name)

    @property
    def letter(self) -> str:
        return letter_of(self.value)


def extracts_of(marks: Iterable[Mark]) -> tuple[Extracted, ...]:
    """In whatever language of ours the words are: an event may have changed its own since."""
    meanings = _Meanings()
    found = dict.fromkeys(extracted for mark in marks for extracted in _extracted(mark, meanings))
    counts = [each for each in found if each.kind == ATTENDANCE]
    return tuple(each for each in found if each not in counts[1:])


def _extracted(mark: Mark, meanings: "_Meanings") -> Iterator[Extracted]:
    if mark.kind == "quotation":
        who = "" if mark.label.casefold() in meanings.nobody else mark.label
        yield Extracted(QUOTATION, mark.words, mark.words, who, anchor=mark.anchor)
    elif mark.kind == "link":
        yield from _resource(mark)
    elif mark.kind == "task":
        who = "" if mark.label.casefold() in meanings.nobody else mark.label
        yield Extracted(DONE if mark.is_done else ACTION, mark.words, mark.words, who, anchor=mark.anchor)
    elif mark.kind == "line":
        yield from _attendance(mark, *_labelled(mark, meanings))
    else:
        yield from _item(mark, meanings)


def _item(mark: Mark, meanings: "_Meanings") -> Iterator[Extracted]:
    label, words = _labelled(mark, meanings)
    if counted := [*_attendance(mark, label, words)]:
        yield from counted
    elif label in meanings.tool:
        name = next(iter(tool_names([words])), "")
        yield Extracted(TOOL, name, words, anchor=mark.anchor)
    elif label in meanings.agreed:
        yield Extracted(DECISION, words, words, anchor=mark.anchor)
    elif label in meanings.to_do:
        yield Extracted(ACTION, words, words, anchor=mark.anchor)
    elif mark.heading.casefold() in meanings.open_questions:
        words = f"{mark.label}: {mark.words}" if mark.label else mark.words
        yield Extracted(QUESTION, words, words, anchor=mark.anchor)


def _attendance(mark: Mark, label: str, words: str) -> Iterator[Extracted]:
    if label in attendance_labels() and (attendance := attendance_in(words)):
        yield Extracted(ATTENDANCE, str(attendance.count), words, anchor=mark.anchor)


def _labelled(mark: Mark, meanings: "_Meanings") -> tuple[str, str]:
    """The label as it is compared, and what it labels: a word of ours before a colon need not be bold."""
    lead, _colon, rest = mark.words.partition(":")
    is_ours = not mark.label and lead.casefold() in meanings.labels and bool(rest.strip())
    return (lead.casefold(), rest.strip()) if is_ours else (mark.label.casefold(), mark.words)


def _resource(mark: Mark) -> Iterator[Extracted]:
    try:
        host = (urlsplit(mark.address).hostname or "").removeprefix("www.")
    except ValueError:
        return
    if _HOST.fullmatch(host):
        yield Extracted(RESOURCE, host, mark.words or mark.address, address=mark.address, anchor=mark.anchor)


class _Meanings:
    """What words mean, in all languages of ours."""

    def __init__(self) -> None:
        self.tool, self.agreed, self.to_do = set[str](), set[str](), set[str]()
        self.nobody, self.open_questions = set[str](), set[str]()
        for language in LANGUAGES:
            with use_language(language):
                self.tool.add(_("Tool").casefold())
                self.agreed |= {_("Agreed").casefold(), _("Decision").casefold()}
                self.to_do |= {_("Action").casefold(), _("Task").casefold()}
                self.nobody |= {_("Who").casefold(), _("Name").casefold()}
                self.open_questions.add(_("Open questions").casefold())
        self.nobody |= self.to_do
        self.labels = self.tool | self.agreed | self.to_do | attendance_labels()


def people_of(hosts: Sequence[str], extracts: Iterable[Extracted]) -> list[Extracted]:
    """Hosts, and who is quoted, where both may be told."""
    said = (each for each in extracts if each.kind == QUOTATION and is_name(each.who))
    quoted = [Extracted(PERSON, each.who, each.text, anchor=each.anchor) for each in said]
    return [*(Extracted(PERSON, host, "") for host in hosts), *quoted]


def is_name(words: str) -> bool:
    """Whether what stands below a quotation is somebody, and not when or where it was said."""
    parts = words.split()
    if not 0 < len(parts) <= MOST_WORDS_OF_A_NAME or len(words) > LONGEST_NAME or re.search(r"[,;:.!?0-9]\s", words):
        return False
    return not parts[0][0].islower() and any(letter.isalpha() for letter in words)


def value_of(kind: str, name: str) -> str:
    """Without case, accents and, in names of tools, what joins their parts: `Node.js` is `NodeJS`."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(letter)
    )
    value = _JOINTS.sub("", plain) if kind == TOOL else " ".join(plain.split())
    return (value or plain)[:LONGEST_VALUE].strip()


def letter_of(value: str) -> str:
    """Under which letter an index has it; what begins with none is under the last."""
    letter = next((letter for letter in value if letter.isalnum()), "")[:1].upper()
    return letter if letter.isalpha() and len(letter) == 1 else "#"
