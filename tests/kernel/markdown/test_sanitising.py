"""Nothing that a text says can act: whatever is written, the HTML holds to a list."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.kernel.markdown import render_now
from app.kernel.markdown.links import REL
from app.kernel.markdown.sanitiser import clean

TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "div", "section"),
    *("a", "strong", "em", "s", "code", "span", "sup"),
    *("ul", "ol", "li", "dl", "dt", "dd"),
    *("table", "thead", "tbody", "tr", "th", "td"),
    *("figure", "img"),
}
OF_PICTURES = {"src", "srcset", "sizes", "width", "height", "alt", "loading", "decoding"}
ATTRIBUTES = {"href", "rel", "id", "class", "start", "tabindex"}
CLASSES = re.compile(
    r"footnote-(ref|item|backref)|footnotes(-sep|-list)?|contains-task-list|task-list-item|task-box|table|"
    r"align-(left|center|right)|photo|hl-[a-z0-9]+"
)
IDS = re.compile(r"h-[\w-]+|fn(ref)?\d+(:\d+)?")
PICTURES = re.compile(r"|/camp/media/[0-9a-f]{32}\.webp")
LINKS = re.compile(r"https?://[^/]|mailto:|#|/(?!/)|[^:/]*($|[/?#])", re.IGNORECASE)


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"a processing instruction: {data}")


def assert_harmless(html: str) -> None:
    elements = Page(html).elements
    for tag, attributes in elements:
        assert tag in TAGS, tag
        assert set(attributes) <= (OF_PICTURES if tag == "img" else ATTRIBUTES), attributes
        assert PICTURES.fullmatch(attributes.get("src", "")), attributes
        assert all(CLASSES.fullmatch(name) for name in attributes.get("class", "").split()), attributes
        assert IDS.fullmatch(attributes.get("id", "h-x")), attributes
        if "href" in attributes:
            assert tag == "a"
            assert_harmless_link(attributes)
    ids = [attributes["id"] for _tag, attributes in elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def assert_harmless_link(attributes: dict[str, str]) -> None:
    href = attributes["href"]
    assert LINKS.match(href), href
    assert not re.search(r"[\x00-\x20\\]", href), href
    if re.match("https?:", href, re.IGNORECASE):
        assert attributes["rel"] == REL


HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<svg onload=alert(1)><animate onbegin=alert(1)></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<style>@import '//evil.example/x.css'</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=x.swf></object><embed src=x.swf>",
    "<form action=/leave method=post><input name=_method value=DELETE><button>go</button></form>",
    "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    "<div hx-get=/evil hx-trigger=load>x</div>",
    "<a data-hx-get=/evil href=x>x</a>",
    "<p style='position:fixed'>x</p>",
    "<details open ontoggle=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<!-- --><!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=1?>",
    "<!DOCTYPE x>",
    "<a id=body name=forms>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](java&NewLine;script:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](<\x01javascript:alert(1)>)",
    "[x](&#1;javascript:alert(1))",
    "[x](&nbsp;javascript:alert(1))",
    "[x](javascript%3Aalert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](data:image/svg+xml,<svg onload=alert(1)>)",
    "[x](blob:https://evil.example/1)",
    "[x](file:///etc/passwd)",
    "[x](tel:112)",
    "[x](ms-word:ofe|u|https://evil.example/x)",
    "[x](intent://x#Intent;scheme=y;end)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](\\\\evil.example)",
    "[x](https:evil.example)",
    "[x](https:///evil.example)",
    "[x](http://)",
    "[x]: javascript:alert(1)\n\n[x]",
    "[x]: <javascript:alert(1)> 'title'\n\n[x][]",
    "<javascript:alert(1)>",
    '<https://a.example/"onmouseover=alert(1)>',
    'https://a.example/"onmouseover="alert(1)',
    "![x](javascript:alert(1))",
    "![x](data:image/png;base64,AAAA)",
    "![x](https://evil.example/pixel.gif)",
    '![<script>](https://evil.example/pixel.gif "onload=alert(1)")',
    "[![x](https://evil.example/p.gif)](javascript:alert(1))",
    "![a ![b ![c](x)](y)](z)",
    "[x](https://a.example '\"><script>alert(1)</script>')",
    "# body\n\n# forms\n\n# body\n\n# __proto__",
    "# <img src=x onerror=alert(1)>",
    "# x {#body .evil hx-get=/evil}",
    "[x](y){hx-get=/evil hx-trigger=load}",
    "`code`{onclick=alert(1)}",
    '```"><script>alert(1)</script>\nx\n```',
    "```html onload=alert(1)\n<script>alert(1)</script>\n```",
    "```js\n</code></pre><script>alert(1)</script>\n```",
    "| a |\n|:-:|\n| <script>alert(1)</script> |",
    "- [ ] <script>alert(1)</script>\n- [x] [x](javascript:alert(1))",
    "x[^1]\n\n[^1]: <script>alert(1)</script>",
    'x[^"><script>]\n\n[^"><script>]: y',
    "x^[<img src=x onerror=alert(1)>]",
    "term\n: <script>alert(1)</script>",
    "> <script>alert(1)</script>",
    "{{ 7*7 }} {% raw %} {0.__class__} %(x)s ${x}",
    "\x00<script\x00>alert(1)</script>",
    "<\u0000script>",
    "\u202e<script>\u202c",
    "＜script＞alert(1)＜/script＞",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\ud800<script>".encode("utf-8", "replace").decode(),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_shown_and_does_nothing(text: str) -> None:
    assert_harmless(render_now(text).html)


ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript:alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "<java\tscript:alert(1)>",
    "<\x01javascript:alert(1)>",
    "&nbsp;javascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "file:///etc/passwd",
    "tel:112",
    "blob:null/1",
    "//evil.example",
    "https:evil.example",
    "https:///evil.example",
    "http://",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_not_on_the_list_is_no_link(address: str) -> None:
    for text in (f"[x]({address})", f"![x]({address})", f"[x][y]\n\n[y]: {address}"):
        assert all(tag != "a" for tag, _attributes in Page(render_now(text).html).elements), text


@pytest.mark.parametrize(
    "html",
    [
        "<p title=x lang=de>x</p>",
        "<a href=javascript:alert(1)>x</a>",
        "<a href=//evil.example>x</a>",
        "<a href='java&#10;script:alert(1)' rel=opener target=_blank>x</a>",
        "<h2 id=body>x</h2><li id=fnx>x</li>",
        "<p class='lede hl-k' hx-get=/x data-x=1 style=x onclick=x>x</p>",
        "<input type=checkbox><button>x</button><form>x</form>",
        "<svg><a xlink:href=javascript:alert(1)>x</a></svg><math href=javascript:alert(1)>x</math>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    ],
)
def test_the_last_gate_holds_by_itself(html: str) -> None:
    assert_harmless(clean(html))


PIECES = st.lists(
    st.one_of(
        st.sampled_from([*'[]()<>!#*_`|:-\n\t "', "# ", "\n\n", "~~", "![x](", "](", "[^1]", "[^1]: ", "- [ ] "]),
        st.sampled_from(["javascript:", "https://x.y/", "//", "mailto:", "data:", "&colon;", "&#x0A;", "\\", "\x00"]),
        st.sampled_from(["<script>", "<svg", "onload=", "```js\n", "| a |\n|--|\n", "^[", "\n: ", "\u2028"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    ),
    max_size=40,
).map("".join)


@given(PIECES)
@example("# \n# \n#")
@settings(max_examples=300, deadline=None)
def test_any_text_gives_only_what_is_on_the_list(text: str) -> None:
    assert_harmless(render_now(text).html)
