"""What corrections put right that readers see and the note does not say: the next edition would lose it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.notes.differences import Effort, stretches
from app.writeups.correcting.rules import TAKEN, TEXT, WITHDRAWAL
from app.writeups.correcting.tables import Correction
from app.writeups.marks import quotations_at

#: Words of a note as they would be published.
Told = Callable[[str], str]


@dataclass(frozen=True)
class Lost:
    """What stood there before, and what stands there since a correction was taken; one of them may be nothing."""

    correction_id: int
    before: str
    after: str


async def taken_of(db: AsyncSession, topic_ids: Collection[int]) -> dict[int, list[Correction]]:
    """By topic: other words that became an edition, in the order in which they came."""
    found = await db.exec(
        select(Correction)
        .where(col(Correction.topic_id).in_(topic_ids), Correction.state == TAKEN, Correction.kind != WITHDRAWAL)
        .order_by(col(Correction.id))
    )
    taken: dict[int, list[Correction]] = defaultdict(list)
    for correction in found:
        taken[correction.topic_id].append(correction)
    return taken


def lost_of(taken: Sequence[Correction], standing: str, draft: str, told: Told) -> list[Lost]:
    """Of these corrections, what the standing text says and the draft would not. Pure."""
    if standing == draft:
        return []
    return [lost for each in taken for lost in _lost(each, standing, draft, told)]


def _lost(correction: Correction, standing: str, draft: str, told: Told) -> Iterator[Lost]:
    before, after = told(correction.before), told(correction.after)
    if correction.kind == TEXT:
        changes, stands, drafted = _changes(before, after), _lines(standing), _lines(draft)
    else:
        changes = iter([(before, " ".join(_quoted(_as_quotation(after))))])
        stands, drafted = _quoted(standing), _quoted(draft)
    for was, now in changes:
        if _is_lost(_lines(was), _lines(now), stands, drafted):
            yield Lost(correction.id or 0, was, now)


def _changes(before: str, after: str) -> Iterator[tuple[str, str]]:
    old, new = before.splitlines(), after.splitlines()
    for i1, i2, j1, j2 in stretches(old, new, Effort()):
        if i2 - i1 == j2 - j1:  # each line for itself, as it is carried over
            yield from ((old[i1 + each], new[j1 + each]) for each in range(i2 - i1))
        else:
            yield "\n".join(old[i1:i2]), "\n".join(new[j1:j2])


def _is_lost(was: list[str], now: list[str], stands: list[str], drafted: list[str]) -> bool:
    """Words that were taken out are lost when they would be there again."""
    if now:
        return _has(stands, now) and not _has(drafted, now)
    return bool(was) and not _has(stands, was) and _has(drafted, was)


def _has(lines: list[str], wanted: list[str]) -> bool:
    return any(lines[at : at + len(wanted)] == wanted for at in range(len(lines) - len(wanted) + 1))


def _lines(text: str) -> list[str]:
    """Those that say something."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _quoted(text: str) -> list[str]:
    return [" ".join(quotation.words.split()) for _block, quotation in quotations_at(text)]


def _as_quotation(words: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in words.splitlines())
