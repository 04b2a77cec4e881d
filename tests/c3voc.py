"""The published rules of frab's schedule formats as c3voc keeps them, put down anew: what a file must have, of which
form, and what it must not have. Facts from github.com/voc/schedule, folder validator."""

import re
from datetime import date, datetime
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as Xml

import xmlschema
from jsonschema import Draft6Validator, FormatChecker

TEXT, MAYBE, NUMBER = {"type": "string"}, {"type": ["string", "null"]}, {"type": "integer"}
CHECKER = FormatChecker(formats=())


@CHECKER.checks("date", ValueError)
def is_date(value: object) -> bool:
    return bool(date.fromisoformat(str(value)))


@CHECKER.checks("date-time", ValueError)
def is_moment(value: object) -> bool:
    """RFC 3339 wants the offset said."""
    return "T" in str(value) and datetime.fromisoformat(str(value)).tzinfo is not None


@CHECKER.checks("uuid", ValueError)
def is_uuid(value: object) -> bool:
    return str(UUID(str(value))) == str(value).lower()


@CHECKER.checks("uri", ValueError)
def is_address(value: object) -> bool:
    return re.fullmatch(r"[a-z][a-z0-9+.-]*:[!-~]+", str(value)) is not None


def of(form: str) -> dict[str, Any]:
    return {"type": "string", "format": form}


def like(pattern: str) -> dict[str, Any]:
    return {"type": "string", "pattern": pattern}


def list_of(each: dict[str, Any] | bool) -> dict[str, Any]:
    return {"type": "array", "items": each}


def closed(needed: dict[str, Any], **others: Any) -> dict[str, Any]:
    """An object with nothing else in it."""
    known = {**needed, **others}
    return {"type": "object", "properties": known, "required": sorted(needed), "additionalProperties": False}


PERSON = {
    "type": "object",
    "properties": {"name": TEXT, "public_name": TEXT, "id": NUMBER, "guid": of("uuid")},
    "oneOf": [{"required": ["public_name", "id"]}, {"required": ["name"]}],
}
# `start` is said to be a moment, but every program that writes or reads the format has the clock on the wall there.
ITEM = closed(
    {
        "id": {"type": "integer", "minimum": 1},
        "guid": of("uuid"),
        "date": of("date-time"),
        "start": like("^([01][0-9]|2[0-3]):[0-5][0-9]$"),
        "duration": like("^[0-9]+:[0-9]{2}$"),
        "room": TEXT,
        "slug": like("^[a-z0-9_-]+[a-z0-9]$"),
        "url": of("uri"),
        "title": TEXT,
        "subtitle": MAYBE,
        "track": MAYBE,
        "type": TEXT,
        "language": TEXT,
        "abstract": MAYBE,
        "persons": list_of(PERSON),
        "links": list_of(True),
    },
    description=MAYBE,
    logo=of("uri"),
    attachments=list_of(True),
    answers=list_of(True),
    recording_license=TEXT,
    do_not_record=MAYBE,
    do_not_stream=MAYBE,
)
DAY = closed(
    {
        "index": NUMBER,
        "date": of("date"),
        "day_start": of("date-time"),
        "day_end": of("date-time"),
        "rooms": {"type": "object", "additionalProperties": list_of(ITEM)},
    }
)
ROOM = closed({"name": TEXT, "guid": of("uuid")}, description=MAYBE, capacity={"type": ["number", "null"]})
CONFERENCE = closed(
    {
        "acronym": like("^[a-z0-9_-][a-z0-9_]{3,}(-2[0-9]{3}-[a-z]+)?$"),
        "title": TEXT,
        "start": of("date"),
        "end": of("date"),
        "daysCount": NUMBER,
        "timeslot_duration": TEXT,
        "days": list_of(DAY),
    },
    description=TEXT,
    time_zone_name=like("^([A-Z][a-z]+/[A-Z][a-z]+)|UTC$"),
    logo=of("uri"),
    colors={"type": "object"},
    keywords=list_of(TEXT),
    url=of("uri"),
    tracks=list_of({"type": "object", "properties": {"name": TEXT}}),
    rooms=list_of(ROOM),
    meta={"type": "object"},
)
SCHEDULE = {
    "type": "object",
    "properties": {"version": TEXT, "base_url": of("uri"), "conference": CONFERENCE, "rooms": False},
    "required": ["version", "conference"],
}
GENERATOR = {"type": "object", "properties": {"name": TEXT, "version": TEXT, "url": of("uri")}}
JSON = Draft6Validator(
    closed({"schedule": SCHEDULE}, **{"$schema": TEXT, "generator": GENERATOR}), format_checker=CHECKER
)

_XSD = "http://www.w3.org/2001/XMLSchema"
#: Elements of an item by their types; those with a ? may be left out.
_OF_ITEM = """\
room string; title string; type string; date dateTime; start clock; duration length;
persons? persons; language? string; abstract string; description? string;
slug string; recording? recording; subtitle string; track string; links? links"""
_OF_CONFERENCE = "title string; acronym string; start? date; end? date; days? integer; timeslot_duration? length"
_FORMS = {
    "length": r"[0-9]{1,2}:[0-9]{2}(:[0-9]{1,2})?",
    "clock": r"[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?",
}


def _xsd() -> xmlschema.XMLSchema:
    own = {*_FORMS, "persons", "links", "recording", "item"}

    def element(said: str, many: str = "") -> str:
        name, kind = said.split()
        least = ' minOccurs="0"' if name.endswith("?") else ""
        return f'<element name="{name.rstrip("?")}" type="{kind if kind in own else "s:" + kind}"{least}{many}/>'

    def fields(said: str) -> str:
        return f"<all>{''.join(element(each) for each in said.split(';'))}</all>"

    def named_texts(name: str, attribute: str, kind: str) -> str:
        text = f'<simpleContent><extension base="s:string"><attribute name="{attribute}" type="s:{kind}"/></extension>'
        each = f'<element name="{name}" minOccurs="0" maxOccurs="unbounded"><complexType>{text}</simpleContent>'
        return f'<complexType name="{name}s"><sequence>{each}</complexType></element></sequence></complexType>'

    def only_once(name: str, of_which: str, field: str) -> str:
        return f'<unique name="{name}"><selector xpath="{of_which}"/><field xpath="{field}"/></unique>'

    many = ' minOccurs="0" maxOccurs="unbounded"'
    day = "".join(
        f'<attribute name="{name}" type="s:{kind}"/>'
        for name, kind in [("date", "date"), ("start", "dateTime"), ("end", "dateTime"), ("index", "positiveInteger")]
    )
    room = f'<sequence><element name="event" type="item"{many}/></sequence><attribute name="name" type="s:string"/>'
    rooms = f'<sequence><element name="room"{many}><complexType>{room}</complexType></element></sequence>'
    days = f'<element name="day" maxOccurs="unbounded"><complexType>{rooms}{day}</complexType></element>'
    conference = f'<element name="conference"><complexType>{fields(_OF_CONFERENCE)}</complexType></element>'
    version = '<element name="version" type="s:string" minOccurs="0"/>'
    ids = '<attribute name="id" type="s:positiveInteger" use="required"/><attribute name="guid" type="s:string"/>'
    written = "".join(
        [
            f'<schema xmlns:s="{_XSD}" elementFormDefault="qualified"><element name="schedule">',
            f"<complexType><sequence>{version}{conference}{days}</sequence></complexType>",
            only_once("guids", "day/room/event", "@guid"),
            only_once("ids", "day/room/event", "@id"),
            only_once("slugs", "day/room/event/slug", "."),
            f'</element><complexType name="item">{fields(_OF_ITEM)}{ids}</complexType>',
            f'<complexType name="recording">{fields("license string; optout boolean")}</complexType>',
            named_texts("person", "id", "positiveInteger") + named_texts("link", "href", "string"),
            *(
                f'<simpleType name="{name}"><restriction base="s:string"><pattern value="{form}"/></restriction>'
                "</simpleType>"
                for name, form in _FORMS.items()
            ),
            "</schema>",
        ]
    )
    return xmlschema.XMLSchema(re.sub(r"<(/?)(\w)", r"<\1s:\2", written))


XML = _xsd()


def items_in_json(told: dict[str, Any]) -> list[dict[str, Any]]:
    """In a file that is valid. Raises jsonschema's ValidationError."""
    JSON.validate(told)
    days = told["schedule"]["conference"]["days"]
    items = [item for day in days for items in day["rooms"].values() for item in items]
    for field in ("id", "guid", "slug"):
        assert len({item[field] for item in items}) == len(items), field
    return items


def items_in_xml(body: bytes) -> list[dict[str, str]]:
    """In a file that is valid, by the names of their elements and attributes. Raises xmlschema's errors."""
    root = Xml.fromstring(body)
    XML.validate(root)
    found = root.findall("day/room/event")
    return [{**item.attrib, **{part.tag: part.text or "" for part in item}} for item in found]
