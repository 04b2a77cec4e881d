"""`make bench`: every benchmark, one after another. A quiet machine helps; each prints what it is held against."""

import subprocess
import sys
from pathlib import Path

QUIET = {"__init__", "__main__", "browsers", "engines", "raw_search", "searched", "writers"}

if __name__ == "__main__":
    for file in sorted(Path(__file__).parent.glob("*.py")):
        if file.stem not in QUIET and not file.stem.endswith("_server"):
            print(f"\n== {file.stem}", flush=True)
            subprocess.run([sys.executable, "-m", f"tests.bench.{file.stem}"], check=True)
