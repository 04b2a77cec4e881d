"""Pages of the write-up: publishing, reading, searching."""

from typing import Any

from app.writeups.pages import many, publishing, reading, redacting, searching

HANDLERS: list[Any] = [
    publishing.show_publication,
    publishing.publish,
    publishing.withdraw,
    publishing.decide_about_name,
    redacting.show_redaction,
    redacting.look_at_redaction,
    redacting.redact,
    many.show_publications,
    many.publish_several,
    reading.show_write_up,
    reading.show_whole_write_up,
    reading.show_page,
    searching.show_search,
    searching.show_found,
]
