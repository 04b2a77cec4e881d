"""Pages of the write-up: publishing, reading, searching."""

from typing import Any

from app.writeups.pages import many, policy, publishing, reading, redacting, searching

HANDLERS: list[Any] = [
    publishing.show_publication,
    publishing.publish,
    publishing.withdraw,
    publishing.decide_about_name,
    redacting.show_redaction,
    redacting.look_at_redaction,
    redacting.redact,
    policy.show_policy,
    policy.change_policy,
    policy.show_own_policy,
    policy.change_own_policy,
    policy.choose_own_credit,
    many.show_publications,
    many.publish_several,
    reading.show_write_up,
    reading.show_whole_write_up,
    reading.show_page,
    searching.show_search,
    searching.show_found,
]
