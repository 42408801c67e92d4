"""Pictures for tests, made as cameras make them."""

import io

from PIL import Image

GPS_IFD, EXIF_IFD, TAKEN, LATITUDE, ORIENTATION = 0x8825, 0x8769, 0x9003, 2, 0x0112


def photo(size=(64, 48), *, taken="2026:03:18 09:30:00", orientation=1) -> bytes:
    """A JPEG that knows where, when and how it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS_IFD)[LATITUDE] = (31.0, 14.0, 5.5)
    exif.get_ifd(EXIF_IFD)[TAKEN] = taken
    out = io.BytesIO()
    Image.new("RGB", size, (200, 40, 40)).save(out, "JPEG", exif=exif, comment=b"secret place")
    return out.getvalue()


def drawing(size=(64, 48)) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", size, (0, 0, 255, 128)).save(out, "PNG")
    return out.getvalue()
