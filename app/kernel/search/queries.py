"""What people type into the search field: words (all of them), "phrases", begin* and filters such as tag:dns."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import takewhile

from app.kernel.search.tokens import Token, tokens

LONGEST = 300
MOST_TERMS = 12

#: Phones make quotation marks round by themselves.
_STRAIGHT = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_PIECE = re.compile(
    r'(?P<name>[^\W_]+):(?:"(?P<quoted>[^"]*)"?|(?P<value>[^\s"]+))|"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)'
)


@dataclass(frozen=True)
class Term:
    """Words in a row. The last one of an `open` term may go on."""

    words: tuple[str, ...]
    open: bool = False


@dataclass(frozen=True)
class Query:
    """`filters` maps a filter's name to the values asked for; `text` is what was typed without them; `plain` are its
    words before endings were taken off, for suggesting others."""

    terms: tuple[Term, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text: str = ""
    plain: tuple[str, ...] = ()


def parse(text: str, filters: Collection[str] = ()) -> Query:
    """Never fails: what cannot be understood is taken as words, what has no words is left out."""
    terms: dict[Term, None] = {}
    asked: dict[str, tuple[str, ...]] = {}
    typed: list[str] = []
    plain: list[str] = []
    for piece in _PIECE.finditer(text[:LONGEST].translate(_STRAIGHT)):
        name = (piece["name"] or "").lower()
        if name in filters:
            value = (piece["quoted"] or piece["value"] or "").strip()
            asked[name] = (*asked.get(name, ()), value) if value else asked.get(name, ())
        else:
            typed.append(piece[0])
            found = list(tokens(piece[0]))
            plain += [token.plain for token in found]
            terms |= dict.fromkeys(_terms(found, piece[0].rstrip('"').endswith("*")))
    return Query(tuple(terms)[:MOST_TERMS], asked, " ".join(typed), tuple(plain))


def _terms(found: list[Token], goes_on: bool) -> list[Term]:
    if not found:
        return []
    *before, last = found
    if last.tail and not last.alone:
        return [Term(tuple(token.word for token in before))]
    if last.alone or not goes_on:
        return [Term(tuple(token.word for token in found), open=last.alone)]
    return [Term((*(token.word for token in before), _beginning(last)), open=True)]


def _beginning(token: Token) -> str:
    """What a word has in common with its stem: `scaling*` also begins `scale`."""
    return "".join(
        a for a, _b in takewhile(lambda pair: pair[0] == pair[1], zip(token.word, token.plain, strict=False))
    )
