"""Titles as the readable parts of addresses. Pure."""

import re
import unicodedata

LONGEST_SLUG = 60


def slug_of(title: str, otherwise: str = "topic") -> str:
    """`otherwise` when nothing of it can be written in ASCII."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    if len(slug) > LONGEST_SLUG:
        slug = slug[: LONGEST_SLUG + 1].rpartition("-")[0] or slug[:LONGEST_SLUG]
    return slug or otherwise
