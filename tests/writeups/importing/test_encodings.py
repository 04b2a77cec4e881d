"""Files of any age and system are read, and it is said where that took a guess."""

import pytest

from app.writeups.importing.encodings import Unreadable, decoded

GERMAN = "Grüße aus Köln – „schön“ war’s\nzweite Zeile\n"
FRENCH = "Élève, façade, déjà\n"
JAPANESE = "これは小さなチームのメモです。\n"


@pytest.mark.parametrize(
    ("data", "text", "remark"),
    [
        (GERMAN.encode(), GERMAN, ""),
        (GERMAN.encode("utf-8-sig"), GERMAN, ""),
        (GERMAN.encode("utf-16"), GERMAN, "UTF-16"),
        (b"\xfe\xff" + GERMAN.encode("utf-16-be"), GERMAN, "UTF-16"),
        (GERMAN.encode("utf-16-le"), GERMAN, "UTF-16"),
        (GERMAN.encode("utf-16-be"), GERMAN, "UTF-16"),
        (b"\xff\xfe\x00\x00" + GERMAN.encode("utf-32-le"), GERMAN, "UTF-32"),
        (GERMAN.encode("cp1252"), GERMAN, "Windows-1252"),
        (FRENCH.encode("latin-1"), FRENCH, "Latin-1"),
        (GERMAN.replace("\n", "\r\n").encode(), GERMAN, ""),
        (FRENCH.replace("\n", "\r").encode("mac_roman"), FRENCH, "Mac Roman"),
        (GERMAN.replace("\n", "\r").encode(), GERMAN, ""),
        (JAPANESE.encode("shift_jis"), JAPANESE, "Shift JIS"),
        (JAPANESE.encode("euc_jp"), JAPANESE, "EUC-JP"),
        (b"caf\xc3\xa9 na\xc3\xafve \xc3\xbcber \xff rest", "café naïve über \ufffd rest", "1 places are no UTF-8"),
        (b"", "", ""),
    ],
)
def test_what_is_guessed_is_said(data: bytes, text: str, remark: str) -> None:
    read = decoded(data)
    assert read.text == text
    assert remark in "".join(read.remarks)
    assert bool(read.remarks) == bool(remark)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\x89PNG\r\n\x1a\n....", "a picture"),
        (b"PK\x03\x04....", "office document"),
        (bytes(range(256)) * 8, "binary data"),
    ],
)
def test_binary_files_are_no_text_whatever_they_are_called(data: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        decoded(data)


def test_who_knows_better_is_believed() -> None:
    text = "Русский текст"
    assert decoded(text.encode("windows-1251"), "windows-1251").text == text
    assert decoded(text.encode("windows-1251")).text != text
    with pytest.raises(LookupError):
        decoded(b"x", "klingon")


@pytest.mark.parametrize("encoding", ["zlib", "rot13", "base64"])
def test_what_is_no_encoding_of_texts_is_none(encoding: str) -> None:
    with pytest.raises((LookupError, Unreadable)):
        decoded(b"x", encoding)


def test_control_characters_are_left_out_and_counted() -> None:
    read = decoded(b"a\x07b\x0bc\td\n" + b"x" * 60)
    assert read.text == "abc\td\n" + "x" * 60
    assert read.remarks == ("2 control characters are left out",)
