"""How much alike cards are, by their titles and tags, and the closest ones among thousands. Pure.

Two titles are compared by their words as search knows them (stemmed, without case and accents), leaving out those that
stand in any sentence. A word weighs the more the fewer cards have it. Words that are not the same may be nearly so:
mistyped, then Dice's coefficient of their letter trigrams counts; or one the beginning or end of the other, as in
German compounds, then the share of it does. What is written apart in one title
and together in the other is one word in both (*on-call*, *oncall*). The best pairs are taken first, each word once,
and what they share is divided by a mean of what both titles weigh, nearer to the lighter one: a short title that stands
whole in a long one is close to it. That is between 0 and 1, the same in both directions, and 1 for a title and itself.

Source: SoftTFIDF of Cohen, Ravikumar and Fienberg, "A Comparison of String Distance Metrics for Name-Matching Tasks"
(IIWeb 2003), with trigrams in place of Jaro-Winkler, and each pair counted by its lighter word, for symmetry.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from itertools import chain, islice, pairwise
from operator import itemgetter

from app.kernel.search.tokens import Token, tokens, words

#: From here on two cards may well be about the same; found with the titles in tests/topics/test_similar.py.
ALIKE = 0.36
#: From here on it is asked before another one is put up.
CLOSE = 0.6
#: Words that agree so much are the same, mistyped or grown together; shorter ones have too little to tell by.
NEARLY, LONG_ENOUGH = 0.55, 5
#: How near to the lighter title the mean is: 0.5 is the cosine's geometric mean, 1 the overlap coefficient.
LEANING = 0.7
#: Of so many cards that share the most, the closest are found by comparing.
LOOKED_AT = 40

_ENGLISH = """a about all also an and any are as at be been but by can could did do does doing done for from get
    getting had has have having how i if in into is it its just let lets make me more most my need no not of off on or
    our out over should so some than that the their them then there these they this those to too under up us use using
    very vs want wants was we were what when where which who whom why will with without would you your"""
_GERMAN = """aber alle alles als am an auch auf aus bei beim bin bis bist da dann das dass dein dem den der des die
    dies diese dieser dir doch du durch ein eine einem einen einer eines er es euch euer fur gegen
    gehen geht gibt hat haben hatte ich
    ihr ihre im in ins ist ja jede jeder jedes kann kein keine keinen konnen man mehr mein mit mussen nach nicht noch
    nun nur ob oder ohne schon sein seine sich sie sind so soll sollen uber um und uns unser unsere unter vom von vor
    war warum was weil wenn wer werden wie wieso wir wird wo wollen zu zum zur"""
_AT_UNCONFERENCES = """discussion diskussion einfuhrung intro introduction run running session talk thema topic work
    working workshop"""
FUNCTION_WORDS = frozenset(f"{_ENGLISH} {_GERMAN} {_AT_UNCONFERENCES}".split())


@dataclass(frozen=True)
class Titled:
    """A card as it is compared; `key` is how the asker knows it."""

    key: Hashable
    title: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Likeness:
    """How close a card is, 0 to 1, and the words of its own title or tags that say so, in their order."""

    key: Hashable
    score: float
    shared: tuple[str, ...]


@dataclass(frozen=True)
class Term:
    """A word as it is compared, and as it stands in the title; a hyphen may tie it to the next one."""

    stem: str
    plain: str
    shown: str
    tied: bool = False


Weigh = Mapping[str, float]


class Weights(dict[str, float]):
    """What words weigh among the cards of some shelves: one that none of them has weighs most."""

    def __init__(self, shelves: "Sequence[Shelf]" = ()) -> None:
        super().__init__()
        self._shelves = shelves
        self._cards = max(1, sum(len(shelf.cards) for shelf in shelves))

    def __missing__(self, stem: str) -> float:
        having = sum(shelf.counts.get(stem, 0) for shelf in self._shelves)
        weight = self[stem] = math.log(1 + self._cards / max(1, having))
        return weight


def likeness(one: Titled, other: Titled, weights: Weigh) -> Likeness:
    """How close `other` is to `one`: by their titles alone, or with their tags if that is closer."""
    alone = _compare(_terms(one.title), _terms(other.title), weights)
    tagged = _compare(_with_tags(one), _with_tags(other), weights) if one.tags or other.tags else alone
    score, shared = max(alone, tagged, key=lambda pair: pair[0])
    return Likeness(other.key, score, shared)


class Shelf:
    """Cards that can be looked through fast: which have a word, which words have a trigram, what stands beside what."""

    def __init__(self, cards: Iterable[Titled]) -> None:
        self.cards = {card.key: card for card in cards}
        self.having: dict[str, list[Hashable]] = defaultdict(list)
        self.plain: dict[str, set[str]] = defaultdict(set)
        self.beside: dict[str, list[Hashable]] = defaultdict(list)
        self.near: dict[str, list[str]] = defaultdict(list)
        self.lengths: dict[Hashable, float] = {}
        for card in self.cards.values():
            self._put(card)
        for stem in self.having:
            for trigram in _trigrams(stem):
                self.near[trigram].append(stem)
        self.counts = {stem: len(keys) for stem, keys in self.having.items()}

    def _put(self, card: Titled) -> None:
        terms = _telling(_with_tags(card))
        self.lengths[card.key] = math.sqrt(max(1, len(terms)))
        for stem, plain in {term.stem: term.plain for term in terms}.items():
            self.having[stem].append(card.key)
            self.plain[plain].add(stem)
        for together in _together(_terms(card.title)):
            self.beside[together].append(card.key)

    def sharing(self, card: Titled, weights: Weigh) -> dict[Hashable, float]:
        """What each card shares with this one, roughly, itself left out."""
        found: dict[Hashable, float] = defaultdict(float)
        for stem in {term.stem for term in _telling(_with_tags(card))}:
            for known, closeness in self._nearly(stem):
                share = closeness * min(weights[stem], weights[known]) ** 2
                for key in self.having[known]:
                    found[key] += share / self.lengths[key]
        for key in self._written_otherwise(card):
            found[key] += weights[""] ** 2 / self.lengths[key]
        found.pop(card.key, None)
        return found

    def _nearly(self, stem: str) -> Iterator[tuple[str, float]]:
        """The words of the shelf that are this one, or nearly."""
        if stem in self.having:
            yield stem, 1.0
        common = Counter(chain.from_iterable(self.near.get(trigram, ()) for trigram in _trigrams(stem)))
        enough = len(_trigrams(stem)) * NEARLY / (2 - NEARLY)
        for known, number in common.items():
            if number >= enough and known != stem and (closeness := _closeness(stem, known)):
                yield known, closeness

    def _written_otherwise(self, card: Titled) -> Iterator[Hashable]:
        """Cards that write apart what this one writes together, and the other way round."""
        for term in _terms(card.title):
            yield from self.beside.get(term.plain, ())
        for together in _together(_terms(card.title)):
            yield from self.beside.get(together, ())
            for stem in self.plain.get(together, ()):
                yield from self.having[stem]


def closest(
    card: Titled, shelves: Sequence[Shelf], most: int, at_least: float = ALIKE, weights: Weigh | None = None
) -> list[Likeness]:
    """The cards on the shelves that are most like this one, itself left out, the closest first. `weights` are those
    of these shelves if none are given."""
    weights = Weights(shelves) if weights is None else weights
    sharing = ((share, shelf.cards[key]) for shelf in shelves for key, share in shelf.sharing(card, weights).items())
    found = (likeness(card, other, weights) for _share, other in nlargest(LOOKED_AT, sharing, key=itemgetter(0)))
    close = [each for each in found if each.score >= at_least]
    return sorted(close, key=lambda each: (-each.score, str(each.key)))[:most]


def called(words: str, shelves: Sequence[Shelf], most: int) -> list[Likeness]:
    """Cards whose titles have each of these words, or one that begins so, in the order of the shelves."""
    wanted = [term.plain for term in _terms(words)]
    titles = (
        (card.key, [term.plain for term in _terms(card.title)]) for shelf in shelves for card in shelf.cards.values()
    )
    found = (key for key, title in titles if all(any(each.startswith(word) for each in title) for word in wanted))
    return [Likeness(key, 0.0, ()) for key in islice(found, most)] if wanted else []


def _compare(one: Sequence[Term], other: Sequence[Term], weights: Weigh) -> tuple[float, tuple[str, ...]]:
    ours, theirs = _content(one, other), _content(other, one)
    lighter, heavier = sorted((_weight(ours, weights), _weight(theirs, weights)))
    if not lighter:
        return 0.0, ()
    whole = lighter**LEANING * heavier ** (1 - LEANING)
    pairs = sorted(_pairs(ours, theirs, weights), key=lambda pair: (-pair[0], *sorted(pair[1:])))
    taken_ours: set[str] = set()
    taken: dict[str, float] = {}
    for share, stem, known in pairs:
        if stem not in taken_ours and known not in taken:
            taken_ours.add(stem)
            taken[known] = share
    shared = tuple(theirs[stem].shown for stem in reversed(theirs) if stem in taken)
    return min(1.0, math.fsum(taken.values()) / whole), shared


def _weight(terms: Iterable[str], weights: Weigh) -> float:
    return math.fsum(sorted(weights[stem] ** 2 for stem in terms))


def _pairs(ours: Iterable[str], theirs: Iterable[str], weights: Weigh) -> Iterator[tuple[float, str, str]]:
    for stem in ours:
        for known in theirs:
            if closeness := _closeness(stem, known):
                yield closeness * min(weights[stem], weights[known]) ** 2, stem, known


def _content(terms: Sequence[Term], beside: Sequence[Term]) -> dict[str, Term]:
    """What a title says, by stem: words that the other writes together are together."""
    together = _joined(terms, beside)
    return {term.stem: term for term in reversed(_telling(together))}


def _joined(terms: Sequence[Term], beside: Sequence[Term]) -> list[Term]:
    """Two words are one where the other title writes them together, or where either ties them with a hyphen."""
    tied = {term.plain for term in beside} | {one.plain + other.plain for one, other in pairwise(beside) if one.tied}
    apart = set(_together(beside))
    joined: list[Term] = []
    waiting = list(terms)
    while waiting:
        term = waiting.pop(0)
        plain = term.plain + waiting[0].plain if waiting else ""
        if plain and (plain in tied or (term.tied and plain in apart)):
            term = Term(_stem(plain), plain, f"{term.shown}-{waiting.pop(0).shown}")
        joined.append(term)
    return joined


def _together(terms: Sequence[Term]) -> Iterator[str]:
    return (one.plain + other.plain for one, other in pairwise(terms))


def _closeness(one: str, other: str) -> float:
    """1 for the same word, 0 for another, in between for nearly the same."""
    if one == other:
        return 1.0
    if min(len(one), len(other)) < LONG_ENOUGH:
        return 0.0
    short, long = sorted((one, other), key=len)
    if long.startswith(short) or long.endswith(short):
        closeness = len(short) / len(long)
    elif one[0] == other[0]:
        ours, theirs = _trigrams(one), _trigrams(other)
        closeness = 2 * len(ours & theirs) / (len(ours) + len(theirs))
    else:
        return 0.0
    return closeness if closeness >= NEARLY else 0.0


@lru_cache(maxsize=50_000)
def _trigrams(stem: str) -> frozenset[str]:
    """Of words that are long enough to be compared by them."""
    if len(stem) < LONG_ENOUGH:
        return frozenset()
    return frozenset(stem[at : at + 3] for at in range(len(stem) - 2))


def _with_tags(card: Titled) -> tuple[Term, ...]:
    known = {term.stem for term in _terms(card.title)}
    more = [term for tag in card.tags for term in _terms(tag) if term.stem not in known]
    return (*_terms(card.title), *more)


@lru_cache(maxsize=20_000)
def _terms(text: str) -> tuple[Term, ...]:
    return tuple(_term(text, token) for token in tokens(text))


def _term(text: str, token: Token) -> Term:
    shown, tied = text[token.start : token.end].casefold(), text.startswith("-", token.end)
    return Term(token.word, token.plain, shown, tied)


def _telling(terms: Sequence[Term]) -> Sequence[Term]:
    """Those that are not in any sentence, unless there are no others."""
    return [term for term in terms if not _is_function_word(term)] or terms


def _is_function_word(term: Term) -> bool:
    return term.plain in FUNCTION_WORDS or (len(term.plain) == 1 and term.plain.isascii())


@lru_cache(maxsize=10_000)
def _stem(plain: str) -> str:
    return next(iter(words(plain)), plain)
