"""Quotations in a text: whose they are, other words for one, and the text without those that were withdrawn. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator
from difflib import SequenceMatcher
from hashlib import sha256

from app.notes.differences import Effort, Stretch, stretches
from app.people.names import skeleton
from app.writeups.marks import Block, Quotation, quotations_at, speaker_of

#: What begins something of its own below a quotation; any other line there belongs to it, as Markdown has it.
_BEGINS = re.compile(r"\s*(?:$|#{1,6}\s|[-*+]\s|\d{1,9}[.)]\s|`{3}|~{3}|\||>|(?:[-*_]\s*){3,}$)")
#: One word of a withdrawn quotation may have been put right in the note since: it is withdrawn all the same.
ALIKE = 0.85
#: So many lines before a change tell apart places that say the same.
REACH = 4


def mark_of_words(words: str) -> str:
    """Names a quotation in an address, without saying it."""
    return sha256(words.encode(errors="replace")).hexdigest()[:16]


def is_same_person(one: str, other: str) -> bool:
    """As people write names: in any case, with or without accents."""
    return bool(one) and skeleton(one) == skeleton(other)


def spoken_by(name: str, markdown: str) -> list[Quotation]:
    return [each for _block, each in quotations_at(markdown) if is_same_person(each.speaker, name)]


def speakers_in(markdown: str) -> list[str]:
    """Each once, in the order in which they speak."""
    names = {skeleton(each.speaker): each.speaker for _block, each in quotations_at(markdown) if each.speaker}
    return list(names.values())


def without_quotations(markdown: str, withdrawn: Collection[Quotation]) -> str:
    """The text without these, wherever they stand, whether it says whose words they are or not."""
    if not withdrawn:
        return markdown
    lines = markdown.splitlines(keepends=True)
    for block, quotation in quotations_at(markdown):
        if is_among(quotation, withdrawn):
            lines[block.at : _end(lines, block)] = [""] * (_end(lines, block) - block.at)
    return re.sub(r"\n{3,}", "\n\n", "".join(lines)).strip("\n") if "" in lines else markdown


def with_quotation(text: str, source: str, withdrawn: Quotation) -> str | None:
    """A text with this quotation again, where `source` has it; None without such a place."""
    whole = re.sub(r"\n{3,}", "\n\n", source).strip("\n")
    less = without_quotations(whole, [withdrawn])
    return carried_over(text, less, whole) if less != whole else None


def is_among(quotation: Quotation, withdrawn: Iterable[Quotation]) -> bool:
    return any(_is_alike(quotation, each) for each in withdrawn)


def reworded(markdown: str, quotation: Quotation, words: str) -> str | None:
    """The text with other words in this quotation, said by the same person; None if it does not stand there once."""
    found = [block for block, each in quotations_at(markdown) if _is_same(each, quotation)]
    if len(found) != 1:
        return None
    [block] = found
    lines = markdown.splitlines(keepends=True)
    end = _end(lines, block)
    told = _told_by(block)
    kept = lines[end - told : end] if told else []
    said = [f"> {line}".rstrip() + "\n" for line in words.splitlines()]
    lines[block.at : end] = said + kept
    return "".join(lines)


def _told_by(block: Block) -> int:
    """How many lines at its end say whose words they are."""
    if not speaker_of(block):
        return 0
    return 1 + (not block.lines[-2])


def _end(lines: list[str], block: Block) -> int:
    end = block.at + len(block.lines)
    while end < len(lines) and not _BEGINS.match(lines[end]):
        end += 1
    return end


def _is_same(one: Quotation, other: Quotation) -> bool:
    return one.words == other.words and _by_one_person(one, other)


def _is_alike(one: Quotation, other: Quotation) -> bool:
    if not _by_one_person(one, other):
        return False
    mine, theirs = _bare(one.words), _bare(other.words)
    return mine == theirs or SequenceMatcher(None, mine, theirs, autojunk=False).ratio() >= ALIKE


def _by_one_person(one: Quotation, other: Quotation) -> bool:
    return not (one.speaker and other.speaker) or is_same_person(one.speaker, other.speaker)


def _bare(words: str) -> str:
    return re.sub(r"\W+", " ", words).strip().casefold()


def is_said(words: str, markdown: str) -> bool:
    return any(_bare(each.words) == _bare(words) for _block, each in quotations_at(markdown))


def own_words(name: str, edition: str, note: str) -> list[Quotation]:
    """What of an edition somebody said. Where it does not tell whose words they are, the note does."""
    theirs = [*spoken_by(name, edition), *spoken_by(name, note)]
    others = [each for _block, each in quotations_at(note) if not is_same_person(each.speaker, name)]
    return [
        each
        for _block, each in quotations_at(edition)
        if is_among(each, theirs) and (each in theirs or not any(each.words == other.words for other in others))
    ]


def carried_over(text: str, before: str, after: str) -> str | None:
    """The text with what `after` changed of `before`, where it says the same; None where it says something else."""
    carried, is_whole = carried_as_far(text, before, after)
    return carried if is_whole else None


def carried_as_far(text: str, before: str, after: str) -> tuple[str, bool]:
    """The text with as much of what `after` changed of `before` as has its place there, and whether that is all."""
    if text == before:
        return after, True
    old, new, lines, is_whole = before.splitlines(), after.splitlines(), text.splitlines(), True
    for stretch in reversed(list(stretches(old, new, Effort()))):
        if _carry(lines, old, new, stretch):
            continue
        single = list(_line_by_line(stretch))
        carried = [_carry(lines, old, new, each) for each in single if old[each[0]] != new[each[2]]]
        is_whole = is_whole and bool(carried) and all(carried)
    ending = "\n" if text.endswith("\n") else ""
    return "\n".join(lines) + ending, is_whole


def _carry(lines: list[str], old: list[str], new: list[str], stretch: Stretch) -> bool:
    """Whether the stretch has one place in these lines, where they say it now."""
    i1, i2, j1, j2 = stretch
    at = _place(lines, old, i1, i2)
    if at is None:
        return False
    lines[at : at + i2 - i1] = new[j1:j2]
    return True


def _line_by_line(stretch: Stretch) -> Iterator[Stretch]:
    """From behind; nothing of one line alone, or of other lines than there were."""
    i1, i2, j1, j2 = stretch
    if i2 - i1 == j2 - j1 > 1:
        yield from ((i1 + each, i1 + each + 1, j1 + each, j1 + each + 1) for each in reversed(range(i2 - i1)))


def _place(lines: list[str], old: list[str], i1: int, i2: int) -> int | None:
    """Where these old lines begin; as many lines before them are looked at as it takes to tell."""
    if i2 == 0:
        return 0 if lines[:1] == old[:1] else None
    for before in range(min(i1, REACH) + 1):
        found = _places(lines, old[i1 - before : i2])
        if len(found) == 1:
            return found[0] + before
    return None


def _places(lines: list[str], wanted: list[str]) -> list[int]:
    if not wanted:
        return []
    return [at for at in range(len(lines) - len(wanted) + 1) if lines[at : at + len(wanted)] == wanted]
