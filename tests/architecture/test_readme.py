"""The README tells the truth: every setting, command and address in it exists, and none is left out."""

import re
from pathlib import Path

import click
import pytest

from app.cli import main
from app.settings import Settings
from tests.architecture.sources import ROOT
from tests.architecture.test_handlers import paths

README = (ROOT / "README.md").read_text()
CODE = re.findall(r"`([^`\n]+)`", README) + re.findall(r"```\n(.*?)```", README, re.DOTALL)
MAKE_TARGETS = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)


def section(name: str) -> str:
    return re.split(r"\n#+ ", README.partition(f"# {name}\n")[2])[0]


def in_table(text: str) -> set[str]:
    return set(re.findall(r"^\| `([^`]+)`", text, re.MULTILINE))


def commands() -> set[str]:
    """Every command as it is typed, groups spelled out."""
    found = set()
    for name, command in main.commands.items():
        children = command.commands if isinstance(command, click.Group) else {}
        found |= {f"{name} {child}" for child in children} or {name}
    return found


def test_the_table_of_settings_is_the_settings() -> None:
    assert in_table(section("Settings")) == {f"HALLWAY_{name.upper()}" for name in Settings.model_fields}


def test_defaults_are_told_as_they_are() -> None:
    for name, default in re.findall(r"^\| `HALLWAY_(\w+)` \| `([^`]+)` \|", section("Settings"), re.MULTILINE):
        assert str(Settings.model_fields[name.lower()].default) == default, name


def test_no_other_setting_is_named() -> None:
    named = set(re.findall(r"HALLWAY_([A-Z_]+[A-Z])", README))
    assert named <= {name.upper() for name in Settings.model_fields}


def test_the_table_of_commands_is_the_commands() -> None:
    told = {" ".join(row.split()[1:]) for row in in_table(section("Commands"))}
    for command in commands():
        assert any(row.startswith(command) for row in told), f"hallway {command} is not in the README"
    for row in told:
        assert any(row.startswith(command) for command in commands()), f"hallway {row} does not exist"


def test_every_option_that_is_named_exists() -> None:
    known = {option for command in all_commands() for param in command.params for option in param.opts}
    typed = "\n".join(code for code in CODE if "hallway " in code or code.startswith("--"))
    assert set(re.findall(r"(--[a-z-]+)", typed)) <= known


def all_commands() -> list[click.Command]:
    return [each for top in main.commands.values() for each in [top, *getattr(top, "commands", {}).values()]]


def test_every_address_exists() -> None:
    addresses = {plain(word) for code in CODE for word in re.findall(r"(?<![\w.:/])/(?:[\w{}.-]+/?)*", code)}
    assert len(addresses) > 4
    assert addresses <= {plain(path) for path in paths()}


def plain(path: str) -> str:
    """An address whatever its parts are called."""
    return re.sub(r"\{[^}]*\}", "{}", path)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"make ([a-z]+)", "\n".join(CODE)))))
def test_every_make_target_exists(target: str) -> None:
    assert target in MAKE_TARGETS


def test_every_file_that_is_named_exists() -> None:
    linked = re.findall(r"\]\(([^)#:]+)\)", README)
    assert linked
    assert [file for file in linked if not (ROOT / file).exists()] == []


def test_the_map_shows_every_package() -> None:
    packages = {folder.parent.name for folder in (ROOT / "app").glob("*/__init__.py")}
    shown = section("For people who build it")
    assert {name for name in packages if f"  {name}/" not in shown} == set()


def test_nothing_of_one_machine_is_told() -> None:
    assert not re.search(r"/(work|root|home|tmp)/", README)
    assert Path("/") not in (Path(code) for code in CODE)
