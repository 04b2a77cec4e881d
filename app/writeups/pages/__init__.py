"""Pages of the write-up: publishing, reading, searching, and what links the years."""

from typing import Any

from app.writeups.exporting import pages as exporting
from app.writeups.pages import (
    correcting,
    differing,
    indexes,
    many,
    own_words,
    policy,
    publishing,
    reading,
    redacting,
    reviewing,
    searching,
    series,
)

HANDLERS: list[Any] = [
    publishing.show_publication,
    publishing.publish,
    publishing.withdraw,
    publishing.undo_withdrawal,
    publishing.decide_about_name,
    *exporting.HANDLERS,
    *reviewing.HANDLERS,
    *correcting.HANDLERS,
    *own_words.HANDLERS,
    redacting.show_redaction,
    redacting.look_at_redaction,
    redacting.redact,
    policy.show_policy,
    policy.change_policy,
    policy.decide_about_text,
    policy.show_own_policy,
    policy.change_own_policy,
    policy.choose_own_credit,
    many.show_publications,
    many.publish_several,
    reading.show_write_up,
    reading.show_whole_write_up,
    reading.show_page,
    differing.show_difference,
    searching.show_search,
    searching.show_found,
    series.show_series,
    indexes.show_indexes,
    indexes.show_index,
]
