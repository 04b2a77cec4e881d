"""What others write while one composes waits in the editor: whoever writes what and when, all end up with one text."""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.node import NODE

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / "static/node_modules"
ROUNDS = 200


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With what it imports, in one file."""
    made = tmp_path_factory.mktemp("sharing") / "sharing.cjs"
    command = [NODE, MODULES / "esbuild/bin/esbuild", "--bundle", "--platform=node", "--log-level=error"]
    environment = {**os.environ, "NODE_PATH": str(MODULES)}
    subprocess.run([*command, HERE / "sharing.mjs", f"--outfile={made}"], env=environment, check=True)
    return made


@given(seed=st.integers(1, 2_147_483_646))
@settings(max_examples=10)
def test_whoever_writes_and_composes_all_have_one_text(played: Path, seed: int) -> None:
    subprocess.run([NODE, played, str(seed), str(ROUNDS)], check=True)
