"""Forms with files in them, as browsers and others send them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.files import MOST_PARTS, PostedFile, carries_files, read_multipart

KIND = "multipart/form-data; boundary=cut"


def body(*parts: tuple[str, bytes]) -> bytes:
    whole = b"".join(
        b"--cut\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + content + b"\r\n"
        for head, content in parts
    )
    return whole + b"--cut--\r\n"


def test_fields_and_files_are_told_apart() -> None:
    fields, files = read_multipart(
        KIND, body(('name="csrf"', b"token"), ('name="photo"; filename="a.jpg"', b"\xff\r\n--cu"), ('name="x"', b""))
    )
    assert fields == {"csrf": "token", "x": ""}
    assert files == [PostedFile("photo", "a.jpg", b"\xff\r\n--cu")]


def test_several_files_of_one_field_keep_their_order() -> None:
    _fields, files = read_multipart(KIND, body(*((f'name="photo"; filename="{n}"', b"x%d" % n) for n in range(5))))
    assert [file.name for file in files] == list("01234")


def test_a_field_that_was_left_empty_brings_no_file() -> None:
    assert read_multipart(KIND, body(('name="photo"; filename=""', b""))) == ({}, [])


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; x"])
def test_without_a_boundary_it_cannot_be_read(kind: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_multipart(kind, body(('name="csrf"', b"token")))


def test_one_that_is_cut_off_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="end"):
        read_multipart(KIND, body(('name="photo"; filename="a"', b"x" * 100))[:-60])


def test_there_are_not_too_many_parts() -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_multipart(KIND, body(*((f'name="{n}"', b"") for n in range(MOST_PARTS + 1))))


@given(st.binary(max_size=300))
def test_garbage_is_refused_or_read(content: bytes) -> None:
    try:
        read_multipart(KIND, b"--cut\r\n" + content)
    except ValueError:
        return


def test_which_posts_carry_files() -> None:
    assert [carries_files(kind) for kind in (KIND, "image/webp", "text/plain", "")] == [True, True, False, False]
