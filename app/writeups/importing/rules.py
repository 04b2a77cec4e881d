"""Rules of imports: what may be published without anybody looking, and what was changed since. Pure."""

import json
from collections.abc import Sequence
from hashlib import sha256


def may_be_published_unseen(attribution: str) -> bool:
    """Under the Chatham House Rule somebody looks at each text for names first; off the record nothing is published."""
    return attribution == "open"


def mark_of_text(text: str) -> str:
    return sha256(text.strip().encode(errors="replace")).hexdigest()


def mark_of_card(title: str, pitch: str, tags: Sequence[str], hosts: Sequence[str], claimed: bool = False) -> str:
    """`claimed`: one of the names is a visitor's by now."""
    said = [title, pitch, sorted(tags), list(hosts), claimed]
    return sha256(json.dumps(said).encode(errors="replace")).hexdigest()
