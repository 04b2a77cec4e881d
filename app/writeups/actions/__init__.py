"""What can be done with what is published."""

from app.writeups.actions.indexing import follow, reindex, reindex_event
from app.writeups.actions.keeping import keep_extracts
from app.writeups.actions.naming import decide_name, reopen_name
from app.writeups.actions.publishing import is_unchanged, publish_topic
from app.writeups.actions.reviewing import send_to_review, take_out_of_review
from app.writeups.actions.withdrawing import retract, take_topic_away, withdraw_publication

__all__ = [
    "decide_name",
    "follow",
    "is_unchanged",
    "keep_extracts",
    "publish_topic",
    "reindex",
    "reindex_event",
    "reopen_name",
    "retract",
    "send_to_review",
    "take_out_of_review",
    "take_topic_away",
    "withdraw_publication",
]
