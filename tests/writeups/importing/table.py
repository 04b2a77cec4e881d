"""What each file of the corpus must become. What is not said is empty."""

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True)
class Meant:
    """`text` are words that must be in the note, `never` those that must not, `remarks` parts of what is reported."""

    title: str
    hosts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    day: date | None = None
    starts: time | None = None
    ends: time | None = None
    room: str = ""
    text: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    kind: str = "open"
    private: bool = False
    shots: tuple[str, ...] = ()


SATURDAY, SUNDAY = date(2018, 6, 9), date(2018, 6, 10)
LONG = "A title that goes on and on because its writer could not stop "

NOTES = {
    "01-on-call-for-small-teams.md": Meant(
        "On-call for small teams",
        ("Ines Okafor", "Tom de Wit"),
        ("on-call", "people"),
        SATURDAY,
        time(11, 30),
        time(12, 15),
        "Weberei",
        ("## What helped", "- [x] an escalation path"),
        ("# On-call",),
    ),
    "02-backups.md": Meant(
        "Backups nobody restores",
        ("Ruth Alvarez",),
        ("backup", "drills"),
        SATURDAY,
        time(12, 30),
        time(13, 15),
        "Färberei",
        ("A backup is a wish",),
        ("+++",),
    ),
    "03 Zertifikate, die nachts ablaufen.md": Meant(
        "Zertifikate, die nachts ablaufen",
        ("Jana Krüger", "Piet van Dam"),
        ("tls", "automatisierung"),
        SATURDAY,
        time(14),
        None,
        "Weberei",
        ("> „Wir hatten ein Skript",),
        remarks=("titled after its file",),
    ),
    "04_retours-d-experience.md": Meant(
        "Retours d'expérience sur le monitoring",
        ("Élodie Marchand", "Karim B."),
        ("surveillance", "métriques"),
        SATURDAY,
        time(15),
        None,
        "Färberei",
        ("On surveille trop",),
    ),
    "05 - Cómo documentar sin sufrir.md": Meant(
        "Cómo documentar sin sufrir",
        ("Lucía Herrera",),
        ("documentación", "equipo"),
        SATURDAY,
        time(16),
        None,
        "Weberei",
        ("La mejor página",),
        ("Anfitriona",),
    ),
    "06-議事録.md": Meant(
        "小さなチームのリリース手順",
        ("佐藤 花子", "田中 一郎"),
        ("リリース", "手順"),
        SATURDAY,
        time(17, 30),
        None,
        "Färberei",
        ("手順書は",),
    ),
    "07-العمل عن بعد.md": Meant(
        "العمل عن بعد بدون ضجيج",
        ("ليلى حسن",),
        ("فرق", "عمل"),
        SUNDAY,
        time(10),
        None,
        "Weberei",
        ("الاجتماعات",),
    ),
    "08.md": Meant("first point: start small", text=("- second point",), remarks=("its first words are taken",)),
    "2018-06-10_1630_schema-changes.md": Meant(
        "Schema changes", ("Chen Wei", "Priya"), (), SUNDAY, time(16, 30), None, "Weberei", ("Expand, wait",), ("**",)
    ),
    "=cmd()-formula.md": Meant('=HYPERLINK("http://x")', text=("=1+1 is two.",)),
    "Google Docs export.md": Meant(
        "Cost of clouds",
        ("Nadia R.", "Fil"),
        text=("1\\. Bills", "![A bill](<embedded-1>)"),
        never=("base64", "[image1]"),
        shots=("embedded-1",),
    ),
    "bold-title.md": Meant("Bold title", text=("**Not a heading**",), remarks=("titled after its file",)),
    "broken-yaml.md": Meant(
        "Broken above",
        text=('title: "unclosed', "The text is fine."),
        remarks=("cannot be read, so it is in the text",),
    ),
    "code-first.md": Meant("The heading", text=("# not a heading",)),
    "day 2/17-mentoring.md": Meant(
        "Mentoring across the hall",
        ("Ute",),
        (),
        None,
        time(17, 30),
        time(18),
        "Färberei",
        ("Moderation: Ute", "Fragen darf man immer."),
    ),
    "draft.md": Meant("Not for everybody", private=True, text=("Internal",)),
    "duplicate-a.md": Meant("The same title", text=("Once.",)),
    "duplicate-b.md": Meant("The same title", text=("Twice.",)),
    "emoji 🎈.md": Meant("🎈 Party ops 🎉", ("🦊 Fox",), text=("Balloons.",)),
    "empty-front-matter.md": Meant("Nothing above", text=("But something",), never=("---",)),
    "etherpad-export.txt": Meant(
        "Etherpad export",
        text=("\n* who approves\n    * and who", "Nobody knew."),
        remarks=("indented lists are lists now",),
    ),
    "greek-russian.md": Meant("Ελληνικά и русский", text=("Текст",)),
    "hashtags.md": Meant("Hashtags", tags=("ops", "dev/ops", "leipzig"), text=("Text.",)),
    "hedgedoc-incident-review.md": Meant(
        "Incident reviews without blame",
        tags=("incidents", "culture"),
        text=("> Ask *how*", "> — Olu"),
        never=("[TOC]", ":::", "[name=", "tags:", "==="),
        remarks=("table of contents", "a box is a quotation"),
    ),
    "html-in-markdown.md": Meant(
        "Dashboards nobody reads",
        text=("**bold** and *italic*", "[link](https://example.org/x)", "![a chart](<missing.png>)", "| x y | z |"),
        never=("<br>", "draft ended"),
        remarks=("a hidden HTML comment is left out", "HTML is Markdown"),
        shots=("missing.png",),
    ),
    "identity.md": Meant(
        "Who is this",
        text=("Text.",),
        never=("admin", "steward"),
        remarks=("never taken from files: id, owner, role, visibility, permissions",),
    ),
    "jekyll/2018-06-10-naming-things.md": Meant(
        "Naming things", ("ivo",), ("naming words",), SUNDAY, time(15, 30), None, "Färberei", ("The third name",)
    ),
    "json-front-matter.md": Meant("JSON above", ("Abe",), ("one", "two"), text=("Text.",), never=(";;;",)),
    "keynote.md": Meant(
        "Keynote: what lasts",
        ("Greta Lindqvist",),
        (),
        SATURDAY,
        time(9, 30),
        time(10, 30),
        "",
        ("is read",),
        (),
        (),
        "plenary",
    ),
    "long-title.md": Meant(
        (LONG * 4)[:119].rstrip() + "…",
        text=(f"# {(LONG * 4).strip()}", "Short text."),
        remarks=("its title is cut off",),
    ),
    "many-tags.md": Meant("Tagged", tags=tuple("abcdefgh"), text=("Text.",), remarks=("too long or too many",)),
    "multimarkdown.md": Meant(
        "Queues and patience",
        ("Wanda Okoye",),
        ("queues", "load"),
        SUNDAY,
        time(14),
        None,
        "Weberei",
        ("A queue is a promise",),
        ("Author",),
    ),
    "names.md": Meant(
        "Names", ("Ann Lee", "Ada Lovelace", "grace"), text=("Text.",), never=("ann@",), remarks=("not kept: Bob",)
    ),
    "notes.docx.md": Meant("Converted", text=("Text.",)),
    "obsidian/Daily standups.md": Meant(
        "Daily standups",
        ("Bea",),
        (),
        SUNDAY,
        time(11),
        None,
        "Färberei",
        ("*Feature flags*",),
        ("![[",),
        ("named only",),
    ),
    "obsidian/Feature flags.md": Meant(
        "Feature flags",
        ("Mona Schulz",),
        ("flags", "releases"),
        text=(
            "> **Old flags**",
            "See the talk on backups and Feature flags.",
            "**Remove them**",
            "![](<whiteboard.png>)",
            "`[[not a link]]`",
            "[[nor here]] %%kept%%",
        ),
        never=("customer", "[!warning]"),
        remarks=("a hidden Obsidian comment is left out", "a callout", "words now (2)"),
        shots=("whiteboard.png",),
    ),
    "off-record.md": Meant("Salaries", private=True, text=("Numbers.",)),
    "only-text.md": Meant("Only text", text=("The build was red",), remarks=("titled after its file",)),
    "other-year.md": Meant("Of another year", (), (), date(2012, 1, 1), time(11, 30), None, "Weberei", ("Text.",)),
    "pandoc.md": Meant(
        "Testing in production",
        ("Sam Iyer", "Kofi Mensah"),
        (),
        SUNDAY,
        text=("## Why at all\n", "> Bring a switch."),
        never=("{#why", ":::", "% "),
    ),
    "photos/per-file.md": Meant("With two photos", shots=("../img/board.png", "../img/other.png")),
    "photos/with-credit.md": Meant("With a photo", text=("![The board at noon]",), shots=("../img/board.png",)),
    "polish.md": Meant("Żółta łódź podwodna w chmurze", text=("Prowadzi nikt.",)),
    "rtl-override.md": Meant("Safe title", text=("Text with a bell.",), remarks=("1 control characters",)),
    "rules-not-front-matter.md": Meant("Rules not front matter", text=("Just a rule", "More words.")),
    "same-cell.md": Meant("Too late for the room", (), (), SATURDAY, time(11, 30), None, "weberei", ("Text.",)),
    "status-private.md": Meant("Layoffs", private=True, text=("Sad words.",)),
    "unclear-time.md": Meant(
        "Somewhen", room="Weberei", text=("Text.",), remarks=("“soon” is no date", "“after lunch” is no time")
    ),
    "yaml-bomb.md": Meant("Bomb above", text=("a: &a [x,x]", "Fine."), remarks=("references with * are not read",)),
}

LISTS = {
    "english.csv": {
        "#12": Meant("Logs, please", ("Ann", "Bob"), (), SATURDAY, time(11), time(11, 30), "A", ("Long notes",)),
        "english.csv#traces": Meant("Traces", ("Cy",), (), SATURDAY, time(11), time(12), "B", ("Only an abstract",)),
        "english.csv#traces-again": Meant("Traces again", ("Cy",), (), SATURDAY, time(12), time(12, 30), "A", ("x",)),
        "#14": Meant("Plenum", (), (), SATURDAY, time(9), time(10), "", ("Plenary for all",), kind="plenary"),
    },
    "excel.tsv": {"excel.tsv#tabs": Meant("Tabs", ("X",), (), SATURDAY, time(10))},
    "frab.json": {
        "#6f1d": Meant(
            "Opening: hello",
            ("Zoe",),
            ("main",),
            SATURDAY,
            time(11),
            time(11, 45),
            "Saal 1",
            ("Longer", "[Slides](<https://example.org/slides>)"),
            kind="plenary",
        ),
        "#7a2e": Meant("Beside", (), (), SATURDAY, time(11), time(12, 30), "Saal 2"),
        "#8b3f": Meant("Second day", ("Max",), (), SUNDAY, time(10), time(10, 30), "Saal 1", ("Text",)),
    },
    "german.csv": {
        "german.csv#dns-erklart": Meant(
            "DNS erklärt",
            ("Jana Krüger", "Piet van Dam"),
            (),
            SATURDAY,
            time(11),
            time(11, 45),
            "Weberei",
            ("Lang;\nund breit",),
        ),
        "german.csv#mittagspause": Meant("Mittagspause", (), (), SATURDAY, time(12), time(13), kind="break"),
        "german.csv#summe-a1": Meant(
            "=SUMME(A1)", ("Piet",), (), SATURDAY, time(14), time(14, 45), "Färberei", ("Formel",)
        ),
        "german.csv#ohne-ort": Meant("Ohne Ort", ("Uta",), (), SATURDAY, time(16), None, "", ("Text",)),
    },
    "grid.json": {"#9": Meant("In a grid", ("Una",), (), SATURDAY, time(10), time(10, 45), "Hall")},
    "lines.jsonl": {
        "lines.jsonl#line-one": Meant("Line one", text=("a",)),
        "lines.jsonl#line-two": Meant("Line two", text=("b",)),
    },
    "pipes.csv": {
        "pipes.csv#one": Meant("One", ("A",), text=("# Notes",)),
        "pipes.csv#two": Meant("Two", ("B",), text=("More",)),
    },
    "plain.json": {"plain.json#einfach": Meant("Einfach", ("A", "B"), (), SATURDAY, text=("Text",))},
    "pretalx.json": {
        "#ABC": Meant(
            "Pretalx talk", ("Pat",), ("ops",), SATURDAY, time(11), time(11, 30), "Room 5", ("A description",), ("p@x",)
        )
    },
    "sessionize.json": {
        "#1": Meant(
            "Sessionize talk", ("Una Ray",), ("cloud",), SATURDAY, time(10), time(10, 45), "Hall", ("About it",)
        ),
        "#2": Meant("Lunch", (), (), SATURDAY, time(12), time(13), "Hall", kind="break"),
    },
}
#: What of the lists is no session, and why.
NOT_SESSIONS = {
    "german.csv": {"german.csv#4": "it has no title"},
    "plain.json": {"plain.json#2": "it has no title", "plain.json#3": "it has no title"},
    "pretalx.json": {"#DEF": "its state is “canceled”"},
}
