"""Pages of the write-up: publishing, reading, searching, and what links the years."""

from typing import Any

from app.writeups.pages import indexes, many, publishing, reading, searching, series

HANDLERS: list[Any] = [
    publishing.show_publication,
    publishing.publish,
    publishing.withdraw,
    publishing.decide_about_name,
    many.show_publications,
    many.publish_several,
    reading.show_write_up,
    reading.show_whole_write_up,
    reading.show_page,
    searching.show_search,
    searching.show_found,
    series.show_series,
    indexes.show_indexes,
    indexes.show_index,
]
