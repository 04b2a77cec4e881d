"""What a page is filed under, and what is never told."""

import pytest

from app.writeups.filing import labels_of, tool_names

TOOLS, PEOPLE = ["Consul, for discovery"], ["Ada", "Zora"]


def test_tags_tools_and_people() -> None:
    assert labels_of(["dns"], TOOLS, PEOPLE) == {"tag": ["dns"], "tool": ["Consul"], "by": ["Ada", "Zora"]}


@pytest.mark.parametrize(
    ("mark", "names"),
    [
        ("Consul", ["Consul"]),
        ("Consul, for discovery", ["Consul"]),
        ("Node.js", ["Node.js"]),
        ("Terraform.", ["Terraform"]),
        ("Chaos Monkey - breaks things", ["Chaos Monkey"]),
        ("docker-compose (the old one)", ["docker-compose"]),
        ("Vault: where secrets live", ["Vault"]),
        ("(nothing)", []),
        ("a sentence that goes on and on until nobody remembers its beginning", []),
        ("", []),
    ],
)
def test_names_of_tools(mark: str, names: list[str]) -> None:
    assert tool_names([mark]) == names
