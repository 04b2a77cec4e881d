"""Pictures that a text may show: only those of ours that whoever has it rendered names. Any other stays a link."""

import re
from dataclasses import dataclass

from markdown_it.token import Token

#: Nothing but a picture of ours has such an address; the second is the smaller one that belongs to it.
ADDRESS = re.compile(r"/[a-z0-9-]+/media/([0-9a-f]{32})\.webp")
SOURCES = re.compile(
    r"/[a-z0-9-]+/media/[0-9a-f]{32}-small\.webp [0-9]{1,4}w, /[a-z0-9-]+/media/[0-9a-f]{32}\.webp [0-9]{1,4}w"
)
SIZES = "(min-width: 40rem) 38rem, 100vw"
#: What holds a picture, and what says of whom it is; that is put in when the page is shown, and never kept.
HOLDER = "photo"


@dataclass(frozen=True)
class Picture:
    """Its address, the smaller one's, both sizes in pixels, and what can be seen on it where a text does not say."""

    address: str
    width: int
    height: int
    small: str
    small_width: int
    alt: str = ""


def is_ours(address: str) -> bool:
    return ADDRESS.fullmatch(address) is not None


def shown(image: Token, picture: Picture) -> list[Token]:
    """The picture with its room kept free, in its holder."""
    _describe(image, picture)
    image.attrs = {
        "src": picture.address,
        "srcset": f"{picture.small} {picture.small_width}w, {picture.address} {picture.width}w",
        "sizes": SIZES,
        "width": str(picture.width),
        "height": str(picture.height),
        "alt": "",
        "loading": "lazy",
        "decoding": "async",
    }
    return [Token("photo_open", "span", 1, attrs={"class": HOLDER}), image, Token("photo_close", "span", -1)]


def _describe(image: Token, picture: Picture) -> None:
    if not image.content and picture.alt:
        image.content = picture.alt
        image.children = [Token("text", "", 0, content=picture.alt)]
    image.attrs.pop("title", None)


def set_apart(tokens: list[Token]) -> None:
    """A paragraph that is nothing but one picture is a figure; one of which nothing is left is none."""
    for index, opening in enumerate(tokens):
        if opening.type != "paragraph_open" or opening.hidden:
            continue
        inline, closing = tokens[index + 1], tokens[index + 2]
        children = inline.children or []
        if not children:
            opening.hidden = closing.hidden = True
        elif [child.type for child in children] == ["photo_open", "image", "photo_close"]:
            opening.tag = closing.tag = "figure"
            opening.attrSet("class", HOLDER)
            inline.children = children[1:2]
