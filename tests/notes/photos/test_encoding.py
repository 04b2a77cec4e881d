"""From whatever somebody sends to a picture of ours, or a reason why not."""

import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from app.notes.photos.encoding import LONGEST, MOVES, NO_PICTURE, SMALL, TOO_MANY_PIXELS, Encoded, encode, measure
from tests.cameras import huge, is_upright, moving, opened, photo


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_it_becomes_webp_in_two_sizes_that_are_told(kind: str) -> None:
    encoded = encode(photo(3000, 1500, kind))
    picture, small = opened(encoded.picture), opened(encoded.small)
    assert (picture.format, small.format) == ("WEBP", "WEBP")
    assert picture.size == (encoded.width, encoded.height) == (LONGEST, LONGEST // 2)
    assert small.size == (encoded.small_width, encoded.small_height) == (SMALL, SMALL // 2)


def test_a_small_one_is_not_blown_up() -> None:
    assert opened(encode(photo(100, 80)).picture).size == (100, 80)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_of_what_the_camera_wrote_is_kept(kind: str) -> None:
    taken = photo(kind=kind)
    assert b"A camera that tells" in taken
    encoded = encode(taken)
    for content in (encoded.picture, encoded.small):
        assert b"A camera that tells" not in content
        assert b"EXIF" not in content
        picture = opened(content)
        assert not picture.getexif()
        assert {"exif", "xmp", "icc_profile"} & set(picture.info) == set()


def test_one_that_was_taken_upright_stands_upright() -> None:
    taken = photo(240, 320, turned=6)
    assert opened(taken).size == (320, 240)
    encoded = encode(taken)
    for content in (encoded.picture, encoded.small):
        picture = opened(content)
        assert picture.size == (240, 320)
        assert is_upright(picture)


def test_holes_stay_holes() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(written, "PNG")
    assert opened(encode(written.getvalue()).picture).mode == "RGBA"


def test_too_many_pixels_are_refused_by_the_head_alone() -> None:
    bomb = huge()
    assert len(bomb) < 100_000
    assert encode(bomb).refusal == TOO_MANY_PIXELS
    assert encode(bomb[:200]).refusal == TOO_MANY_PIXELS


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_what_moves_is_refused(kind: str) -> None:
    assert encode(moving(kind)).refusal == MOVES


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + b"\0" * 50,
        moving("GIF"),
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"\0\0\0\x18ftypheic" + b"\0" * 100,
        photo()[:500],
        b"\xff\xd8\xff\xe0" + b"\0" * 1000,
    ],
)
def test_what_is_no_photo_is_refused(content: bytes) -> None:
    encoded = encode(content)
    assert encoded.refusal == NO_PICTURE
    assert (encoded.picture, encoded.small) == (b"", b"")


WHOLE = [photo(40, 30, kind) for kind in ("JPEG", "PNG", "WEBP")]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(WHOLE), st.data())
def test_a_broken_photo_is_a_picture_or_a_reason(whole: bytes, data: st.DataObject) -> None:
    broken = bytearray(whole)
    for _change in range(data.draw(st.integers(1, 8))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    encoded = encode(bytes(broken[: data.draw(st.integers(0, len(broken)))]))
    assert bool(encoded.refusal) != bool(encoded.picture)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
@example(b"\x89PNG\r\n\x1a\n")
@example(b"RIFF\x00\x00\x00\x00WEBPVP8 ")
def test_anything_else_is_refused(content: bytes) -> None:
    assert encode(content).refusal


def test_of_one_of_ours_the_sizes_are_told_and_nothing_is_made() -> None:
    ours = encode(photo(3000, 1500))
    assert measure(ours.picture) == Encoded(width=LONGEST, height=LONGEST // 2)
    assert measure(ours.small) == Encoded(width=SMALL, height=SMALL // 2)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (photo(kind="PNG"), NO_PICTURE),
        (photo(LONGEST + 1, 9, "WEBP"), NO_PICTURE),
        (encode(photo()).picture[:-200], NO_PICTURE),
        (moving(), MOVES),
    ],
    ids=["another format", "larger than ours are", "cut off", "moving"],
)
def test_what_is_none_of_ours_has_no_sizes(content: bytes, why: str) -> None:
    assert measure(content) == Encoded(refusal=why)
