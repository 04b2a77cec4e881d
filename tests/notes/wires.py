"""Hints between engines of one process, which arrive as a test wants: at once, twice, late, or never."""

import random

from app.kernel.fanout import Fanout

AT_ONCE, TWICE, LATE, NEVER = "at once", "twice", "late", "never"


class Wire:
    """Joins the ends of all engines. What is late waits for `release`, which brings it in any order."""

    def __init__(self, dice: random.Random | None = None) -> None:
        self.manner = AT_ONCE
        self.carried = 0
        self._dice = dice or random.Random(1)
        self._ends: list[End] = []
        self._held: list[tuple[End, str, bytes]] = []

    def end(self) -> "End":
        self._ends.append(End(self))
        return self._ends[-1]

    def carry(self, teller: "End", topic: str, said: bytes) -> None:
        for hearer in self._ends:
            if hearer is not teller:
                self._held += {AT_ONCE: 1, TWICE: 2, LATE: 1, NEVER: 0}[self.manner] * [(hearer, topic, said)]
        if self.manner != LATE:
            self.release()

    def release(self) -> None:
        held, self._held = self._held, []
        self._dice.shuffle(held)
        for hearer, topic, said in held:
            self.carried += 1
            hearer._heard(topic, said)

    def returned(self) -> None:
        """Hints come again after some may have been lost."""
        for end in self._ends:
            for look in end._returns:
                look()


class End(Fanout):
    """What one engine holds."""

    reaches_others = True

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self._wire = wire

    def tell(self, topic: str, said: bytes) -> None:
        self._wire.carry(self, topic, said)
