"""`python -m app.board.reckoning`: arranges what comes in, in a process of its own that can be killed at any time.

In: one pickled Task, from the server's own hand. Out: lines of JSON, each with the `share` that is done, the last one
with the `outcome`.
"""

import json
import os
import pickle
import sys
from collections.abc import Mapping
from typing import Any

from app.board.arranger import Proposal, arrange
from app.board.rules import Cell, read_cell
from app.board.seating import Way

#: Whoever moves a card by hand goes first.
NICE = 5


def main() -> None:
    os.nice(NICE)
    task = pickle.load(sys.stdin.buffer)  # noqa: S301 (our own server wrote it)
    proposal = arrange(task, lambda share: _tell({"share": round(share, 3)}))
    _tell({"outcome": as_json(proposal)})


def _tell(values: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def as_json(proposal: Proposal) -> dict[str, Any]:
    ways = [[way.topic_id, way.placement_id, _written(way.at), _written(way.to)] for way in proposal.ways]
    return {**vars(proposal), "ways": ways}


def proposal_from(kept: Mapping[str, Any]) -> Proposal:
    """The other way round."""
    ways = tuple(Way(topic, placement, read_cell(at), read_cell(to)) for topic, placement, at, to in kept["ways"])
    before, after = kept["clashes"]
    return Proposal(**{**kept, "ways": ways, "left": tuple(kept["left"]), "clashes": (before, after)})


def _written(cell: Cell | None) -> str:
    return str(cell) if cell else ""


if __name__ == "__main__":
    main()
