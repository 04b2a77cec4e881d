"""Markdown to safe HTML: one dialect and one sanitiser for preview, publication and snippets."""

from app.kernel.markdown.marks import Mark
from app.kernel.markdown.pictures import Picture
from app.kernel.markdown.renderer import MarkdownRenderer, TooHard, TooLong
from app.kernel.markdown.rendering import Heading, Passage, Rendered, render_now

__all__ = ["Heading", "Mark", "MarkdownRenderer", "Passage", "Picture", "Rendered", "TooHard", "TooLong", "render_now"]
