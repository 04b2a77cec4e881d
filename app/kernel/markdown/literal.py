"""Words that go into Markdown and are to be read there as they are."""

import re

#: Signs that would be more than themselves in a line of Markdown.
_SPECIAL = re.compile(r"([\\`*_\[\]<>#~|])")


def literally(words: str) -> str:
    """In one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(words.split()))
