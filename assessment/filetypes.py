"""Which files may prove something: known by their first bytes, never by their name alone."""

import zipfile
from dataclasses import dataclass
from typing import BinaryIO

LIMIT_BYTES = 20 * 2**20
UNPACKED_BYTES = 200 * 2**20
MEMBERS = 2_000
ALLOWED = "图片（jpg、png）、PDF、Word（docx）、Excel（xlsx）"
IN_WORDS = f"{ALLOWED}，单个不超过 {LIMIT_BYTES // 2**20} MB"


class FileTypeError(ValueError):
    """A file that is not taken: one Chinese sentence."""


@dataclass(frozen=True)
class FileType:
    suffix: str
    content_type: str
    names: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"
JPEG = FileType(".jpg", "image/jpeg", (".jpg", ".jpeg", ".jfif"))
PNG = FileType(".png", "image/png", (".png",))
PDF = FileType(".pdf", "application/pdf", (".pdf",))
DOCX = FileType(".docx", f"{_OFFICE}.wordprocessingml.document", (".docx",))
XLSX = FileType(".xlsx", f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",))
PICTURES = (JPEG.suffix, PNG.suffix)
TYPES = {kind.suffix: kind for kind in (JPEG, PNG, PDF, DOCX, XLSX)}

_MAGIC = ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"%PDF-", PDF))
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def file_type(stream: BinaryIO, *, name: str, size: int) -> FileType:
    """The type of an uploaded file; FileTypeError says what is wrong and what to send instead."""
    if size == 0:
        raise FileTypeError(f"“{name}”是空的（0 字节），请检查后重新上传。")
    if size > LIMIT_BYTES:
        limit = LIMIT_BYTES // 2**20
        raise FileTypeError(f"“{name}”有 {size / 2**20:.1f} MB，单个文件不能超过 {limit} MB。")
    kind = _by_content(stream, name)
    if not name.lower().endswith(kind.names):
        raise FileTypeError(
            f"“{name}”的内容其实是 {kind.suffix[1:]}，请把扩展名改成 {kind.suffix} 再上传。"
        )
    return kind


def _by_content(stream: BinaryIO, name: str) -> FileType:
    stream.seek(0)
    head = stream.read(8)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[4:8] == b"ftyp":
        raise FileTypeError(
            f"“{name}”是 HEIC 照片或视频，请在手机“设置－相机－格式”里选“兼容性最佳”再拍，"
            "或另存为 jpg 再上传。"
        )
    if head.startswith(_ZIP):
        return _office(stream, name)
    if head.startswith(_OLD_OFFICE):
        raise FileTypeError(f"“{name}”是旧格式或加了密码，请另存为 docx、xlsx 或 PDF 再上传。")
    raise FileTypeError(f"“{name}”不是可用的文件，请上传{ALLOWED}。")


def _office(stream: BinaryIO, name: str) -> FileType:
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise FileTypeError(f"“{name}”已损坏，打不开，请重新导出后上传。") from error
    names = {member.filename for member in members}
    if len(members) > MEMBERS or sum(member.file_size for member in members) > UNPACKED_BYTES:
        raise FileTypeError(f"“{name}”解开后过大，请精简后再上传。")
    if any(member.endswith("vbaProject.bin") for member in names):
        raise FileTypeError(f"“{name}”带有宏，请另存为不带宏的文件再上传。")
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        return DOCX
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return XLSX
    raise FileTypeError(f"“{name}”不是可用的文件，请上传{ALLOWED}。")
