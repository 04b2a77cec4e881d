"""When a role link works, and for how long a held role is awake. Pure."""

from datetime import datetime, timedelta

FACILITATOR = "facilitator"
STEWARD = "steward"
#: Roles of those who hold the space.
ROLES = (FACILITATOR, STEWARD)
#: Whoever writes in the note of one topic, also without taking part.
WRITER = "writer"

#: A facilitator's device that was idle for so long has to open its link again (a laptop left in a train).
AWAKE = timedelta(hours=12)
#: How often `used_at` is renewed; finer would write on every request.
RENEWAL = timedelta(minutes=10)
#: The link that moves a person to another device is for the two devices in their hands.
DEVICE_LINK_LIFE = timedelta(minutes=10)
STEWARD_LINK_LIFE = timedelta(days=7)
#: A facilitator's link outlives the last day of its event by this.
AFTER_THE_EVENT = timedelta(days=7)


def link_works(expires_at: datetime, revoked_at: datetime | None, now: datetime) -> bool:
    return revoked_at is None and now < expires_at
