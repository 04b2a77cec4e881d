"""What became of each file, in words: nothing is left out silently."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

#: What can become of a file. Of those that stayed as they were only the number is told.
NEW, CHANGED, PUBLISHED, SAME, KEPT = "new", "changed", "published", "same", "kept"
FAILED, SKIPPED, GONE = "failed", "skipped", "gone"
_COUNTED = {
    NEW: "new",
    CHANGED: "changed",
    PUBLISHED: "published now",
    SAME: "as they were",
    KEPT: "kept as they are here",
    FAILED: "not brought in",
    SKIPPED: "left out",
    GONE: "not in the source any more",
}
_WOULD = {NEW: "would be new", CHANGED: "would be changed", PUBLISHED: "would be published"}


@dataclass
class Report:
    """Lines in the order of the work."""

    dry: bool = False
    lines: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    unused: Counter[str] = field(default_factory=Counter)

    @property
    def has_failures(self) -> bool:
        return self.counts[FAILED] > 0

    def say(self, line: str, remarks: Iterable[str] = ()) -> None:
        """Something about the whole."""
        self.lines += [line, *(f"    {remark}" for remark in remarks)]

    def tell(self, did: str, path: str, what: str = "", remarks: Sequence[str] = ()) -> None:
        """What became of one file."""
        self.counts[did] += 1
        if did != SAME or remarks:
            said = {FAILED: "not brought in: ", SKIPPED: "left out: ", GONE: "not there any more: "}.get(did, "")
            self.say(f"{path} → {said}{what}" if what else path, dict.fromkeys(remarks))

    def __str__(self) -> str:
        return "\n".join([*self.lines, *self._unused(), "", self._sum()])

    def _unused(self) -> list[str]:
        if not self.unused:
            return []
        named = ", ".join(f"“{key}”" for key, _count in self.unused.most_common(30))
        return [f"Keys and columns that say nothing to Hallway: {named}"]

    def _sum(self) -> str:
        told = [f"{self.counts[did]} {self._word(did)}" for did in _COUNTED if self.counts[did]]
        return f"{'Nothing was done. ' if self.dry else ''}{', '.join(told) or 'There was nothing to bring in'}."

    def _word(self, did: str) -> str:
        return _WOULD.get(did, _COUNTED[did]) if self.dry else _COUNTED[did]
