"""What the benchmark of search is asked of: made-up notes as rows of the index, and questions about them."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from random import Random

from app.kernel.search import Passage
from app.kernel.search.indexing import BREAK
from app.kernel.search.terms import ANY, grams, is_forgiven
from app.kernel.search.tokens import tokens, words
from app.writeups.filing import TAG, TOOL

NOTES, EVENTS, AT_ONCE = 100_000, 100, 1_000
#: Words that there are, paragraphs to make notes of, and how many one has.
VOCABULARY, PARAGRAPHS, EACH = 8_000, 4_000, (3, 9)
SCOPES = [f"event-{number}" for number in range(EVENTS)]
TAGS, TOOLS = [f"tag{number}" for number in range(60)], [f"Tool{number}" for number in range(200)]


@dataclass(frozen=True)
class Paragraph:
    """A passage, with its words as the index has them and as they are counted."""

    passage: Passage
    indexed: list[str]
    counted: dict[str, str]


@dataclass(frozen=True)
class Indexed:
    """The words of one document by the columns of the index."""

    id: int
    title: list[str]
    aside: list[str]
    body: list[str]


@dataclass
class Batch:
    """Rows of search_document and search_label, and what the index proper is made of."""

    documents: list[tuple[int, str, str, str, str, str, str]] = field(default_factory=list)
    labels: list[tuple[int, str, str, str]] = field(default_factory=list)
    indexed: list[Indexed] = field(default_factory=list)


def _indexed(text: str) -> list[str]:
    return [*words(text), BREAK]


class Writer:
    """Makes notes up: few words are in most of them, most words in few."""

    def __init__(self, random: Random) -> None:
        self.random = random
        signs = "bcdfghklmnprstvw"
        self.vocabulary = [self._word(signs) for _ in range(VOCABULARY)]
        self.weights = [1 / (rank + 8) for rank in range(VOCABULARY)]
        self.pool = [self._paragraph(number) for number in range(PARAGRAPHS)]
        self._counts: dict[str, Counter[str]] = {scope: Counter() for scope in SCOPES}
        self._stems: dict[str, str] = {ANY: ANY}

    def _word(self, signs: str) -> str:
        return "".join(
            self.random.choice(signs) + self.random.choice("aeiou") for _ in range(self.random.randint(2, 4))
        )

    def _sentence(self, length: int) -> str:
        return " ".join(self.random.choices(self.vocabulary, self.weights, k=length)).capitalize() + "."

    def _paragraph(self, number: int) -> Paragraph:
        text = self._sentence(self.random.randint(15, 60))
        heading = self._sentence(3) if number % 3 else ""
        counted = {token.plain: token.word for token in tokens(f"{text} {heading}")}
        return Paragraph(Passage(text, f"p-{number:08x}", heading), _indexed(text), counted)

    def batches(self) -> Iterator[Batch]:
        for first in range(1, NOTES + 1, AT_ONCE):
            batch = Batch()
            for id_ in range(first, first + AT_ONCE):
                self._write(batch, id_)
            yield batch

    def _write(self, batch: Batch, id_: int) -> None:
        title, scope = self._sentence(4), self.random.choice(SCOPES)
        paragraphs = self.random.sample(self.pool, self.random.randint(*EACH))
        filed = [(TAG, tag) for tag in self.random.sample(TAGS, 2)] + [(TOOL, self.random.choice(TOOLS))]
        passages = json.dumps([asdict(paragraph.passage) for paragraph in paragraphs])
        facts = json.dumps({"topic_id": id_, "page": f"{id_}-x", "edition": 1})
        batch.documents.append((id_, "edition", str(id_), scope, title, passages, facts))
        batch.labels += [(id_, name, label.lower(), label) for name, label in filed]
        aside = [*(label for _name, label in filed), *(paragraph.passage.heading for paragraph in paragraphs)]
        body = [word for paragraph in paragraphs for word in paragraph.indexed]
        batch.indexed.append(Indexed(id_, _indexed(title), [word for text in aside for word in _indexed(text)], body))
        for paragraph in paragraphs:
            self._stems.update(paragraph.counted)
        self._counts[scope].update({ANY, *(word for paragraph in paragraphs for word in paragraph.counted)})

    def terms(self) -> list[tuple[str, str, str, int]]:
        """Rows of search_term, once all batches are made."""
        return [
            (word, scope, self._stems[word], count) for scope, of in self._counts.items() for word, count in of.items()
        ]

    def grams(self) -> list[tuple[str, str]]:
        """Rows of search_gram."""
        return [(gram, word) for word in self._stems if is_forgiven(word) for gram in grams(word)]


def questions(writer: Writer) -> Sequence[str]:
    """Words from the most frequent to rare ones, alone and together, phrases, and beginnings."""
    ranked = writer.vocabulary
    single = [ranked[rank] for rank in (0, 3, 10, 30, 60, 100, 200, 400, 800, 1600, 3200, 6400)]
    pairs = [f"{ranked[rank]} {ranked[rank * 2 + 1]}" for rank in (0, 5, 20, 60, 150, 500, 1500, 3500)]
    texts = [paragraph.passage.text.rstrip(".").split() for paragraph in writer.pool[:8]]
    phrases = ['"' + " ".join(text[3:5]) + '"' for text in texts]
    beginnings = [f"{ranked[rank][:4]}*" for rank in (20, 300, 1000, 4000)]
    return [*single, *pairs, *phrases, *beginnings]
