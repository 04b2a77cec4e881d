"""What is done with cards before they are on the board: written, starred, hosted, talked about."""

from app.topics.actions.proposing import WallClosed, add_topic, propose_topic, reword_topic
from app.topics.actions.starring import star_after_joining, star_topic, unstar_topic

__all__ = [
    "WallClosed",
    "add_topic",
    "propose_topic",
    "reword_topic",
    "star_after_joining",
    "star_topic",
    "unstar_topic",
]
