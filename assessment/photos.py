"""Photos as they are kept: upright, of a size to read, without the place and the camera."""

import io
from datetime import date, datetime

from PIL import Image, ImageOps

from assessment.filetypes import JPEG, FileType, FileTypeError

EDGE = 2560
PIXELS = 60_000_000
QUALITY = 85
_EXIF_IFD, _TAKEN = 0x8769, 0x9003
_FORMATS = {"JPEG", "PNG"}


def cleaned(stream, *, name: str, kind: FileType) -> tuple[bytes, date | None]:
    """The picture written anew, so that nothing but its points is left, and the day it was taken.

    The same bytes give the same bytes again. FileTypeError when it can't be opened.
    """
    try:
        stream.seek(0)
        with Image.open(stream) as image:
            if image.format not in _FORMATS or image.width * image.height > PIXELS:
                raise FileTypeError(f"“{name}”的像素太多，请缩小到 {EDGE} 像素以内再上传。")
            taken = _taken(image)
            if image.format == "JPEG":
                image.draft("RGB", (EDGE, EDGE))  # decodes a large photo at a fraction of its size
            return _written(ImageOps.exif_transpose(image), kind), taken
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        if isinstance(error, FileTypeError):
            raise
        raise FileTypeError(f"“{name}”已损坏，打不开，请重新拍照或导出后上传。") from error


def _written(image, kind: FileType) -> bytes:
    image.thumbnail((EDGE, EDGE))
    plain = image.convert("RGB") if kind == JPEG else image
    plain.info = {}
    out = io.BytesIO()
    if kind == JPEG:
        plain.save(out, "JPEG", quality=QUALITY, optimize=True)
    else:
        plain.save(out, "PNG", optimize=True)
    return out.getvalue()


def _taken(image) -> date | None:
    """The day of the photo by its camera, None when that is no day."""
    exif = image.getexif()
    text = str(exif.get_ifd(_EXIF_IFD).get(_TAKEN, ""))[:10]
    try:
        day = datetime.strptime(text, "%Y:%m:%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        return None
    return day if day.year > 1990 else None
