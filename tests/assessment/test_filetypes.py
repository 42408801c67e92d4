import io
import zipfile

import pytest

from assessment import filetypes
from assessment.filetypes import FileTypeError, file_type


def archive(*members, size=1):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for member in members:
            made.writestr(member, b"\0" * size)
    return stream.getvalue()


TYPES = "[Content_Types].xml"
JPEG, PNG, PDF = b"\xff\xd8\xff\xe0rest", b"\x89PNG\r\n\x1a\nrest", b"%PDF-1.7 rest"
DOCX, XLSX = archive(TYPES, "word/document.xml"), archive(TYPES, "xl/workbook.xml")


def typed(content, name, size=None):
    return file_type(io.BytesIO(content), name=name, size=len(content) if size is None else size)


@pytest.mark.parametrize(
    ("content", "name", "suffix"),
    [
        (JPEG, "合影.JPG", ".jpg"),
        (JPEG, "合影.jpeg", ".jpg"),
        (PNG, "截图.png", ".png"),
        (PDF, "批复.pdf", ".pdf"),
        (DOCX, "总结.docx", ".docx"),
        (XLSX, "台账.xlsx", ".xlsx"),
    ],
)
def test_the_bytes_tell_the_type(content, name, suffix):
    assert typed(content, name).suffix == suffix


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        pytest.param(b"", "空.pdf", "是空的", id="empty"),
        pytest.param(PNG, "截图.pdf", "内容其实是 png", id="renamed"),
        pytest.param(b"MZ\x90\x00 program", "工具.pdf", "不是可用的文件", id="program"),
        pytest.param(b"<html><script>", "网页.jpg", "不是可用的文件", id="html"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧.doc", "旧格式或加了密码", id="old"),
        pytest.param(b"\x00\x00\x00\x18ftypheic", "照片.heic", "HEIC 照片或视频", id="heic"),
        pytest.param(DOCX, "假照片.jpg", "内容其实是 docx", id="docx-named-jpg"),
        pytest.param(archive("a.txt"), "包.docx", "不是可用的文件", id="plain-zip"),
        pytest.param(DOCX[:40], "坏.docx", "已损坏", id="cut"),
        pytest.param(
            archive(TYPES, "xl/workbook.xml", "xl/vbaProject.bin"), "宏.xlsx", "带有宏", id="macro"
        ),
    ],
)
def test_what_cannot_prove_anything_is_refused_in_one_sentence(content, name, words):
    with pytest.raises(FileTypeError, match=words):
        typed(content, name)


def test_a_file_over_the_limit_is_refused_with_both_sizes():
    with pytest.raises(FileTypeError) as refusal:
        typed(PNG, "全景.png", size=21 * 2**20)
    assert str(refusal.value) == "“全景.png”有 21.0 MB，单个文件不能超过 20 MB。"


def test_a_bomb_is_refused_by_its_directory(monkeypatch):
    monkeypatch.setattr(filetypes, "UNPACKED_BYTES", 1000)
    with pytest.raises(FileTypeError, match="解开后过大"):
        typed(archive(TYPES, "word/document.xml", size=600), "炸弹.docx")
