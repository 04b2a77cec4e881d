"""Settings: what an operator leaves out has a safe and useful value."""

from pathlib import Path

import pytest

from app.settings import Settings


def test_an_address_can_be_typed_on_another_device() -> None:
    assert Settings(host="192.0.2.7", port=8001).address == "http://192.0.2.7:8001"
    assert Settings(public_url="https://hall.example/").address == "https://hall.example"
    assert "//0.0.0.0" not in Settings(host="0.0.0.0").address


def test_an_empty_secret_signs_nothing(tmp_path: Path) -> None:
    (tmp_path / "secret").touch()
    with pytest.raises(ValueError, match="empty"):
        _ = Settings(data=tmp_path).signing_secret
