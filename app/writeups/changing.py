"""What changed from one edition to the next, in one line for readers: proposed to whoever publishes, who says it so,
otherwise or not at all. Pure."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.kernel.markdown import Passage
from app.kernel.words import gettext as _
from app.kernel.words import ngettext
from app.notes.differences import Effort, stretches
from app.writeups.rules import CHANGE_NOTE_LIMIT

ADDED, CORRECTED, REMOVED = "added", "corrected", "removed"
QUOTATION, LIST, PARAGRAPH = "quotation", "list", "paragraph"
_KINDS = {"blockquote": QUOTATION, "figure": QUOTATION, "ul": LIST, "ol": LIST}


@dataclass(frozen=True)
class _Step:
    """What became of blocks of a kind below a heading, which may be empty."""

    what: str
    kind: str
    heading: str


def change_note_of(before: Sequence[Passage], after: Sequence[Passage], *, headings: bool = True) -> str:
    """In the language in use. Empty if no words changed; without `headings`, as where names are not told, it tells no
    word of the text."""
    counted = Counter(_Step(step.what, step.kind, step.heading if headings else "") for step in _steps(before, after))
    line = ""
    for step, times in counted.items():
        longer = f"{line}; {_in_words(step, times)}" if line else _in_words(step, times)
        if len(longer) > CHANGE_NOTE_LIMIT:
            break
        line = longer
    return line[:1].upper() + line[1:]


def _steps(before: Sequence[Passage], after: Sequence[Passage]) -> Iterator[_Step]:
    """Blocks in the place of others of their kind correct these."""
    for i1, i2, j1, j2 in stretches(list(map(_said, before)), list(map(_said, after)), Effort()):
        gone: dict[str, deque[Passage]] = defaultdict(deque)
        for old in before[i1:i2]:
            gone[_kind(old)].append(old)
        for new in after[j1:j2]:
            was = gone[_kind(new)].popleft() if gone[_kind(new)] else None
            yield _Step(CORRECTED if was else ADDED, _kind(new), new.heading)
        yield from (_Step(REMOVED, kind, each.heading) for kind, rest in gone.items() for each in rest)


def _said(passage: Passage) -> str:
    return f"{_kind(passage)} {passage.text}"


def _kind(passage: Passage) -> str:
    return _KINDS.get(passage.tag, PARAGRAPH)


def _in_words(step: _Step, times: int) -> str:
    said = _counted(step, times) % {"num": times}
    return _("%(what)s in “%(heading)s”") % {"what": said, "heading": step.heading} if step.heading else said


def _counted(step: _Step, times: int) -> str:
    return {
        (ADDED, PARAGRAPH): ngettext("a paragraph added", "%(num)d paragraphs added", times),
        (ADDED, QUOTATION): ngettext("a quotation added", "%(num)d quotations added", times),
        (ADDED, LIST): ngettext("a list added", "%(num)d lists added", times),
        (CORRECTED, PARAGRAPH): ngettext("a paragraph corrected", "%(num)d paragraphs corrected", times),
        (CORRECTED, QUOTATION): ngettext("a quotation corrected", "%(num)d quotations corrected", times),
        (CORRECTED, LIST): ngettext("a list corrected", "%(num)d lists corrected", times),
        (REMOVED, PARAGRAPH): ngettext("a paragraph removed", "%(num)d paragraphs removed", times),
        (REMOVED, QUOTATION): ngettext("a quotation removed", "%(num)d quotations removed", times),
        (REMOVED, LIST): ngettext("a list removed", "%(num)d lists removed", times),
    }[step.what, step.kind]
