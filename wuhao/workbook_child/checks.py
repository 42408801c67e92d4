"""What a file is by its content, and what is refused before a byte of it is unpacked."""

import re
from pathlib import Path

BROKEN = "文件已损坏，打不开，请用 Excel 另存一份再上传"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NAMED = (
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"%PDF", "PDF 文件"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
)
SMALL_ENOUGH = 10 * 2**20  # below this an unpacked size can't hurt, whatever its ratio


class Unreadable(Exception):
    """Ends the child with one Chinese sentence."""


def kind_of(path: Path, suffix: str) -> str:
    """By content; the suffix only has to agree. Everything else is named in the refusal."""
    with path.open("rb") as file:
        head = file.read(4096)
    for magic, what in NAMED:
        if head.startswith(magic):
            raise Unreadable(f"这是{what}，不是表格（扩展名是 {suffix}），请上传真正的表格文件")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")):
        raise Unreadable(
            f"这是网页（HTML/XML）改名成的 {suffix}，请用 Excel 打开，另存为 .xlsx 后再上传"
        )
    is_book = head.startswith((b"PK\x03\x04", b"PK\x05\x06", OLE))
    if is_book and suffix == ".csv":
        raise Unreadable("内容是 Excel 工作簿，扩展名却是 .csv，请把扩展名改成 .xlsx 再上传")
    if not is_book and suffix != ".csv":
        raise Unreadable(
            f"扩展名是 {suffix}，内容却不是 Excel 工作簿，请用 Excel 另存为 .xlsx 再上传"
        )
    if head.startswith(OLE):
        return check_ole(path)
    return "xlsx" if is_book else "csv"


def check_ole(path: Path) -> str:
    content = path.read_bytes()
    for name, sentence in (
        ("EncryptedPackage", "文件有密码，请在 Excel 里去掉密码后再上传"),
        ("_VBA_PROJECT", "文件带有宏，请在 Excel 里另存为 .xlsx（不带宏）后再上传"),
        ("WordDocument", "这是 Word 文档，不是表格，请上传 .xlsx、.xls 或 .csv 文件"),
    ):
        if name.encode("utf-16-le") in content:
            raise Unreadable(sentence)
    return "xls"


def check_archive(path: Path, unpacked: int, ratio: int, members: int) -> None:
    """From the central directory, before a single byte is unpacked."""
    import zipfile  # noqa: PLC0415 (only the process that needs it)

    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unreadable(BROKEN) from error
    if len(infos) > members:
        raise Unreadable(f"文件里有 {len(infos)} 个部件，超过上限 {members}，请另存一份再上传")
    size = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos) or 1
    if size > unpacked or (size > SMALL_ENOUGH and size > ratio * packed):
        raise Unreadable(
            f"文件展开后有 {size / 2**20:.0f} MB，是原来的 {size // packed} 倍，"
            "超过上限，请把内容复制到新的工作簿再上传"
        )
    check_names([info.filename for info in infos], any(i.flag_bits & 1 for i in infos))


def check_names(names: list[str], encrypted: bool) -> None:
    lower = [name.lower() for name in names]
    if any(n.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", n) or ":" in n for n in names):
        raise Unreadable("文件内部的路径不正常，不能打开，请用 Excel 另存一份再上传")
    if encrypted:
        raise Unreadable("文件有密码，请在 Excel 里去掉密码后再上传")
    if "word/document.xml" in lower:
        raise Unreadable("这是 Word 文档，不是表格，请上传 .xlsx、.xls 或 .csv 文件")
    if "[content_types].xml" not in lower or "xl/workbook.xml" not in lower:
        raise Unreadable("这是 zip 压缩包，不是 Excel 工作簿，请解压后上传里面的表格")
    if any("vbaproject" in name or name.startswith("xl/macrosheets") for name in lower):
        raise Unreadable("文件带有宏，请在 Excel 里另存为 .xlsx（不带宏）后再上传")
    if any(name.startswith(("xl/externallinks/", "xl/embeddings/")) for name in lower):
        raise Unreadable("文件链接或嵌入了别的文件，请在 Excel 里断开链接、另存一份再上传")
