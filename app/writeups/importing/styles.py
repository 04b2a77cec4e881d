"""Markdown as other programs write it, in the dialect that notes have here. Pure, and linear in the text.

Obsidian's links, pictures, remarks and callouts; HedgeDoc's boxes, tags and contents; Etherpad's lists; pandoc's
attributes and boxes; HTML that people write where Markdown has no word. Code stays as it is.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_CODE = re.compile(r"(`[^`\n]+`)")
_EMBED = re.compile(r"!\[\[([^\[\]\n|]{1,300})(?:\|([^\[\]\n]{0,200}))?\]\]")
_WIKI = re.compile(r"\[\[([^\[\]\n|]{1,300})(?:\|([^\[\]\n]{0,200}))?\]\]")
_ATTRIBUTES = re.compile(r"[ \t]*\{[#.:][^{}\n]{0,200}\}[ \t]*$")
_MARKED = re.compile(r"==([^=\n]{1,300})==")
_CALLOUT = re.compile(r"(?P<quote>(?:>[ \t]?)+)\[!(?P<kind>[\w-]{1,30})\][+-]?[ \t]*(?P<title>.*)")
_BOX = re.compile(r":{3,}[ \t]*(?:\{([^{}]{0,100})\}|([\w-]*)(?:[ \t]+(.{1,200}))?)[ \t]*")
#: HedgeDoc's way to say who said it.
_SAID_BY = re.compile(r"((?:>[ \t]?)+)\[name=([^\]\n]{1,80})\](?:[ \t]*\[(?:time|color)=[^\]\n]{0,80}\])*[ \t]*")
_TOC = re.compile(r"\s*\[\[?toc\]?\]\s*", re.IGNORECASE)
_BULLET = re.compile(r"([ \t]+)([*+-]|\d+\.)[ \t]")
_IMG = re.compile(r"<img\b([^<>]{0,600})/?>", re.IGNORECASE)
_LINK = re.compile(
    r"<a\b[^<>]{0,300}?\bhref=[\"']([^\"'<>\s]{1,300})[\"'][^<>]{0,300}>([^<>\n]{1,300})</a>", re.IGNORECASE
)
_BR = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
_TAGS = (
    (re.compile(r"</?(?:b|strong)>", re.IGNORECASE), "**"),
    (re.compile(r"</?(?:i|em)>", re.IGNORECASE), "*"),
    (re.compile(r"</?(?:s|del|strike)>", re.IGNORECASE), "~~"),
    (
        re.compile(
            r"</?(?:u|sup|sub|small|span|font|div|p|center|kbd|mark|ins|details|summary|figure|figcaption)"
            r"(?:\s[^<>]{0,300})?/?>",
            re.IGNORECASE,
        ),
        "",
    ),
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|svg|heic|heif|avif|bmp|tiff?)$", re.IGNORECASE)
_ATTRIBUTE = r"\b{}=(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s\"'<>]+))"


@dataclass
class _Counts:
    """How often something was put in other words, for the report."""

    found: dict[str, int] = field(default_factory=dict)

    def __call__(self, what: str) -> None:
        self.found[what] = self.found.get(what, 0) + 1


def in_our_dialect(text: str) -> tuple[str, tuple[str, ...]]:
    """The text, and what of it is not as it was."""
    counts = _Counts()
    text = _without_remarks(text, counts)
    lines = list(_lines(_dedented(text.split("\n"), counts), counts))
    return "\n".join(lines), tuple(f"{what} ({n})" if n > 1 else what for what, n in counts.found.items())


def _without_remarks(text: str, counts: _Counts) -> str:
    """What its writers hid from readers stays hidden: here it would be seen."""
    for start, end, what in (("<!--", "-->", "a hidden HTML comment is left out"), ("%%", "%%", _HIDDEN)):
        if start in text:
            text = _between(text, start, end, partial(counts, what))
    return text


_HIDDEN = "a hidden Obsidian comment is left out"


def _between(text: str, start: str, end: str, found: Callable[[], None]) -> str:
    """Without what stands between two marks outside of code; a mark without its end is a text."""
    kept, seen, code = [], 0, _code_spans(text)
    while (begins := text.find(start, seen)) >= 0 and (ends := text.find(end, begins + len(start))) >= 0:
        hidden = code(begins)
        kept.append(text[seen : hidden or begins])
        seen = hidden or ends + len(end)
        if not hidden:
            found()
    return "".join([*kept, text[seen:]])


def _code_spans(text: str) -> Callable[[int], int]:
    """For places in rising order: the end of the code that each is in, or 0."""
    spans = iter(_fenced(text))
    now = next(spans, None)

    def at(place: int) -> int:
        nonlocal now
        while now and now[1] <= place:
            now = next(spans, None)
        return now[1] if now and now[0] <= place else 0

    return at


def _fenced(text: str) -> Iterator[tuple[int, int]]:
    """Where code is, from and to: between fences, or between backticks on one line."""
    at, open_at, fence = 0, 0, ""
    for line in text.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if mark and not fence:
            open_at, fence = at, mark[1]
        elif mark and mark[1].startswith(fence) and not line.strip(" `~\n"):
            yield open_at, at + len(line)
            fence = ""
        elif not fence:
            yield from ((at + code.start(), at + code.end()) for code in _CODE.finditer(line))
        at += len(line)
    if fence:
        yield open_at, at


def _dedented(lines: list[str], counts: _Counts) -> list[str]:
    """Etherpad begins even its outermost lists with blanks, which makes code of them in Markdown."""
    listed = [found for line in lines if (found := _BULLET.match(line))]
    outermost = any(re.match(r"(?:[*+-]|\d+\.)[ \t]", line) for line in lines)
    if not listed or outermost or any(_FENCE.match(line) for line in lines):
        return lines
    widths = sorted({len(found[1].expandtabs(4)) for found in listed})
    counts("indented lists are lists now")
    depth = {width: "    " * level for level, width in enumerate(widths)}
    return [
        depth[len(found[1].expandtabs(4))] + line[len(found[1]) :] if (found := _BULLET.match(line)) else line
        for line in lines
    ]


def _lines(lines: list[str], counts: _Counts) -> Iterator[str]:
    fence, boxes = "", 0
    for line in lines:
        mark = _FENCE.match(line)
        if mark and (not fence or (mark[1].startswith(fence) and not line.strip(" `~"))):
            fence = "" if fence else mark[1]
            yield "> " * boxes + line
        elif fence:
            yield "> " * boxes + line
        elif box := _BOX.fullmatch(line):
            opens = bool(box[1] or box[2])
            boxes = max(0, boxes + (1 if opens else -1))
            counts("a box is a quotation now" if opens else "")
            counts.found.pop("", None)
            yield ""
            if opens and box[3]:
                yield "> " * boxes + f"**{box[3].strip()}**"
        elif _TOC.fullmatch(line):
            counts("the table of contents is left out; pages here have their own")
        else:
            yield "> " * boxes + _line(line, counts)


def _line(line: str, counts: _Counts) -> str:
    if line.startswith(">") and (found := _CALLOUT.fullmatch(line)):
        counts("a callout is a quotation now")
        line = f"{found['quote']}**{found['title'].strip() or found['kind'].capitalize()}**"
    if line.startswith(">") and (said := _SAID_BY.fullmatch(line)):
        return f"{said[1]}— {said[2].strip()}"
    if line.startswith("#"):
        line = _ATTRIBUTES.sub("", line)
    if not any(sign in line for sign in ("[[", "==", "<")):
        return line
    parts = _CODE.split(line)
    return "".join(part if part.startswith("`") and n % 2 else _words(part, counts) for n, part in enumerate(parts))


def _words(text: str, counts: _Counts) -> str:
    text = _EMBED.sub(lambda found: _embedded(found, counts), text)
    text = _WIKI.sub(lambda found: _linked(found, counts), text)
    text = _MARKED.sub(r"**\1**", text)
    return _without_html(text, counts) if "<" in text else text


def _embedded(found: re.Match[str], counts: _Counts) -> str:
    target, words = found[1].strip(), (found[2] or "").strip()
    if _PICTURE.search(target):
        return f"![{'' if re.fullmatch(r'[0-9x]*', words) else words}](<{target}>)"
    counts("a note that was shown inside this one is named only")
    return f"*{words or target}*"


def _linked(found: re.Match[str], counts: _Counts) -> str:
    counts("a link to another note is words now")
    return (found[2] or found[1].partition("#")[0] or found[1].lstrip("#")).strip()


def _without_html(text: str, counts: _Counts) -> str:
    plain = _IMG.sub(_image, text)
    plain = _LINK.sub(r"[\2](\1)", plain)
    plain = _BR.sub(" " if text.lstrip().startswith(("|", "#")) else "\\\\\n", plain)
    for tag, mark in _TAGS:
        plain = tag.sub(mark, plain)
    if plain != text:
        counts("HTML is Markdown or plain words now")
    return plain


def _image(found: re.Match[str]) -> str:
    source, alt = _attribute(found[1], "src"), _attribute(found[1], "alt")
    return f"![{alt.replace(']', '')}](<{source}>)" if source else ""


def _attribute(written: str, name: str) -> str:
    found = re.search(_ATTRIBUTE.format(name), written, re.IGNORECASE)
    return next((value for value in found.groups() if value), "") if found else ""
