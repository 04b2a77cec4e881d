"""Photos as cameras write them: with the place where they were taken, lying on their side, too large, or none."""

import io

from PIL import Image, ImageDraw

ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825
RED, BLUE = (200, 30, 30), (30, 30, 200)


def photo(width: int = 320, height: int = 240, kind: str = "JPEG", *, turned: int = 1, seed: int = 0) -> bytes:
    """Red in its upper half, blue below. With `turned` 6 the camera was held upright and wrote it sideways."""
    seen = Image.new("RGB", (width, height), BLUE)
    ImageDraw.Draw(seen).rectangle((0, 0, width, height // 2 - 1), fill=RED)
    ImageDraw.Draw(seen).text((5, 5), f"photo {seed}", fill=(255, 255, 255))
    exif = Image.Exif()
    exif[MAKE] = "A camera that tells"
    exif[ORIENTATION] = turned
    exif.get_ifd(GPS).update({1: "N", 2: (51.0, 31.0, 12.0), 3: "W", 4: (0.0, 5.0, 24.0)})
    written = io.BytesIO()
    kept = seen.rotate(90, expand=True) if turned == 6 else seen
    kept.save(written, kind, exif=exif)
    return written.getvalue()


def moving(kind: str = "WEBP") -> bytes:
    frames = [Image.new("RGB", (40, 40), colour) for colour in (RED, BLUE)]
    written = io.BytesIO()
    frames[0].save(written, kind, save_all=True, append_images=frames[1:], duration=100)
    return written.getvalue()


def huge(width: int = 8000, height: int = 6000) -> bytes:
    """Few bytes that would become 144 MB of pixels."""
    written = io.BytesIO()
    Image.new("1", (width, height)).save(written, "PNG", optimize=True)
    return written.getvalue()


def opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture))


def is_upright(picture: Image.Image) -> bool:
    """Red above, blue below."""
    rgb = picture.convert("RGB")
    upper, lower = (rgb.getpixel((rgb.width // 2, rgb.height * part // 8)) for part in (2, 7))
    assert isinstance(upper, tuple)
    assert isinstance(lower, tuple)
    return upper[0] > 150 > upper[2] and lower[2] > 150 > lower[0]
