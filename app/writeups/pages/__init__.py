"""Pages of the write-up: publishing, reading, searching."""

from typing import Any

from app.writeups.pages import correcting, differing, many, own_words, publishing, reading, reviewing, searching

HANDLERS: list[Any] = [
    publishing.show_publication,
    publishing.publish,
    publishing.withdraw,
    publishing.undo_withdrawal,
    publishing.decide_about_name,
    *reviewing.HANDLERS,
    *correcting.HANDLERS,
    *own_words.HANDLERS,
    many.show_publications,
    many.publish_several,
    reading.show_write_up,
    reading.show_whole_write_up,
    reading.show_page,
    differing.show_difference,
    searching.show_search,
    searching.show_found,
]
