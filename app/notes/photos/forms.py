"""What may be posted about a photo."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.kernel.forms import Fields
from app.notes.photos.rules import ALT_LIMIT, CREDIT_LIMIT


@dataclass(frozen=True)
class Description:
    """`credit_told`: the name may be told although the event tells none."""

    alt: str
    credit: str
    credit_told: bool


def read_description(posted: Mapping[str, str]) -> Description:
    """Raises Invalid."""
    fields = Fields(posted)
    described = Description(
        fields.line("alt", ALT_LIMIT), fields.line("credit", CREDIT_LIMIT), bool(posted.get("credit_told"))
    )
    fields.check()
    return described
