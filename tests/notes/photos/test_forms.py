"""What may be said of a photo."""

import pytest

from app.kernel.errors import Invalid
from app.notes.photos.forms import Description, read_description
from app.notes.photos.rules import ALT_LIMIT, CREDIT_LIMIT


def test_it_is_read_as_lines() -> None:
    said = read_description({"alt": " A\nboard ", "credit": "Ada\x00", "credit_told": "1"})
    assert said == Description("A board", "Ada", True)
    assert read_description({}) == Description("", "", False)


@pytest.mark.parametrize(("field", "limit"), [("alt", ALT_LIMIT), ("credit", CREDIT_LIMIT)])
def test_it_is_not_too_long(field: str, limit: int) -> None:
    read_description({field: "x" * limit})
    with pytest.raises(Invalid) as refused:
        read_description({field: "x" * (limit + 1)})
    assert set(refused.value.fields) == {field}
