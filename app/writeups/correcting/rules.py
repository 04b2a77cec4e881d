"""Rules of the correction window: for how long, what can be sent, and what is in force. Pure."""

from datetime import datetime, timedelta

#: A window is open for so long unless somebody says otherwise, and no longer than so long.
WINDOW, LONGEST_WINDOW = timedelta(days=7), timedelta(days=92)
KINDS = (QUOTATION, TEXT, WITHDRAWAL) = ("quotation", "text", "withdrawal")
STATES = (OPEN, TAKEN, DECLINED, TAKEN_BACK) = ("open", "taken", "declined", "taken_back")
#: A withdrawal holds until whoever withdrew takes it back; nobody else can.
IN_FORCE = (OPEN, TAKEN)
WORDS_LIMIT, SAID_LIMIT = 2000, 500
TEXT_LIMIT = 200_000
#: So much may wait of one link.
MOST_WAITING = 40


def is_open(closes_at: datetime, now: datetime) -> bool:
    return now < closes_at
