"""Labels that documents are filed under, such as tags: what of them is compared. Pure."""

from collections.abc import Mapping, Sequence

from app.kernel.search.tokens import tokens

Labels = Mapping[str, Sequence[str]]


def value_of(label: str) -> str:
    """A label as filters compare it: without case and accents. Signs that are no words are taken as they are."""
    return " ".join(token.plain for token in tokens(label)) or label.casefold().replace(
        "\0", "\N{REPLACEMENT CHARACTER}"
    )


def rows_of(labels: Labels, by_words: Sequence[str]) -> dict[tuple[str, str], str]:
    """How each label is shown, by its name and value. Those in `by_words` are found by each word of theirs too."""
    parts = {
        (name, word): "" for name in by_words for label in labels.get(name, ()) for word in value_of(label).split()
    }
    return parts | {(name, value_of(label)): label for name, given in labels.items() for label in reversed(given)}
