"""What a published page is found under: its tags, the tools it names, and the people, where they may be told. Pure."""

import re
from collections.abc import Sequence

#: How filters and facets are called; also what people type before a colon.
TAG, TOOL, BY = "tag", "tool", "by"
#: Longer ones are sentences, which nobody looks for by their words in a row.
LONGEST_TOOL = 40
#: What is said of a tool after its name.
_REMARK = re.compile(r"\s*(?:[,;:(–—].*|\s-\s.*|\.(?:\s.*)?$)", re.DOTALL)

Labels = dict[str, Sequence[str]]


def labels_of(tags: Sequence[str], tools: Sequence[str], people: Sequence[str]) -> Labels:
    """`tools` are the words behind their mark, `people` whom the page names: who hosted it or is quoted, as far as that
    may be told."""
    return {TAG: tags, TOOL: tool_names(tools), BY: people}


def tool_names(tools: Sequence[str]) -> list[str]:
    """`Consul` of what stands behind the word *Tool* as “Consul, for service discovery”."""
    names = (_REMARK.sub("", tool).strip() for tool in tools)
    return list(dict.fromkeys(name for name in names if 0 < len(name) <= LONGEST_TOOL))
