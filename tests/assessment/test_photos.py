"""What is left of a photo: its points and nothing else."""

import io
from datetime import date

import pytest
from PIL import Image

from assessment.filetypes import JPEG, PNG, FileTypeError
from assessment.photos import EDGE, PIXELS, cleaned
from tests.photos import drawing, photo


def clean(content, kind=JPEG):
    return cleaned(io.BytesIO(content), name="合影.jpg", kind=kind)


def test_place_camera_and_remarks_are_gone_and_the_day_is_kept():
    before = photo()
    assert Image.open(io.BytesIO(before)).getexif().get_ifd(0x8825)
    after, taken = clean(before)
    picture = Image.open(io.BytesIO(after))
    assert dict(picture.getexif()) == {}
    assert b"secret place" not in after
    assert b"Exif" not in after
    assert taken == date(2026, 3, 18)


def test_a_photo_taken_upright_stays_upright():
    after, _ = clean(photo((64, 48), orientation=6))
    assert Image.open(io.BytesIO(after)).size == (48, 64)


def test_a_large_photo_becomes_one_to_read():
    after, _ = clean(photo((6000, 3000)))
    assert Image.open(io.BytesIO(after)).size == (EDGE, EDGE // 2)


def test_the_same_photo_is_kept_alike_each_time():
    assert clean(photo()) == clean(photo())


def test_a_drawing_keeps_its_transparency():
    after, taken = clean(drawing(), PNG)
    assert (Image.open(io.BytesIO(after)).mode, taken) == ("RGBA", None)


@pytest.mark.parametrize("taken", ["", "0000:00:00 00:00:00", "1970:01:01 00:00:00", "昨天"])
def test_a_camera_without_a_clock_tells_no_day(taken):
    assert clean(photo(taken=taken))[1] is None


@pytest.mark.parametrize("content", [b"\xff\xd8\xff\xe0rest", photo()[:600]], ids=["fake", "cut"])
def test_a_broken_picture_is_refused_in_one_sentence(content):
    with pytest.raises(FileTypeError, match="已损坏，打不开"):
        clean(content)


def test_a_picture_bomb_is_refused_before_it_unfolds():
    side = int(PIXELS**0.5) + 1
    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    with pytest.raises(FileTypeError, match="像素太多"):
        clean(out.getvalue(), PNG)
