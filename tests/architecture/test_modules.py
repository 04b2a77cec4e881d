"""Modules: small, each with one job that its docstring says, and free of what was seen to go wrong."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.architecture.sources import ROOT, imported_names, modules, named, parsed

LONGEST = 350


def where(is_so: Callable[[Path], object]) -> list[str]:
    return [named(file) for file in modules() if is_so(file)]


def test_every_module_says_its_job() -> None:
    assert where(lambda file: file.read_text().strip() and not ast.get_docstring(parsed(file))) == []


def test_no_module_is_long() -> None:
    long = where(lambda file: len(file.read_text().splitlines()) > LONGEST)
    assert [name for name in long if "migrations/versions" not in name] == []


def test_packages_import_only_earlier_ones() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


def test_tables_have_real_annotations_and_no_relationships() -> None:
    """Postponed annotations and Relationship() break SQLModel's typing and hide queries."""
    bad = {"__future__.annotations", "sqlmodel.Relationship"}
    assert where(lambda file: file.name == "tables.py" and bad & set(imported_names(file))) == []


def test_handlers_import_their_types_for_real() -> None:
    """Litestar looks annotations up when it starts."""

    def hides_types(file: Path) -> bool:
        names = set(imported_names(file))
        return "typing.TYPE_CHECKING" in names and any(name.startswith("litestar.") for name in names)

    assert where(hides_types) == []


def test_the_clock_is_asked_in_one_place() -> None:
    """A day can be rehearsed only if nobody looks at the machine's own clock."""
    asking = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today"}

    def asks(file: Path) -> bool:
        calls = (node.func for node in ast.walk(parsed(file)) if isinstance(node, ast.Call))
        return any(ast.unparse(call) in asking for call in calls if isinstance(call, ast.Attribute))

    assert where(asks) == ["app/kernel/clock.py"]


def test_nothing_is_left_to_do_or_switched_off() -> None:
    marks = re.compile(r"\b(TO" + "DO|FIX" + "ME|XX" + r"X|print\()")
    assert where(lambda file: bool(marks.search(file.read_text()))) == ["app/serving.py"]
