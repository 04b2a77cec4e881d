"""What a card asks for: when, with what, and not beside which. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

NOT_BEFORE, OVER_BY, EQUIPMENT, NOT_BESIDE = "not_before", "over_by", "equipment", "not_beside"
MOST_THINGS = 6
#: A room has quiet, or has not, as it has a projector: so it is one of the things.
QUIET = "quiet"
_QUIET_TOO = frozenset({"quiet room", "a quiet room", "ruhe", "ruhig", "ruhiger raum"})
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?::00)?")


@dataclass(frozen=True)
class Wishes:
    """Times in minutes after local midnight, `not_beside` the numbers of other cards."""

    not_before: int | None = None
    over_by: int | None = None
    equipment: frozenset[str] = frozenset()
    not_beside: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self != Wishes()

    @property
    def quiet(self) -> bool:
        return QUIET in self.equipment

    def rows(self) -> list[tuple[str, str]]:
        """Kind and value of each, as they are kept."""
        times = ((NOT_BEFORE, self.not_before), (OVER_BY, self.over_by))
        return [
            *((kind, clock(minutes)) for kind, minutes in times if minutes is not None),
            *((EQUIPMENT, thing) for thing in sorted(self.equipment)),
            *((NOT_BESIDE, str(number)) for number in sorted(self.not_beside)),
        ]

    def written(self) -> dict[str, str]:
        """As a form shows them."""
        return {
            NOT_BEFORE: "" if self.not_before is None else clock(self.not_before),
            OVER_BY: "" if self.over_by is None else clock(self.over_by),
            EQUIPMENT: ", ".join(sorted(self.equipment - {QUIET})),
            QUIET: "1" if self.quiet else "",
            NOT_BESIDE: ", ".join(str(number) for number in sorted(self.not_beside)),
        }


NO_WISHES = Wishes()


def wishes_from(rows: Iterable[tuple[str, str]]) -> Wishes:
    """The other way round."""
    kept: dict[str, list[str]] = {NOT_BEFORE: [], OVER_BY: [], EQUIPMENT: [], NOT_BESIDE: []}
    for kind, value in rows:
        kept[kind].append(value)
    return Wishes(
        minutes_of(kept[NOT_BEFORE][0]) if kept[NOT_BEFORE] else None,
        minutes_of(kept[OVER_BY][0]) if kept[OVER_BY] else None,
        frozenset(kept[EQUIPMENT]),
        frozenset(int(number) for number in kept[NOT_BESIDE]),
    )


def things(written: str) -> frozenset[str]:
    """Equipment as somebody wrote it, with commas: the same thing is the same word."""
    found = (thing for part in written.split(",") if (thing := " ".join(part.casefold().split())))
    return frozenset(QUIET if thing in _QUIET_TOO else thing for thing in found)


def clock(minutes: int) -> str:
    """Minutes after midnight as the clock on the wall says it, also past the next midnight."""
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def minutes_of(written: str) -> int | None:
    """The other way round; None for what is no time."""
    found = _CLOCK.fullmatch(written)
    return int(found[1]) * 60 + int(found[2]) if found else None
