"""Pictures in a Markdown text: found, whatever way they are written in, and put under another address. Pure."""

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from app.writeups.importing.items import Shot

_ALT = r"!\[((?:\\.|[^\[\]\\\n]){0,400})\]"
_INLINE = re.compile(
    _ALT + r"\([ \t]*(?:<([^<>\n]{1,500})>|([^\s()<>]{1,500}(?:\([^\s()<>]{0,100}\)[^\s()<>]{0,100})?))"
    r"(?:[ \t]+(?:\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'))?[ \t]*\)(?:\{[^{}\n]{0,200}\})?"
)
_BY_NAME = re.compile(_ALT + r"(?:\[([^\]\n]{0,100})\])?(?![(\[])")
_DEFINITION = re.compile(r" {0,3}\[([^\]\n]{1,100})\]:[ \t]*<?(\S{1,500}?)>?[ \t]*(?:[\"'(][^\n]{0,300})?")
_EMBEDDED = re.compile(r"data:image/[\w.+-]{1,20};base64,")
_REMOTE = re.compile(r"[a-z][a-z0-9+.-]{0,20}:|//|#|/\w[\w-]*/media/", re.IGNORECASE)


def take_shots(text: str) -> tuple[str, tuple[Shot, ...]]:
    """The text with every picture written `![alt](<target>)`, and those that are files beside it or were in the text
    itself. Pictures elsewhere in the net stay what they are."""
    text, sources = _pulled_out(text)
    text = _named_inline(text)
    shots: dict[str, Shot] = {}

    def take(found: re.Match[str]) -> str:
        target = found[2] or found[3]
        if _REMOTE.match(target):
            return found[0]
        target = unquote(target).partition("?")[0].removeprefix("./")
        shots.setdefault(target, Shot(target, found[1].replace("\\", ""), sources.get(target, b"")))
        return f"![{found[1]}](<{target}>)" if "<" not in target and ">" not in target else found[0]

    return _INLINE.sub(take, text), tuple(shots.values())


def with_addresses(text: str, addresses: Mapping[str, str]) -> str:
    """`addresses` by target. Those without one are words now, so that nothing seems broken."""

    def put(found: re.Match[str]) -> str:
        target = found[2] or found[3]
        if _REMOTE.match(target):
            return found[0]
        if address := addresses.get(target):
            return f"![{found[1]}]({address})"
        return f"*{found[1] or target}*" if target in addresses else found[0]

    return _INLINE.sub(put, text)


def _pulled_out(text: str) -> tuple[str, dict[str, bytes]]:
    """Pictures whose bytes are in the text, as Google Docs writes them, get a name instead."""
    sources: dict[str, bytes] = {}
    kept, seen = [], 0
    for found in _EMBEDDED.finditer(text):
        if found.start() < seen:
            continue
        end = _end_of_base64(text, found.end())
        name = f"embedded-{len(sources) + 1}"
        sources[name] = _bytes(text[found.end() : end])
        kept += [text[seen : found.start()], name]
        seen = end
    return "".join([*kept, text[seen:]]), sources


def _end_of_base64(text: str, at: int) -> int:
    found = re.compile(r"[A-Za-z0-9+/=%\-_]*").match(text, at)
    return found.end() if found else at


def _bytes(written: str) -> bytes:
    try:
        return b64decode(unquote(written) + "=" * (-len(written) % 4))
    except ValueError:
        return b""


def _named_inline(text: str) -> str:
    """`![alt][name]` with `[name]: target` somewhere below becomes `![alt](<target>)`."""
    if "]:" not in text:
        return text
    targets = dict(_definitions(text))

    def put(found: re.Match[str]) -> str:
        target = targets.get((found[2] or found[1]).casefold())
        return f"![{found[1]}](<{target}>)" if target else found[0]

    used: set[str] = {(found[2] or found[1]).casefold() for found in _BY_NAME.finditer(text)}
    lines = (line for line in text.split("\n") if not _is_used(line, used & targets.keys()))
    return _BY_NAME.sub(put, "\n".join(lines))


def _definitions(text: str) -> Iterator[tuple[str, str]]:
    for line in text.split("\n"):
        if found := _DEFINITION.fullmatch(line):
            yield found[1].casefold(), found[2]


def _is_used(line: str, used: set[str]) -> bool:
    found = _DEFINITION.fullmatch(line) if line.lstrip(" ").startswith("[") else None
    return found is not None and found[1].casefold() in used
