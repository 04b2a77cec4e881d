"""The test table of search: documents as people write them, and questions whose answers are known.

An answer is all that is found, with the first three in their order; what comes after them is in no order. A title or a
tool comes before a mention, the rarer word and the shorter text weigh more, and of equals the newer one is first.
"""

from app.kernel.search import Document, Passage

#: Each with its key and title, its labels, and its paragraphs; some under headings.
WRITTEN = """\
2014/1 Configuration management wars
tags: infrastructure
tools: Puppet, Chef, Ansible
by: Grace Hopper

Puppet or Chef? Half use Ansible by now.

Nobody tests it.
----
2014/2 Docker in production
tags: containers
tools: Docker
by: Linus

Who runs Docker in production? Two hands.

Volumes are the hard part.
----
2014/3 Monitoring sucks, still
tags: monitoring
tools: Nagios, Graphite
by: Ada Lovelace

Nagios pages at night. Graphite fills the disk.

We want alerts on symptoms.
----
2014/4 Hiring without puzzles
tags: people
by: Katherine Johnson

Pair on a real problem. Pay people for take-home work.
----
2015/1 Consul and service discovery
tags: dns, discovery
tools: Consul
by: Grace Hopper

Consul lost quorum; Consul uses Raft. DNS answers are cached.
----
2015/2 Post-mortems without blame
tags: people, incidents
by: Ada Lovelace

Blameless is a habit. Write the timeline first.

## Actions

Read them aloud every month.
----
2015/3 Immutable servers
tags: infrastructure
tools: Packer

Bake images with Packer, replace, never patch. Terraform is new.
----
2015/4 Secrets
tags: security
tools: Vault
by: Margaret Hamilton

Vault or files encrypted with GPG. Rotation is where it hurts.
----
2016/1 Terraform in anger
tags: infrastructure
tools: Terraform
by: Margaret Hamilton

Terraform, Terraform, Terraform: state, state and modules.

Lock the state.
----
2016/2 東京のチーム
tags: people

東京都の会議室でCI/CDの話をした。node.js も。
----
2016/3 Café culture
tags: people, two words

Crème brûlée for teams; time that is free, cached in memory.
----
2016/4 Kubernetes: who needs it?
tags: containers
tools: Kubernetes, Nomad
by: Linus

Kubernetes is a lot. Nomad may do. Helm charts rot.

Containers are not the goal.
----
2016/5 Chaos on Fridays
tags: incidents
tools: Chaos Monkey

Break one thing a week, with everybody in the room.
----
2017/1 Microservices and scale
tags: keynote
by: Ada Lovelace

Monitoring, alerting and healthchecks for 200 microservices.
----
2017/2 DNS for service discovery
tags: dns
tools: Unbound

DNS is cached. Everybody has a story about DNS.
----
2017/3 Scaling deployments
tags: deploying
tools: Spinnaker

Canary, blue/green. Rollbacks aren't real, says one. DNS, too.
----
2017/4 CloudFormation, Terraform, aaargh!
tags: infrastructure
tools: CloudFormation, Terraform

Keep as little state as you can: Terraform.
----
2017/5 Better than Jenkins?
tags: deploying
tools: Jenkins
by: Grace Hopper

Jenkins ran Terraform on a timer until two jobs wrote the state.
----
2017/6 Cloud regret?
tags: cost

Half of the room met Terraform while leaving one provider.
----
2017/7 On-call: your free time is yours
tags: people
by: Katherine Johnson

Rotas, pagers. It is called a tax on success. C++ too.
----
2017/8 Teaching C and Rust
tags: people
tools: Rust

The C compiler tells you little; Rust tells you a lot. C++ is a third thing.
----
2018/1 Observability is not three pillars
tags: monitoring
tools: Honeycomb, OpenTracing
by: Ada Lovelace

Traces first. High cardinality, wide events.

Honeycomb was named by four.
----
2018/2 Remote teams
tags: people
by: Katherine Johnson

Write things down. Meet twice a year. Time zones are people.
----
2018/3 Feature flags
tags: deploying
tools: LaunchDarkly

A flag is debt from its first day. Delete flags with the release after.
----
2018/4 Postgres at scale
tags: databases
tools: Postgres, pgbouncer

Vacuum, partitions, pgbouncer. Postgres goes further than you think.
----
2018/5 Serverless bills
tags: cost
tools: Lambda

The bill for logs was larger than that for code. Lambda, cold starts.
----
2018/6 Über Größe und Maß
tags: skalierung

Die Straße ist naß. Größere Rechner sind nicht immer besser.
----
2018/7 Мониторинг без боли
tags: monitoring

Алерты по симптомам, а не по причинам.
----
2018/8 מדידה ומשמעות
tags: monitoring

אנחנו מודדים יותר מדי ומבינים מעט.
----
2018/9 Long reads
tags: people

A note about everything.

Terraform was said once. Postgres, too.
----
2018/10 Incident command
tags: incidents
tools: PagerDuty
by: Margaret Hamilton

One person decides, one writes, one tells the others.

## Tools

A bot opens the channel. PagerDuty wakes you.
----
2018/11 Estimates
tags: people

No estimates: slice until it is small. Forecast from history.
"""

#: Of an event that those who ask may not see.
UNSEEN = """\
secret/1 Terraform in secret
tags: infrastructure
tools: Xylophone
by: Mata Hari

Terraform that nobody may know of. Xylophone, xylophones.
"""
WITHIN = ("2014", "2015", "2016", "2017", "2018")


def document(written: str) -> Document:
    head, *blocks = written.strip().split("\n\n")
    name, *lines = head.split("\n")
    key, title = name.split(" ", 1)
    labels = dict(line.split(": ", 1) for line in lines)
    filed = {kind: tuple(labels.get(line, "").split(", ")) for kind, line in KINDS.items() if line in labels}
    return Document("note", key, key.split("/")[0], title, tuple(passages(blocks)), filed, ("tool", "by"), {"n": key})


KINDS = {"tag": "tags", "tool": "tools", "by": "by"}


def passages(blocks: list[str]) -> list[Passage]:
    found, heading = [], ""
    for number, block in enumerate(blocks):
        if block.startswith("## "):
            heading = block[3:]
        else:
            found.append(Passage(" ".join(block.split("\n")), f"p-{number}", heading))
    return found


DOCUMENTS = [document(written) for written in WRITTEN.split("\n----\n")]
HIDDEN = document(UNSEEN)

#: What is asked, the first three, and whatever else is found.
QUESTIONS: list[tuple[str, list[str], set[str]]] = [
    ("terraform", ["2016/1", "2017/4", "2017/6"], {"2017/5", "2015/3", "2018/9"}),
    ("terraform state", ["2016/1", "2017/4", "2017/5"], set()),
    ("state terraform", ["2016/1", "2017/4", "2017/5"], set()),
    ("dns", ["2017/2", "2015/1", "2017/3"], set()),
    ("consul", ["2015/1"], set()),
    ("raft", ["2015/1"], set()),
    ("service discovery", ["2015/1", "2017/2"], set()),
    ("deploy", ["2017/3", "2018/3", "2017/5"], set()),
    ("deployment scaling", ["2017/3"], set()),
    ("scale", ["2018/4", "2017/3", "2017/1"], set()),
    ('"free time"', ["2017/7"], set()),
    ("free time", ["2017/7", "2016/3"], set()),
    ("on-call", ["2017/7"], set()),
    ("tax success", ["2017/7"], set()),
    ("microserv*", ["2017/1"], set()),
    ("terra*", ["2016/1", "2017/4", "2017/6"], {"2017/5", "2015/3", "2018/9"}),
    ("c++", ["2017/7", "2017/8"], set()),
    ("c", ["2017/8"], set()),
    ("ci/cd", ["2016/2"], set()),
    ("node.js", ["2016/2"], set()),
    ("東京", ["2016/2"], set()),
    ("会議", ["2016/2"], set()),
    ("京", ["2016/2"], set()),
    ("creme BRÛLÉE", ["2016/3"], set()),
    ("größe", ["2018/6"], set()),
    ("GRÖSSE", ["2018/6"], set()),
    ("strasse", ["2018/6"], set()),
    ("мониторинг", ["2018/7"], set()),
    ("симптомам", ["2018/7"], set()),
    ("מודדים", ["2018/8"], set()),
    ("monitoring", ["2014/3", "2018/8", "2018/7"], {"2018/1", "2017/1"}),
    ("docker", ["2014/2"], set()),
    ("containers", ["2016/4", "2014/2"], set()),
    ("kubernetes", ["2016/4"], set()),
    ("postgres", ["2018/4", "2018/9"], set()),
    ("jenkins terraform", ["2017/5"], set()),
    ("ada", ["2018/1", "2017/1", "2015/2"], {"2014/3"}),
    ("grace hopper", ["2017/5", "2015/1", "2014/1"], set()),
    ("actions", ["2015/2"], set()),
    ("pagerduty", ["2018/10"], set()),
    ("blameless", ["2015/2"], set()),
    ('"blue/green"', ["2017/3"], set()),
    ("two hands", ["2014/2"], set()),
    ("flags", ["2018/3"], set()),
    ("vault", ["2015/4"], set()),
    ("xylophone", [], set()),
    ("mata hari", [], set()),
    ("nothing of the kind", [], set()),
    ('"hands two"', [], set()),
]
