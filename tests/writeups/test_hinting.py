"""Names that nobody registered, found by where they stand; and what looks like one."""

import pytest

from app.writeups.hinting import hints

#: Lines as notes have them, with the names in each: none, or several between bars.
LINES = """\
Priya: we moved off it last year | Priya
- Tomasz: nobody reads the runbook | Tomasz
- **Anneke:** three clusters, one person | Anneke
* Mary Ann Evans: we tried that in 2019 | Mary Ann Evans
1. İpek: the restore took nine hours | İpek
> Łukasz: it depends | Łukasz
José: y los backups? | José
王小明: 我们用了三年 | 王小明
王小明说备份没有用 | 王小明
O'Neil: never on a Friday | O'Neil
Anna-Lena: geht bei uns nicht | Anna-Lena
Ludwig van Beethoven: da da da dum | Ludwig van Beethoven
Sven said that nobody had timed it. | Sven
Then Oksana asked who pays for it. | Oksana
We were told no, but Bjørn says it works. | Bjørn
Maria Sanchez mentioned a second site. | Maria Sanchez
Nkechi also said that she would share the script. | Nkechi
It is cheap, thinks Rahul, or Rahul thinks so at least. | Rahul
Şule suggested feature flags. | Şule
According to Hildegard the vendor knows. | Hildegard
It fails twice a year, according to Peter Parker. | Peter Parker
Priyanka from Initech runs it on bare metal. | Priyanka
We heard Geoff from Acme on this. | Geoff
Marta from Initech said it is fine. | Marta
Fatima (Acme) explained the setup. | Fatima
Uwe sagte, das sei zu teuer. | Uwe
Dann fragte jemand, und Friederike meinte, es gehe. | Friederike
Laut Jürgen läuft es seit Jahren. | Jürgen
Das ist laut Ingrid Bergmann erledigt. | Ingrid Bergmann
Dazu sagte Wolfgang: nie wieder. | Wolfgang
Ute hat gesagt, dass es klappt. | Ute
Heike Müller von Siemens betreibt drei davon. | Heike Müller
Øystein erzählte von seinem Ausfall. | Øystein
Günther zufolge war es das Netz. | Günther
"It was DNS", said Dolores. | Dolores
Both Kwame and Ingrid said so. | Kwame, Ingrid
Note: bring a laptop |
Action: ask the vendor |
- **Decision:** we keep it |
Terraform: still the default |
- Kubernetes: too much for three people |
Kubernetes said the pod was gone. |
According to Prometheus it was down for an hour. |
Day One: everything burns |
Next Steps: none |
Open questions: who pays |
Open Questions: who pays |
TODO: write it down |
DNS: it is always that |
GitHub: rate limits |
PostgreSQL says no. |
Summary: nobody has a plan |
Everybody said it was fine. |
Somebody asked about costs. |
The Vendor said no. |
Our Manager thinks it is done. |
They mentioned a second site. |
Nobody thinks so. |
Logs from Kubernetes are rotated. |
Data from Prometheus goes stale. |
See https://example.org/Ada said |
`Ada said` is in the log. |
## Ada: what she said |
## Priya said |
It was a Monday. Nobody noticed. |
Restores take a day. Timing them helps. |
Monitoring: everything is red |
Observability: nobody agrees |
Documentation says otherwise. |
Example: a node dies at night |
Pro: cheap |
Cons: slow |
Frage: wer zahlt das? |
Hinweis: nur im Testbetrieb |
Ergebnis: läuft |
Eine Kollegin sagte, es gehe. |
Die Moderatorin fragte nach Kosten. |
Jemand meinte, es sei DNS. |
Laut Studie sind es neun Prozent. |
Daten von Siemens liegen vor. |
Entscheidung: wir behalten es |
问题: 谁付钱 |
https://example.org: the page |
When asked, nobody said anything. |
Question from London: who pays? |
Aisha: same here | Aisha
- Bob Smith-Jones: +1 | Bob Smith-Jones
Chidi wondered whether Raft helps. | Chidi
Someone, I think Dmitri, said to wait. | Dmitri
Lars and Yuki told us about their outage. | Lars, Yuki
It is Xiaoming who added the second replica. | Xiaoming
Per Elif Demir: ship it | Elif Demir
Katrin fragte, ob das skaliert. | Katrin
Wie Matthias sagt, fehlt die Zeit. | Matthias
Unser Team sagt nein. |
Der Kunde fragte dreimal. |
Redis: fast until it is not |
Status Quo: five tools |
Root Cause: a full disk |
Lightning Talks: at four |
Big Picture: nobody owns it |
Microsoft says it is a feature. |
In Berlin, Emre asked for a mirror. | Emre
Workshop: tomorrow at ten |
Kafka from Confluent is expensive. |
Grüße von Annegret Kramp | Annegret Kramp
Greta thinks, and Thunberg too. | Greta, Thunberg
Heike, Jan: both against | Heike, Jan
Beim Essen meinte Hannelore: lieber nicht. | Hannelore
"""
KNOWN = ("kubernetes", "terraform", "prometheus", "postgresql")
CASES = [
    (text.strip(), sorted(filter(None, map(str.strip, names.split(",")))))
    for text, _bar, names in (line.rpartition("|") for line in LINES.splitlines())
]
#: What only somebody who knows the trade can tell from a name.
TAKEN_FOR_NAMES = ["Kafka", "Microsoft", "Redis"]
#: Names that stand where names are not expected.
OVERLOOKED = ["Annegret Kramp", "Dmitri", "Heike", "Jan", "Kwame", "Lars", "Thunberg", "Xiaoming"]


def found(text: str) -> list[str]:
    return sorted(hint.words for hint in hints([text], KNOWN))


def test_there_are_enough_lines_of_each_kind_to_tell() -> None:
    assert len(CASES) >= 100
    assert sum(bool(names) for _text, names in CASES) >= 45
    assert sum(not names for _text, names in CASES) >= 55


def test_hints_are_precise_and_overlook_little() -> None:
    """Precision 0.94, recall 0.85; tools and companies that no page has named yet are taken for people."""
    wrong = [name for text, names in CASES for name in found(text) if name not in names]
    missed = [name for text, names in CASES for name in names if name not in found(text)]
    assert sorted(wrong) == TAKEN_FOR_NAMES
    assert sorted(missed) == OVERLOOKED
    known = sum(len(names) for _text, names in CASES)
    right = known - len(missed)
    assert (round(right / (right + len(wrong)), 2), round(right / known, 2)) == (0.94, 0.85)


@pytest.mark.parametrize("fence", ["```", "~~~"])
def test_code_and_headings_tell_nobody(fence: str) -> None:
    assert hints([f"{fence}\nPriya: x\n{fence}\n## Priya said\n`Priya said` <b title='Priya said'>"]) == []


def test_each_spelling_is_there_once_with_what_stands_around_it() -> None:
    [hint] = hints(["- **Priya:** no\n", "We know that Priya said no."])
    assert (hint.words, hint.before, hint.behind, hint.times) == ("Priya", "", ": no", 2)


def test_what_is_known_is_no_name() -> None:
    assert hints(["Priya: no"], ["priya"]) == []
    assert hints(["Priya Rao: no"], ["rao"]) == []


@pytest.mark.parametrize(
    "text", ["A" * 100_000, "Ab " * 30_000, "<" * 50_000, "](" * 50_000, "`" * 50_001, "said " * 20_000]
)
def test_no_text_keeps_it_busy(text: str) -> None:
    assert hints([text]) == []
