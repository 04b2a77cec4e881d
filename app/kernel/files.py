"""Files that come with a posted form, and the form's fields beside them (multipart/form-data)."""

from collections.abc import Iterator
from dataclasses import dataclass

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

MULTIPART = "multipart/form-data"
MOST_PARTS = 100


@dataclass(frozen=True)
class PostedFile:
    """`field` is the form's, `name` what its sender calls it; both are only words."""

    field: str
    name: str
    content: bytes


def carries_files(content_type: str) -> bool:
    """A form with files in it, or a picture by itself."""
    return content_type.startswith((MULTIPART, "image/"))


def read_multipart(content_type: str, body: bytes) -> tuple[dict[str, str], list[PostedFile]]:
    """Fields and files. A field for a file that was left empty brings none. Raises ValueError."""
    boundary = parse_options_header(content_type)[1].get("boundary", "")
    fields: dict[str, str] = {}
    files: list[PostedFile] = []
    try:
        for part, content in _parts(boundary, body):
            if part.filename is None:
                fields[part.name or ""] = content.decode("utf-8", "replace")
            elif part.filename or content:
                files.append(PostedFile(part.name or "", part.filename, content))
    except (MultipartError, UnicodeError) as error:
        raise ValueError(str(error)) from None
    return fields, files


def _parts(boundary: str, body: bytes) -> Iterator[tuple[MultipartSegment, bytes]]:
    part, content = None, bytearray()
    with PushMultipartParser(boundary, content_length=len(body), max_segment_count=MOST_PARTS) as parser:
        for event in [*parser.parse(body), *parser.parse(b"")]:
            if isinstance(event, MultipartSegment):
                part, content = event, bytearray()
            elif event:
                content += event
            elif part is not None:
                yield part, bytes(content)
