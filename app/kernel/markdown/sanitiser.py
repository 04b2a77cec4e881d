"""The last gate: HTML that is not on this list does not leave the renderer, whatever came before."""

import re

import nh3
from pygments.token import STANDARD_TYPES

from app.kernel.markdown.dialect import CODE_CLASS_PREFIX
from app.kernel.markdown.links import REL, SCHEMES, is_safe
from app.kernel.markdown.pictures import ADDRESS, HOLDER, SIZES, SOURCES
from app.kernel.markdown.quotations import QUOTED

TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "div", "section"),
    *("a", "strong", "em", "s", "code", "span", "sup"),
    *("ul", "ol", "li", "dl", "dt", "dd"),
    *("table", "thead", "tbody", "tr", "th", "td"),
    *("figure", "figcaption", "img"),
}
ATTRIBUTES = {
    "*": set[str](),  # without it nh3 lets `title` and `lang` pass everywhere
    "a": {"href", "rel", "id"},
    "ol": {"start"},
    "li": {"id"},
    "img": {"src", "srcset", "sizes", "width", "height", "alt", "loading", "decoding"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
CLASSES = {
    "a": {"footnote-backref"},
    "sup": {"footnote-ref"},
    "section": {"footnotes"},
    "hr": {"footnotes-sep"},
    "ol": {"footnotes-list", "contains-task-list"},
    "ul": {"contains-task-list"},
    "li": {"footnote-item", "task-list-item"},
    "div": {"table"},
    "th": {"align-left", "align-center", "align-right"},
    "td": {"align-left", "align-center", "align-right"},
    "figure": {HOLDER, QUOTED},
    "span": {"task-box", HOLDER} | {CODE_CLASS_PREFIX + name for name in STANDARD_TYPES.values() if name},
}
#: What scrolls sideways can be reached by keyboard.
FORCED = {"pre": {"tabindex": "0"}, "div": {"tabindex": "0"}}
#: Never an id that a script or a form of the page could mistake for its own.
IDS = re.compile(r"h-[\w-]+|fn(ref)?[0-9:]+")
#: What a picture may say of itself: it comes from nowhere but from us.
OF_PICTURES = {
    "src": ADDRESS,
    "srcset": SOURCES,
    "sizes": re.compile(re.escape(SIZES)),
    "width": re.compile(r"[0-9]{1,4}"),
    "height": re.compile(r"[0-9]{1,4}"),
    "alt": re.compile(r".*", re.DOTALL),
    "loading": re.compile("lazy"),
    "decoding": re.compile("async"),
}


def clean(html: str) -> str:
    return _cleaner.clean(html)


def _attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "img":
        return value if OF_PICTURES[name].fullmatch(value) else None
    if name == "id":
        return value if IDS.fullmatch(value) else None
    if name == "rel":
        return value if value == REL else None
    return value


_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    attribute_filter=_attribute,
    allowed_classes=CLASSES,
    set_tag_attribute_values=FORCED,
    url_schemes=SCHEMES,
    url_relative=lambda url: url if is_safe(url) else None,
    link_rel=None,
)
