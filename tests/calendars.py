"""Reading iCalendar by the letter of RFC 5545, without the library that wrote it."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

#: What a time zone may say again and again.
MANY = {"RDATE"}
_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^":;,]*))*):(.*)', re.DOTALL)


@dataclass
class Component:
    """`BEGIN:name` to `END:name`: its values by property, and what is within it."""

    name: str
    values: dict[str, str] = field(default_factory=dict)
    within: "list[Component]" = field(default_factory=list)

    def moment(self, name: str) -> datetime:
        return datetime.strptime(self.values[name], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def read_calendar(body: bytes) -> Component:
    """Raises AssertionError where the letter is broken: line ends, their length, what must be there, and how often."""
    assert body.endswith(b"\r\n")
    lines = body.split(b"\r\n")[:-1]
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert all(len(line) <= 75 for line in lines)
    root = Component("")
    stack = [root]
    for line in body.decode().replace("\r\n ", "").replace("\r\n\t", "").removesuffix("\r\n").split("\r\n"):
        found = _LINE.fullmatch(line)
        assert found, line
        name, value = found[1].upper(), found[3]
        if name == "BEGIN":
            stack.append(Component(value))
        elif name == "END":
            done = stack.pop()
            assert done.name == value
            _check(done)
            stack[-1].within.append(done)
        else:
            assert name not in stack[-1].values or name in MANY, f"{name} twice"
            stack[-1].values[name] = _text(value)
    (calendar,) = root.within
    return calendar


def _text(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def _check(component: Component) -> None:
    if component.name in ("VTIMEZONE", "STANDARD", "DAYLIGHT"):
        return
    needed = {
        "VCALENDAR": {"PRODID", "VERSION"},
        "VEVENT": {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "STATUS"},
    }
    assert needed[component.name] <= set(component.values), component
    assert component.within or component.name != "VCALENDAR", "a calendar of nothing"
    if component.name == "VEVENT":
        assert component.moment("DTSTART") < component.moment("DTEND")
        assert component.values["STATUS"] in ("CONFIRMED", "CANCELLED")
        assert int(component.values["SEQUENCE"]) >= 0
