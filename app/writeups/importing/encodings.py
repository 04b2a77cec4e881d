"""From bytes to text: how a file was written is found out, and said where it is not UTF-8. Pure."""

import codecs
import re
from dataclasses import dataclass

from app.kernel.forms import clean

BINARY = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"PK\x03\x04": "a ZIP file or an office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"\x1f\x8b": "a compressed file",
    b"\x7fELF": "a program",
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8", ""),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
#: Signs that a text has but binary data has many of.
_CONTROLS = bytes({*range(32)} - {*b"\t\n\r\f\x1b"})
_MOST_CONTROLS = 0.05
#: A few broken bytes among so many good ones are an accident in UTF-8, not another encoding.
_GOOD_FOR_EACH_BAD = 3
_SAMPLE = 64 * 1024
_KANA = re.compile(r"[\u3040-\u30ff]")


class Unreadable(Exception):
    """The message says why this is no text."""


@dataclass(frozen=True)
class Decoded:
    """The text with \\n as line end and without control characters; `remarks` say what was peculiar."""

    text: str
    remarks: tuple[str, ...] = ()


def decoded(data: bytes, encoding: str = "") -> Decoded:
    """`encoding` is what somebody says that it is. Raises Unreadable, and LookupError for an unknown encoding."""
    if encoding:
        raw, remarks = _as_told(data, encoding)
    else:
        _check_text(data)
        raw, remarks = _guessed(data)
    text = clean(raw)
    dropped = sum(map(raw.count, {*raw} - {*clean("".join({*raw})), "\r"})) if len(text) != len(raw) else 0
    if dropped:
        remarks.append(f"{dropped} control characters are left out")
    return Decoded(text, tuple(remarks))


def _as_told(data: bytes, encoding: str) -> tuple[str, list[str]]:
    codec = codecs.lookup(encoding)
    try:
        text = codec.decode(data, "replace")[0]
    except (UnicodeError, ValueError, TypeError, AssertionError) as error:
        raise Unreadable(f"it cannot be read as {encoding}") from error
    if not isinstance(text, str):
        raise LookupError(encoding)
    return text.removeprefix("\ufeff"), _damage(text, encoding)


def _check_text(data: bytes) -> None:
    for magic, what in BINARY.items():
        if data.startswith(magic):
            raise Unreadable(f"it is {what}, not a text")


def _guessed(data: bytes) -> tuple[str, list[str]]:
    for bom, marked, name in _BOMS:
        if data.startswith(bom):
            text = data[len(bom) :].decode(marked, "replace")
            return text, [f"read as {name}"] * bool(name) + _damage(text, name or "UTF-8")
    if (codec := _wide(data)) is not None:
        text = data.decode(codec, "replace")
        return text, ["read as UTF-16", *_damage(text, "UTF-16")]
    if len(data.translate(None, _CONTROLS)) < len(data) * (1 - _MOST_CONTROLS):
        raise Unreadable("it is binary data, not a text")
    return _narrow(data)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark at its begin: every other byte is mostly zero where there are Latin letters or blanks."""
    sample = data[: _SAMPLE // 2 * 2]
    if len(sample) < 4 or len(data) % 2:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < len(sample) // 2 * 0.4 or min(even, odd) > max(even, odd) / 10:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _narrow(data: bytes) -> tuple[str, list[str]]:
    try:
        return data.decode(), []
    except UnicodeDecodeError:
        pass
    text = data.decode(errors="replace")
    good = sum(letter > "\x7f" for letter in text) - text.count("\ufffd")
    if good >= _GOOD_FOR_EACH_BAD * text.count("\ufffd"):
        return text, _damage(text, "UTF-8")
    return _old(data)


def _old(data: bytes) -> tuple[str, list[str]]:
    """From before UTF-8: Japanese is known by its kana, old Macs by their line ends; else it is the West's."""
    for codec, name in (("shift_jis", "Shift JIS"), ("euc_jp", "EUC-JP")):
        text = _strictly(data, codec)
        foreign = sum(letter > "\x7f" for letter in text)
        if foreign and len(_KANA.findall(text)) > foreign / 4:
            return text, [f"read as {name}, as far as one can tell"]
    if b"\r" in data and b"\n" not in data:
        return data.decode("mac_roman"), ["read as Mac Roman, as far as one can tell"]
    name, codec = ("Windows-1252", "cp1252") if _has_c1(data) else ("Latin-1", "latin-1")
    text = data.decode(codec, "replace")
    return text, [f"read as {name}, as far as one can tell", *_damage(text, name)]


def _strictly(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return ""


def _has_c1(data: bytes) -> bool:
    return len(data.translate(None, bytes(range(0x80, 0xA0)))) < len(data)


def _damage(text: str, encoding: str) -> list[str]:
    broken = text.count("\ufffd")
    return [f"{broken} places are no {encoding} and became “�”"] if broken else []
