"""What a published page is found under: its tags, the tools it names, and the people, where they may be told. Pure."""

import re
from collections.abc import Sequence

from app.writeups.marks import Marks

#: How filters and facets are called; also what people type before a colon.
TAG, TOOL, BY = "tag", "tool", "by"
#: Longer ones are sentences, which nobody looks for by their words in a row.
LONGEST_TOOL = 40
#: What is said of a tool after its name.
_REMARK = re.compile(r"\s*(?:[,;:(–—].*|\s-\s.*|\.(?:\s.*)?$)", re.DOTALL)

Labels = dict[str, Sequence[str]]


def labels_of(tags: Sequence[str], marks: Marks, hosts: Sequence[str], *, names_told: bool) -> Labels:
    """`hosts` are those whom the page names; who spoke is left out where that is not to be told."""
    speakers = [quotation.speaker for quotation in marks.quotations if quotation.speaker]
    return {TAG: tags, TOOL: tool_names(marks.tools), BY: [*hosts, *(speakers if names_told else ())]}


def tool_names(tools: Sequence[str]) -> list[str]:
    """`Consul` of what stands behind the word *Tool* as “Consul, for service discovery”."""
    names = (_REMARK.sub("", tool).strip() for tool in tools)
    return list(dict.fromkeys(name for name in names if 0 < len(name) <= LONGEST_TOOL))
