"""html-validate, on many documents at once."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.node import NODE, packages

HERE = Path(__file__).parent

#: What the standard asks for. Left out is what is taste rather than standard.
PAGES = {"extends": ["html-validate:standard"]}


def complaints(pages: Mapping[str, str], config: Mapping[str, object] = PAGES) -> dict[str, list[str]]:
    """What is wrong with each document, by its name; nothing of those that are valid."""
    packages(HERE)
    asked = json.dumps({"config": config, "pages": pages})
    done = subprocess.run([NODE, HERE / "validator.mjs"], input=asked, capture_output=True, text=True, check=True)
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found
