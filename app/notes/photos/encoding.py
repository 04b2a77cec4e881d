"""What somebody sends becomes a picture of ours, in two sizes, or is refused.

Nothing of the file itself is kept: not the place where it was taken, not what is hidden in it. A hostile file may take
seconds: requests go through `Photos`.
"""

import io
import warnings
from collections.abc import Callable

import msgspec
from PIL import Image, ImageCms, ImageOps

from app.notes.photos.rules import MOST_PIXELS

#: By content, whatever the file is called. No vectors, no animations, no format that needs another program.
FORMATS = ("JPEG", "PNG", "WEBP")
#: What comes out.
OURS = ("WEBP",)
#: The longest sides, in pixels.
LONGEST, SMALL = 2000, 640
QUALITY, SMALL_QUALITY = 82, 76

NO_PICTURE, MOVES, TOO_MANY_PIXELS = "no picture", "moves", "too many pixels"
#: Several pictures of one moment, as phones make them: the first is the photo.
_STILL = {"MPO"}


class Encoded(msgspec.Struct, frozen=True):
    """Two WebP files and their sizes; or why not."""

    picture: bytes = b""
    width: int = 0
    height: int = 0
    small: bytes = b""
    small_width: int = 0
    small_height: int = 0
    refusal: str = ""


def encode(source: bytes) -> Encoded:
    """Whatever is sent, the answer is an Encoded."""
    return _answered(_encode, source)


def measure(source: bytes) -> Encoded:
    """As `encode`, of a picture that is ours already and stays what it is: an Encoded without files. All of it is
    decoded; one that is larger than ours are is none of them."""
    return _answered(_measure, source)


def _answered(look: Callable[[bytes], Encoded], source: bytes) -> Encoded:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return look(source)
    except Refused as refused:
        return Encoded(refusal=str(refused))
    except Image.DecompressionBombError:
        return Encoded(refusal=TOO_MANY_PIXELS)
    except Exception:  # a broken file can make a decoder raise anything
        return Encoded(refusal=NO_PICTURE)


class Refused(Exception):
    """The message is one of the reasons above."""


def _encode(source: bytes) -> Encoded:
    with Image.open(io.BytesIO(source), formats=FORMATS) as image:
        _check(image)
        image.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
        picture = _plain(ImageOps.exif_transpose(image))
    small = picture.copy()
    small.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    return Encoded(_webp(picture, QUALITY), *picture.size, _webp(small, SMALL_QUALITY), *small.size)


def _measure(source: bytes) -> Encoded:
    with Image.open(io.BytesIO(source), formats=OURS) as image:
        _check(image)
        if max(image.size) > LONGEST:
            raise Refused(NO_PICTURE)
        image.load()
        return Encoded(width=image.width, height=image.height)


def _check(image: Image.Image) -> None:
    """By its head alone: nothing is decoded yet."""
    if image.width * image.height > MOST_PIXELS:
        raise Refused(TOO_MANY_PIXELS)
    if getattr(image, "is_animated", False) and image.format not in _STILL:
        raise Refused(MOVES)


def _plain(image: Image.Image) -> Image.Image:
    """The pixels alone, in the colours of the web."""
    has_holes = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    mode = "RGBA" if has_holes else "RGB"
    plain = Image.new(mode, image.size)
    plain.paste(_in_srgb(image.convert(mode), image.info.get("icc_profile")))
    return plain


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """A profile that does not fit its picture is passed over."""
    if not profile:
        return image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB")) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _webp(image: Image.Image, quality: int) -> bytes:
    written = io.BytesIO()
    image.save(written, "WEBP", quality=quality, method=4)
    return written.getvalue()
