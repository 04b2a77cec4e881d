"""Pictures of a bundle: looked at as uploads are, and kept as they are when they are just what Hallway makes of one."""

from collections.abc import Iterator, Mapping
from hashlib import sha256

import msgspec

from app.day.bundling.archive import NoBundle, Reading, picture_part
from app.kernel.errors import Refusal
from app.notes.photos.encoding import Encoded
from app.notes.photos.rules import MOST_BYTES_OF_EVENT
from app.notes.photos.taking import NotNow, Photos
from app.writeups.importing.progress import Progress

#: Pixels and their holes, and nothing that a camera or a person says beside them.
_CHUNKS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH"})
#: Of what the extended head announces, holes alone.
_HOLES = 0x10
#: So often a picture is looked at when the machine kills whoever looks.
TRIES = 2


async def keep_pictures(photos: Photos, bundle: Reading, rows: list[msgspec.Struct], progress: Progress) -> None:
    """Their files come before their rows; without rows they are tidied away. Raises NoBundle, NoRoom."""
    named: dict[str, Mapping[str, object]] = {
        row["hash"]: row for row in map(msgspec.structs.asdict, rows) if row["hash"]
    }
    wanted = {picture_part(digest, small=small) for digest in named for small in (False, True)}
    if wanted != set(bundle.manifest.pictures):
        raise NoBundle("This bundle does not hold the pictures that it names.")
    if sum(bundle.manifest.parts[name].size for name in wanted) > MOST_BYTES_OF_EVENT:
        raise NoBundle("The pictures of this bundle are more than one event may have.")
    for done, (digest, row) in enumerate(sorted(named.items())):
        progress.step("Looking at photo", done, len(named))
        await _keep(photos, bundle, digest, row)


async def _keep(photos: Photos, bundle: Reading, digest: str, row: Mapping[str, object]) -> None:
    picture, small = (bundle.picture(picture_part(digest, small=is_small)) for is_small in (False, True))
    if sha256(picture).hexdigest() != digest:
        raise NoBundle(f"The picture {digest[:12]}… is another one.")
    large, little = await _looked_at(photos, picture, digest), await _looked_at(photos, small, digest)
    sides = (large.width, large.height, little.width, little.height, len(picture) + len(small))
    if sides != tuple(row[each] for each in ("width", "height", "small_width", "small_height", "size")):
        raise NoBundle(f"The picture {digest[:12]}… is not of the size that it says.")
    await photos.files.keep(picture, small)


async def _looked_at(photos: Photos, content: bytes, digest: str) -> Encoded:
    if not is_bare_webp(content):
        raise NoBundle(f"The picture {digest[:12]}… is none that Hallway made.")
    for _try in range(TRIES - 1):
        try:
            return await photos.look_at(content)
        except NotNow:
            continue
        except Refusal as refusal:
            raise NoBundle(f"The picture {digest[:12]}… is none: {refusal.message}") from refusal
    return await photos.look_at(content)


def is_bare_webp(content: bytes) -> bool:
    """Whether this is one WebP picture and nothing else.

    Format: https://developers.google.com/speed/webp/docs/riff_container
    """
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or len(content) != _number(content, 4) + 8:
        return False
    chunks = list(_chunks(content))
    heads = [body for name, body in chunks if name == b"VP8X"]
    return all(name in _CHUNKS for name, _body in chunks) and all(
        head[:1] in (b"\0", bytes([_HOLES])) for head in heads
    )


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at < len(content):
        length = _number(content, at + 4)
        end = at + 8 + length + length % 2
        yield (content[at : at + 4], content[at + 8 : at + 8 + length]) if end <= len(content) else (b"", b"")
        at = end


def _number(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 4], "little")
