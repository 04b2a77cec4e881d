"""What people type into the search field: words (all of them), "phrases", begin* and filters such as tag:dns."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile

from app.kernel.search.tokens import Token, tokens

LONGEST = 300
MOST_TERMS = 12
NO_FILTERS: Mapping[str, Callable[[str], bool]] = {}

#: Phones make quotation marks round by themselves.
_STRAIGHT = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_PIECE = re.compile(
    r'(?P<name>[^\W_]+):(?:"(?P<quoted>[^"]*)"?|(?P<value>[^\s"]+))|"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)'
)


@dataclass(frozen=True)
class Term:
    """Words in a row. The last one of an `open` term may go on. `typed` is a single word before its ending was taken
    off, and empty for what was meant as it stands; any of the words `close` to it will do as well."""

    words: tuple[str, ...]
    open: bool = False
    typed: str = field(default="", compare=False)
    close: tuple[str, ...] = ()


@dataclass(frozen=True)
class Query:
    """`filters` maps a filter's name to the values asked for; `text` is what was typed without them."""

    terms: tuple[Term, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text: str = ""


def parse(text: str, filters: Mapping[str, Callable[[str], bool]] = NO_FILTERS, *, typing: bool = False) -> Query:
    """Never fails: what cannot be understood is taken as words, what has no words is left out. Each of the `filters`
    says which values it takes; with others it is words. The last word of what somebody is still `typing` may go on."""
    terms: dict[Term, None] = {}
    asked: dict[str, tuple[str, ...]] = {}
    typed: list[str] = []
    cut = text[:LONGEST].translate(_STRAIGHT)
    for piece in _PIECE.finditer(cut):
        name, value = (piece["name"] or "").lower(), (piece["quoted"] or piece["value"] or "").strip()
        if name in filters and (not value or filters[name](value)):
            asked[name] = (*asked.get(name, ()), value) if value else asked.get(name, ())
        else:
            typed.append(piece[0])
            goes_on = piece[0].rstrip('"').endswith("*") or (typing and piece.end() == len(cut) and bool(piece["word"]))
            terms |= dict.fromkeys(_terms(list(tokens(piece[0])), goes_on, piece["word"] is not None))
    return Query(tuple(terms)[:MOST_TERMS], asked, " ".join(typed))


def _terms(found: list[Token], goes_on: bool, bare: bool) -> list[Term]:
    if not found:
        return []
    *before, last = found
    if last.tail and not last.alone:
        return [Term(tuple(token.word for token in before))]
    if last.alone or not goes_on:
        typed = last.plain if bare and len(found) == 1 else ""
        return [Term(tuple(token.word for token in found), open=last.alone, typed=typed)]
    return [Term((*(token.word for token in before), _beginning(last)), open=True)]


def _beginning(token: Token) -> str:
    """What a word has in common with its stem: `scaling*` also begins `scale`."""
    return "".join(
        a for a, _b in takewhile(lambda pair: pair[0] == pair[1], zip(token.word, token.plain, strict=False))
    )
