"""What a note or a row says: title, hosts, tags, time, place and text, wherever its writer put them. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from app.kernel.forms import clean
from app.topics.rules import PITCH_LIMIT, TITLE_LIMIT
from app.writeups.importing.front_matter import part
from app.writeups.importing.items import BREAK, OPEN, PLENARY, Head, Item
from app.writeups.importing.lists import read_names, read_tags, words_in
from app.writeups.importing.moments import When, read_day, read_when
from app.writeups.importing.shots import take_shots
from app.writeups.importing.styles import in_our_dialect
from app.writeups.importing.titles import Named, first_heading, first_words, named, without_heading
from app.writeups.importing.vocabulary import meaning_of

ROOM_LIMIT = 60
_NO = {"false", "no", "nein", "non", "0", "off", "n"}
_CLOSED_STATES = {"draft", "private", "entwurf", "submitted", "pending", "privat"}
_GONE_STATES = {"canceled", "cancelled", "rejected", "withdrawn", "deleted", "abgesagt", "abgelehnt", "declined"}
_BREAKS = re.compile(
    r"(?:(?:coffee|tea|lunch|kaffee|mittags?|tee)?[ -]?(?:break|pause)|lunch|mittagessen|abendessen|dinner|kaffee"
    r"|break|pause|déjeuner|almuerzo|comida|registration|anmeldung|einlass|doors open|昼食|休憩|استراحة)\b.{0,20}",
    re.IGNORECASE,
)
_PLENARIES = re.compile(
    r"(?:keynote|plenary|plenum|opening|closing|welcome|eröffnung|abschluss|begrüßung|plénière|clôture|ouverture"
    r"|apertura|clausura|lightning talks|closing circle|marketplace|基調講演|開会|閉会)\b.{0,60}",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"\s*(?:[-*+>]\s+)?(?:\*\*|__)?(?P<key>[^\W\d_][\w ./-]{0,30}?)(?:\*\*|__)?\s?[:：]\s*(?:\*\*|__)?\s*"
    r"(?P<value>\S.*)"
)
_LABELS = {"hosts", "day", "starts", "ends", "minutes", "room", "tags"}
_HEDGEDOC_TAGS = re.compile(r"#{1,6}[ \t]+tags:[ \t]*(.*)", re.IGNORECASE)
_HEAD_LINES = 25


class LeftOut(Exception):
    """The message says why this does not become a topic."""


class Said(NamedTuple):
    """What fields mean, the first of each meaning; and which of them say nothing to us."""

    by_meaning: Mapping[str, Any]
    unused: tuple[str, ...]
    refused: tuple[str, ...]

    def words(self, meaning: str) -> str:
        return " ".join(clean(words_in(self.by_meaning.get(meaning, ""))).split())

    def text(self, meaning: str) -> str:
        return clean(words_in(self.by_meaning.get(meaning, ""))).strip()


def understand_note(path: str, mark: str, text: str, zone: ZoneInfo) -> Item:
    """A file of a folder; `path` is from there. Raises LeftOut for one that says nothing."""
    parted = part(text)
    said, called = meanings(parted.fields), named(path)
    body, tags = _hedgedoc_tags(parted.text)
    body, changed = in_our_dialect(body)
    if not body.strip() and not parted.fields:
        raise LeftOut("it is empty")
    labelled = {} if parted.trouble else _labelled(body)
    said = said._replace(by_meaning={**labelled, **said.by_meaning})
    if "key" in said.by_meaning:
        said = said._replace(refused=("id", *said.refused))
    item = _item(path, mark, said, zone, called)
    title, body, how = _title(said.words("title"), body, called, path)
    body, shots = take_shots(body.strip("\n"))
    if not body.strip():
        body = said.text("text") or said.text("description")
    more, too_many = read_tags(said.by_meaning.get("tags", ""), said.by_meaning.get("track", ""), tags)
    troubles = [parted.trouble] if parted.trouble else []
    remarks = (*troubles, *how, *changed, *too_many, *item.remarks)
    text, pitch = _linked(body.strip(), said).strip(), said.text("pitch") or said.text("description")
    pitch = "" if pitch == text else pitch
    item = replace(item, title=title, text=text, pitch=pitch, tags=more, shots=shots, credits=_credits(said))
    return _short(replace(item, remarks=remarks))


def understand_row(path: str, mark: str, row: Mapping[str, Any], zone: ZoneInfo, number: int) -> Item:
    """A line of a table or an object of a list, the `number`th. Raises LeftOut for one that is no session."""
    said = meanings(row)
    title = _plain_title(said.words("title"))
    if not title:
        raise LeftOut("it has no title")
    if said.words("state").lower() in _GONE_STATES:
        raise LeftOut(f"its state is “{said.words('state')}”")
    item = _item(path, mark, said, zone, Named(order=number))
    text, pitch = _texts(said)
    text, changed = in_our_dialect(text)
    text, shots = take_shots(text)
    tags, too_many = read_tags(said.by_meaning.get("tags", ""), said.by_meaning.get("track", ""))
    remarks = (*changed, *too_many, *item.remarks)
    item = replace(item, title=title, text=_linked(text, said), pitch=pitch, tags=tags, shots=shots, remarks=remarks)
    return _short(replace(item, credits=_credits(said)))


def meanings(fields: Mapping[str, Any]) -> Said:
    found: dict[str, Any] = {}
    unused, refused = [], []
    for key, value in fields.items():
        meaning = meaning_of(key)
        if meaning == "never":
            refused.append(key)
        elif meaning in ("", "nothing") or (meaning in found and words_in(value)):
            unused += [key] if words_in(value) else []
        elif words_in(value):
            found[meaning] = value
    _put_right(found)
    return Said(found, tuple(unused), tuple(refused))


def understand_head(fields: Mapping[str, Any], text: str = "") -> Head:
    """What the front matter of an introduction, or a list as a whole, says of the event."""
    said = meanings(fields)
    zone = said.words("time-zone")
    day = said.words("first-day") or said.words("day") or said.words("starts")
    last = said.words("last-day") or said.words("ends")
    return Head(
        name=_plain_title(said.words("title") or first_heading(text))[:100],
        venue=(said.words("venue") or said.words("room"))[:200],
        theme=said.words("theme")[:200],
        time_zone=zone if zone in available_timezones() else "",
        language=said.words("language")[:2].lower(),
        first_day=read_day(day),
        last_day=read_day(last) or read_day(" ".join(day.split(" ")[1:])),
    )


def _put_right(found: dict[str, Any]) -> None:
    """“Tag” is a day in German and a word in English: whichever it looks like. A writer is a host if there is none."""
    if "day" not in found and "tags" in found:
        written = words_in(found["tags"])
        if read_day(written) or re.fullmatch(r"(?:tag |day )?\d{1,2}", written.lower()):
            found["day"] = found.pop("tags")
    if "hosts" not in found and "author" in found:
        found["hosts"] = found["author"]


def _item(path: str, mark: str, said: Said, zone: ZoneInfo, called: Named) -> Item:
    """All but title and text."""
    when, odd_times = _when(said, zone, called)
    hosts, odd_names = read_names(said.by_meaning.get("hosts", ""))
    room, too_long = said.words("room")[:ROOM_LIMIT].strip(), len(said.words("room")) > ROOM_LIMIT
    remarks = [*odd_times, *odd_names]
    remarks += [f"the name of the room is cut off: “{room}”"] if too_long else []
    if said.refused:
        remarks.append(f"never taken from files: {', '.join(said.refused)}")
    if "scribe" in said.by_meaning:
        remarks.append(f"who wrote it is not kept: {said.words('scribe')[:60]}")
    number = _number(said.words("order"), called.order)
    order = (number is None, number or 0, when.day or date.max, str(when.starts or ""), _natural(path))
    return Item(
        path=path,
        mark=mark,
        title="",
        hosts=hosts,
        when=when,
        room=room,
        kind=_kind(said, _plain_title(said.words("title")) or called.title),
        is_private=_is_private(said),
        order=order,
        remarks=tuple(remarks),
        unused=said.unused,
    )


def _when(said: Said, zone: ZoneInfo, called: Named) -> tuple[When, list[str]]:
    day, starts, ends = said.words("day"), said.words("starts"), said.words("ends")
    when = read_when(day, starts, ends, said.words("minutes"), zone)
    odd = [f"“{day[:40]}” is no date"] if day and not (when.day or when.nth) else []
    odd += [f"“{starts[:40]}” is no time"] if starts and not (when.starts or when.day) else []
    odd += [f"“{ends[:40]}” is no time"] if ends and not when.ends else []
    filled = replace(when, day=when.day or called.day, starts=when.starts or called.starts, nth=when.nth or called.nth)
    return filled, odd


def _title(told: str, body: str, called: Named, path: str) -> tuple[str, str, list[str]]:
    """The title, the text without it, and how it was found if that was not plain."""
    heading = first_heading(body)
    if told:
        title = _plain_title(told)
        return title, without_heading(body, title), []
    if heading:
        return heading, without_heading(body, heading), []
    if called.title:
        return called.title, body, ["titled after its file"]
    if words := first_words(body):
        return words, body, ["without a title: its first words are taken"]
    return PurePosixPath(path).name, body, ["without a title: its file's name is taken"]


def _plain_title(written: str) -> str:
    return first_heading(f"# {written}") if written else ""


def _short(item: Item) -> Item:
    """Within what a card holds. What is cut off a title or a pitch stays whole in the note."""
    remarks, title, text, pitch = list(item.remarks), item.title, item.text, item.pitch
    if len(title) > TITLE_LIMIT:
        text, title = f"# {title}\n\n{text}", title[: TITLE_LIMIT - 1].rstrip() + "…"
        remarks.append("its title is cut off; the whole stands above the text")
    if len(pitch) > PITCH_LIMIT:
        text = text if pitch in text else f"{pitch}\n\n{text}".strip()
        pitch = pitch[: PITCH_LIMIT - 1].rpartition(" ")[0] + "…"
        remarks.append("its summary is cut off; the whole stands in the text")
    return replace(item, title=title, text=text, pitch=pitch, remarks=tuple(remarks))


def _texts(said: Said) -> tuple[str, str]:
    """The note and the pitch. A summary that is all there is stands in both, so that readers find it."""
    pitch, description, notes = said.text("pitch"), said.text("description"), said.text("text")
    if notes:
        return notes, pitch or description
    return description or pitch, pitch


def _linked(text: str, said: Said) -> str:
    """Links that are listed beside a text, at its end."""
    given = said.by_meaning.get("links")
    listed = given if isinstance(given, list) else [given] if given else []
    links = [link for each in listed if (link := _link(each)) and link not in text]
    return f"{text}\n\n" + "\n".join(f"- {link}" for link in links) if links else text


def _link(each: Any) -> str:
    if isinstance(each, dict):
        address = str(each.get("url") or each.get("href") or "")
        name = clean(str(each.get("title") or each.get("name") or address)).replace("[", "").replace("]", "")
        return f"[{' '.join(name.split())}](<{address}>)" if re.match(r"https?://[^\s<>]+$", address) else ""
    written = words_in(each).strip()
    return written if re.match(r"https?://", written) else ""


def _kind(said: Said, title: str) -> str:
    told = said.words("kind").lower()
    if told in (BREAK, "pause") or (_BREAKS.fullmatch(title) and not said.words("hosts")):
        return BREAK
    return PLENARY if _PLENARIES.match(told) or _PLENARIES.fullmatch(title) else OPEN


def _is_private(said: Said) -> bool:
    draft, published = said.words("draft").lower(), said.words("published").lower()
    policy = said.words("attribution").lower()
    return (
        (bool(draft) and draft not in _NO)
        or published in _NO
        or said.words("state").lower() in _CLOSED_STATES
        or (bool(policy) and policy not in ("open", "offen", "public"))
    )


def _number(told: str, called: int | None) -> int | None:
    found = re.fullmatch(r"#?(\d{1,6})\.?", told)
    return int(found[1]) if found else called


def _natural(path: str) -> tuple[tuple[int, str], ...]:
    """`2` before `10`."""
    parts = re.findall(r"(\d{1,9})|([^\d]+|\d+)", path.casefold())
    return tuple((int(digits), "") if digits else (10**9, words) for digits, words in parts)


def _labelled(body: str) -> dict[str, Any]:
    """Lines such as “**Host:** Ada” before the second heading. They stay in the text."""
    found: dict[str, Any] = {}
    headings = 0
    for line in body.split("\n", _HEAD_LINES)[:_HEAD_LINES]:
        headings += line.startswith("#")
        if headings > 1:
            break
        label = _LABELLED.fullmatch(line[:400])
        if label and (meaning := meaning_of(label["key"])) in _LABELS and meaning not in found:
            found[meaning] = label["value"].strip().strip("*_").strip()
    return found


def _hedgedoc_tags(text: str) -> tuple[str, list[str]]:
    tags: list[str] = []
    lines = text.split("\n")
    for line in [line for line in lines if line.startswith("#") and _HEDGEDOC_TAGS.fullmatch(line)]:
        found = _HEDGEDOC_TAGS.fullmatch(line)
        tags += [found[1]] if found else []
        lines.remove(line)
    return "\n".join(lines), tags


def _credits(said: Said) -> dict[str, str]:
    """Whose the pictures are: by file where that is said, else of all under an empty name."""
    return dict(_credited(said.by_meaning.get("photos"))) | dict(_credited(said.by_meaning.get("credit"), whole=True))


def _credited(value: Any, whole: bool = False) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for each in value:
            yield from _credited(each)
    elif isinstance(value, dict):
        names = {meaning_of(key) or key.lower(): words_in(each) for key, each in value.items()}
        file = next((names[key] for key in ("file", "photos", "src", "path", "title") if key in names), "")
        credit = next((names[key] for key in ("credit", "author", "hosts") if key in names), "")
        if file and credit:
            yield PurePosixPath(file).name, credit
        elif not credit:
            yield from ((PurePosixPath(key).name, words_in(each)) for key, each in value.items() if words_in(each))
        else:
            yield "", credit
    elif whole and (written := words_in(value)):
        yield "", written
