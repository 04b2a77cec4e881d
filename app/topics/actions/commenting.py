"""Questions and remarks to the hosts of a card, and their taking away."""

from sqlmodel import col, or_, update

from app.kernel.errors import Forbidden, Invalid
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.people.viewers import Viewer
from app.topics.changes import CommentMade, CommentRemoved
from app.topics.forms import Remark
from app.topics.queries import facts_of_one
from app.topics.rules import may_remove_comment
from app.topics.tables import Comment, Topic


async def comment_on(work: Work, topic: Topic, remark: Remark, attendee_id: int) -> Comment:
    """Under another comment or on its own, one level at most. Raises Invalid when the other is gone."""
    assert topic.id is not None
    comment = Comment(
        event_id=topic.event_id,
        topic_id=topic.id,
        attendee_id=attendee_id,
        answers=await _thread(work, topic, remark.answers),
        words=remark.words,
        made_at=work.now,
    )
    work.db.add(comment)
    await work.db.flush()
    work.record(CommentMade(**_about(topic, comment)))
    return comment


async def remove_comment(work: Work, topic: Topic, comment: Comment, viewer: Viewer) -> None:
    """Its words are deleted, with those of the answers under it. Again does nothing. Raises Forbidden."""
    conveners = [convener.attendee_id for convener in (await facts_of_one(work.db, topic)).conveners]
    if not may_remove_comment(viewer, comment.attendee_id, conveners):
        raise Forbidden(_("Only whoever wrote it, the hosts and facilitators can take this away."))
    if comment.removed_at is not None:
        return
    thread = or_(col(Comment.id) == comment.id, col(Comment.answers) == comment.id)
    await work.db.exec(update(Comment).where(thread).values(words="", removed_at=work.now))
    work.record(CommentRemoved(**_about(topic, comment)))


async def _thread(work: Work, topic: Topic, answers: int | None) -> int | None:
    """The head of the thread that an answer goes to, also when it was given to another answer."""
    if answers is None:
        return None
    other = await work.db.get(Comment, answers, populate_existing=True)
    if other is None or other.topic_id != topic.id or other.removed_at is not None:
        gone = _("What you answer was taken away. Your words are still here.")
        raise Invalid(gone, {"words": gone})
    return other.answers or other.id


def _about(topic: Topic, comment: Comment) -> dict[str, int]:
    ids = {"event_id": topic.event_id, "topic_id": topic.id or 0, "number": topic.number}
    return {**ids, "comment_id": comment.id or 0}
