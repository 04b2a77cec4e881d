"""Rules of the convergence: how many dots each has, and who joins what. Pure."""

from collections.abc import Collection, Mapping

from app.people.viewers import Viewer

STAGES = (DOTS, GROUPS) = ("dots", "groups")
#: Dots that each person gives, as many of them to one report as they like.
EACH = 5
#: More were never stuck on one sheet of paper.
MOST_ON_PAPER = 9999
TITLE_LIMIT, AIM_LIMIT, OWNERS_LIMIT = 120, 1000, 300


def dots_left(given: Mapping[int, int]) -> int:
    """Of one person, by what they gave to each topic."""
    return EACH - sum(given.values())


def may_join(viewer: Viewer, hosted: Collection[int], topics: Collection[int]) -> bool:
    """Facilitators join whatever belongs together, hosts what is theirs."""
    return viewer.is_facilitator or (bool(topics) and set(topics) <= set(hosted))


def owners_in(line: str) -> list[str]:
    """Names with commas or semicolons between them, each once."""
    return list(dict.fromkeys(name for part in line.replace(";", ",").split(",") if (name := part.strip())))
