"""A small grammar of our own: titles, pitches, tags and notes that read like an ops and dev event and mean nothing."""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import product
from random import Random

WORDS: Mapping[str, tuple[str, ...]] = {
    "thing": (
        "alerts", "backups", "batch jobs", "build servers", "caches", "certificates", "clusters", "cron jobs",
        "dashboards", "data centres", "deployments", "feature toggles", "firewalls", "health checks", "incidents",
        "load balancers", "logs", "message queues", "metrics", "migrations", "on-call rotas", "passwords", "pipelines",
        "post-incident reviews", "release trains", "runbooks", "schema changes", "service maps", "shared databases",
        "staging environments", "time zones", "traces",
    ),
    "pain": (
        "a change board", "a dedicated team", "a war room", "another meeting", "guesswork", "heroes", "long weekends",
        "losing sleep", "maintenance windows", "money", "one tired expert", "shouting", "tickets", "vendor slides",
    ),
    "do": (
        "bring back", "budget for", "delete", "document", "explain", "grow", "hand over", "inherit", "live with",
        "measure", "move", "own", "pay for", "practise", "retire", "rewrite", "share", "simplify", "test", "trust",
    ),
    "group": (
        "a bank with four hundred developers", "a charity with one server room", "a city council", "a games studio",
        "a hospital", "a newspaper", "a railway", "a research lab", "a shop that sells shoes", "a start-up of nine",
        "a television channel", "a university", "an insurance company", "the company in the building next door",
    ),
    "verdict": (
        "and would do it again", "and it took two years", "and nobody noticed, which was the aim",
        "and regretted it by the summer", "but only for the parts that face customers", "but never on a Friday",
        "but not without a fight", "once the tests could be believed", "one small piece at a time",
        "with help from the people who answer the phones",
    ),
    "when": (
        "after the third outage", "at the end of the quarter", "before anybody had asked", "during one long weekend",
        "in the first month", "last winter", "once traffic had doubled", "the morning after a launch",
    ),
    "lesson": (
        "a number without an owner is decoration", "a plan that was never rehearsed is a wish",
        "every exception needs a date on which it ends", "people copy what is easiest to copy",
        "small changes are easier to regret", "the second person to read it finds the mistake",
        "what is checked by hand is checked when there is time", "whoever is woken should be able to mend it",
        "you cannot page a team that no longer exists",
    ),
    "tool": (
        "a checklist on the wall", "a shared spreadsheet", "a shell script of forty lines", "a weekly half hour",
        "canary releases", "chat messages with a link", "error budgets", "game days", "pair rotation",
        "plain text files", "synthetic checks", "time-boxed trials", "tracing headers",
    ),
    "number": ("three", "six", "eight", "a dozen", "twenty", "forty", "about a hundred", "four hundred"),
    "unit": ("services", "teams", "releases a day", "alerts a week", "engineers", "repositories", "regions"),
}  # fmt: skip

TITLES = (
    "{Thing} without {pain}",
    "How do you {do} {thing}?",
    "{Thing}: {do} or let go?",
    "Who should {do} our {thing}?",
    "We tried to {do} {thing}. Ask us anything",
)
PITCHES = (
    "We have {number} {unit} and I would like to {do} {thing} without {pain}.",
    "Bring your worst story about {thing}; I will bring mine.",
    "Has anybody managed to {do} {thing} {verdict}?",
    "I do not have answers. I have {number} {thing} and a free hour.",
    "At my place we {do} {thing} with {tool}. Surely that is not the last word.",
)
SENTENCES = (
    "At {group} they began to {do} {thing} {when}, {verdict}.",
    "{Number} {unit} seemed to be the point where {thing} stop being funny.",
    "Somebody from {group} warned that {lesson}.",
    "The cheapest remedy in the room was {tool}.",
    "Others had tried {tool} instead, {verdict}.",
    "It came as a surprise how many of us still {do} {thing} by hand.",
    "There was some doubt whether {thing} can be kept up without {pain}.",
    "Most heads nodded when it was said that {lesson}.",
    "{When}, {group} counted {number} {thing} that nobody would miss.",
    "If you have to {do} {thing}, start with {tool}.",
    "Nobody wanted to defend {thing}, and yet all of us have them.",
    "That works for {number} {unit}; beyond that opinions differed.",
)
ITEMS = (
    "{Tool}, {verdict}",
    "{do} {thing} before you {do} {thing}",
    "no {thing} without {tool}",
    "ask {group}",
    "remember that {lesson}",
)
HEADINGS = (
    "Where it hurts", "What helps", "What did not work", "Numbers from the room", "How it is done elsewhere",
    "The price", "A small experiment", "Who decides", "What we would do again", "First steps",
)  # fmt: skip
QUESTIONS = (
    "Who will {do} {thing} when the people who know are gone?",
    "Does {tool} still help with {number} {unit}?",
    "What would it cost to {do} {thing} without {pain}?",
    "Is it true everywhere that {lesson}?",
)
CODE = "```sh\n# {thing}, {when}\nwatch --interval 5 ./count {number}\n```"


def made_up_titles(random: Random, count: int) -> list[str]:
    """So many different ones."""
    patterns = product(TITLES, WORDS["thing"], WORDS["do"], WORDS["pain"])
    titles = sorted({_capital(_fill_with(pattern, thing, do, pain)) for pattern, thing, do, pain in patterns})
    return random.sample(titles, count)


def made_up_pitch(random: Random) -> str:
    return say(random, random.choice(PITCHES))


def made_up_tags(random: Random) -> tuple[str, ...]:
    return tuple(word.replace(" ", "-") for word in random.sample(WORDS["thing"], random.randint(0, 3)))


def made_up_note(random: Random, words: int) -> str:
    """Markdown of about so many words: a summary, sections, open questions at the end."""
    blocks = [_paragraph(random)]
    headings = iter(random.sample(HEADINGS, len(HEADINGS)))
    while sum(len(block.split()) for block in blocks) < words - 40 and (heading := next(headings, None)):
        blocks += [f"## {heading}", *_section(random)]
    blocks += ["## Open questions", _list(random, QUESTIONS, random.randint(1, 3))]
    return "\n\n".join(blocks) + "\n"


def say(random: Random, pattern: str) -> str:
    """The pattern with a word of the right kind in each gap; a gap with a capital letter begins a sentence."""
    return _capital(re.sub(r"\{(\w+)\}", partial(_word, random), pattern))


def _section(random: Random) -> Iterator[str]:
    yield _paragraph(random)
    extra = random.random()
    if extra < 0.4:
        yield _list(random, ITEMS, random.randint(2, 4))
    elif extra < 0.55:
        yield f"> {say(random, random.choice(WORDS['lesson']))}\n>\n> — made up, like everything here"
    elif extra < 0.65:
        yield say(random, CODE)
    if random.random() < 0.5:
        yield _paragraph(random)


def _paragraph(random: Random) -> str:
    return " ".join(say(random, pattern) for pattern in random.sample(SENTENCES, random.randint(2, 4)))


def _list(random: Random, patterns: tuple[str, ...], length: int) -> str:
    return "\n".join(f"- {say(random, pattern)}" for pattern in random.sample(patterns, length))


def _word(random: Random, gap: re.Match[str]) -> str:
    word = random.choice(WORDS[gap[1].lower()])
    return _capital(word) if gap[1][0].isupper() else word


def _fill_with(pattern: str, thing: str, do: str, pain: str) -> str:
    return pattern.format(thing=thing, Thing=_capital(thing), do=do, pain=pain)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
