"""The Markdown that people write here: CommonMark with tables, task and definition lists, footnotes, bare links."""

import re
from collections.abc import Iterator, Mapping, Sequence
from posixpath import basename

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from app.kernel.markdown.links import REL, is_external, is_safe
from app.kernel.markdown.pictures import Picture, is_ours, set_apart, shown
from app.kernel.markdown.quotations import set_speakers_apart

#: Levels of blocks in each other, of which a list takes two, that the parser follows.
NESTING = 200
#: The page above a text has the `h1`.
TOP_LEVEL = 2
LOWEST_LEVEL = 6
LONGEST_ID = 60
#: Longer code is shown without colours: some lexers are slow on texts they were not made for.
LONGEST_COLOURED = 20_000
CODE_CLASS_PREFIX = "hl-"
DONE, TO_DO = "☑", "☐"

_formatter = HtmlFormatter[str](nowrap=True, classprefix=CODE_CLASS_PREFIX)


def parser() -> MarkdownIt:
    options = {"linkify": True, "typographer": False, "tasklists": True, "maxNesting": NESTING, "highlight": _coloured}
    md = MarkdownIt("js-default", options).use(footnote_plugin).use(deflist_plugin)
    md.validateLink = is_safe  # type: ignore[method-assign]
    assert md.linkify
    md.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    for rule in (_level_headings, _mark_links, _align_cells, _caption_quotations):
        md.core.ruler.push(rule.__name__, rule)
    md.add_render_rule("list_item_open", _list_item_open)
    md.add_render_rule("table_open", _table_open)
    md.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return md


def _coloured(code: str, language: str, _attrs: str) -> str:
    if not language or len(code) > LONGEST_COLOURED:
        return ""
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return ""
    return highlight(code, lexer, _formatter)


def _level_headings(state: StateCore) -> None:
    """Whatever level a writer begins with, the text's top headings come just below the page's own; each gets its id."""
    opening = [index for index, token in enumerate(state.tokens) if token.type == "heading_open"]
    if not opening:
        return
    lift = TOP_LEVEL - min(int(state.tokens[index].tag[1]) for index in opening)
    taken = _Ids()
    for index in opening:
        start, inline, end = state.tokens[index : index + 3]
        start.tag = end.tag = f"h{min(int(start.tag[1]) + lift, LOWEST_LEVEL)}"
        if start.level == 0:
            start.attrSet("id", taken.new(plain(inline)))


class _Ids:
    """Ids for headings: readable, prefixed so that none can clobber a name of the page, each given once."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def new(self, text: str) -> str:
        base = "h-" + (re.sub(r"[\W_]+", "-", text.casefold()).strip("-")[:LONGEST_ID].strip("-") or "part")
        candidate = base
        while candidate in self._given:
            self._given[base] += 1
            candidate = f"{base}-{self._given[base]}"
        self._given[candidate] = 1
        return candidate


def plain(inline: Token) -> str:
    """The words of a piece of text without its marks."""
    return " ".join("".join(_words_of(inline.children or [])).split())


def _words_of(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("text", "code_inline", "image", "text_special"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "


def _mark_links(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = list(_with_pictures_of_ours(token.children, state.env.get("pictures", {})))
    set_apart(state.tokens)


def _with_pictures_of_ours(tokens: list[Token], pictures: Mapping[str, Picture]) -> Iterator[Token]:
    """Any other picture becomes a link to it, so that reading calls no other server; inside a link it becomes its
    words. One of ours that is not to be shown is left out."""
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type == "link_open":
            _mark_external(token)
        if token.type == "image" and depth:
            yield _text(_words_for(token))
        elif token.type == "image" and str(token.attrGet("src")) in pictures:
            yield from shown(token, pictures[str(token.attrGet("src"))])
        elif token.type == "image" and is_ours(str(token.attrGet("src"))):
            continue
        elif token.type == "image":
            yield _link_to(token)
            yield _text(_words_for(token))
            yield Token("link_close", "a", -1)
        else:
            yield token


def _link_to(picture: Token) -> Token:
    link = Token("link_open", "a", 1, attrs={"href": str(picture.attrGet("src") or "")})
    _mark_external(link)
    return link


def _mark_external(link: Token) -> None:
    if is_external(str(link.attrGet("href") or "")):
        link.attrSet("rel", REL)


def _words_for(picture: Token) -> str:
    return plain(picture) or basename(str(picture.attrGet("src") or "")) or "…"


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _align_cells(state: StateCore) -> None:
    """Alignment as a class: the page's policy allows no inline style."""
    for token in state.tokens:
        if token.type in ("th_open", "td_open") and "style" in token.attrs:
            token.attrs = {"class": str(token.attrs["style"]).replace("text-align:", "align-")}


def _caption_quotations(state: StateCore) -> None:
    state.tokens = set_speakers_apart(state.tokens)


def _table_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    return f'<div class="table"{renderer.renderAttrs(tokens[index])}><table>\n'


def _list_item_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """A task's box is a sign, not a form control: it also reads well in print, feeds and books."""
    opening = renderer.renderToken(tokens, index, options, env)
    checked = (tokens[index].meta or {}).get("checked")
    return opening if checked is None else f'{opening}<span class="task-box">{DONE if checked else TO_DO}</span> '
