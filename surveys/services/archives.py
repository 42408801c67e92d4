"""A zip of survey files: its members one by one, each readable or with the reason why not.

Nothing is unpacked before the sizes that the archive declares are within the limits, and never
more than declared. Only names are shown; where a member is stored follows from its content alone.
"""

import stat
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files import File

from wuhao.errors import Refused
from wuhao.workbooks import SUFFIXES

MEMBERS = 200
RATIO = 100
SMALL_ENOUGH = 10 * 2**20  # below this an unpacked size can't hurt, whatever its ratio
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".tar", ".tgz", ".bz2", ".xz")
_OURS = 0x800  # the flag of a name in UTF-8


@dataclass(frozen=True)
class Member:
    """`file` is open for reading, or None with the reason."""

    name: str
    file: File | None
    reason: str = ""


def is_archive(name):
    return name.lower().endswith(".zip")


def limits_in_words():
    size = settings.SURVEY_ZIP_BYTES // 2**20
    return f"zip 里最多 {MEMBERS} 个文件，展开后不超过 {size} MB"


def members(file) -> Iterator[Member]:
    """Each file of the zip; refuses the archive as a whole when it is none or beyond the limits."""
    if file.size > settings.UPLOAD_MAX_BYTES:
        raise Refused(
            f"{file.name}：文件有 {file.size / 2**20:.1f} MB，"
            f"超过上限 {settings.UPLOAD_MAX_BYTES // 2**20} MB，请分成几个压缩包"
        )
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
        infos = [info for info in archive.infolist() if not _is_litter(_name(info))]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused(f"{file.name}：压缩包已损坏，打不开，请重新打包再上传") from error
    with archive:
        if reason := _why_not_open(infos):
            raise Refused(f"{file.name}：{reason}")
        for info in infos:
            yield _member(archive, info)


def _why_not_open(infos):
    names = {_name(info).lower() for info in infos}
    if "[content_types].xml" in names:
        return "这是 Excel 工作簿，扩展名却是 .zip，请把扩展名改成 .xlsx 再上传"
    if not infos:
        return "压缩包里没有文件"
    if len(infos) > MEMBERS:
        return f"压缩包里有 {len(infos)} 个文件，超过上限 {MEMBERS} 个，请分成几个压缩包"
    size = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos) or 1
    most = settings.SURVEY_ZIP_BYTES
    if size > most or (size > SMALL_ENOUGH and size > RATIO * packed):
        return (
            f"压缩包展开后有 {size / 2**20:.0f} MB，是原来的 {size // packed} 倍，"
            f"超过上限（{most // 2**20} MB、{RATIO} 倍），请分成几个压缩包"
        )
    return ""


def _member(archive, info):
    name = _name(info)
    if reason := _why_not_unpack(name, info):
        return Member(name, None, reason)
    target = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115 (closed by the caller)
    try:
        with archive.open(info) as source:
            while part := source.read(2**20):
                target.write(part)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError, zipfile.zlib.error):
        target.close()
        return Member(name, None, "压缩包里的这个文件已损坏，请重新打包再上传")
    target.seek(0)
    return Member(name, File(target, name=name))


def _why_not_unpack(name, info):
    suffix = PurePosixPath(name).suffix.lower()
    if info.flag_bits & 1:
        return "压缩包有密码，请去掉密码重新打包再上传"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "这是快捷方式（链接），不是表格，请放真正的文件"
    if suffix in ARCHIVES:
        return "压缩包里还有压缩包，请解压后把表格放进同一个压缩包"
    if suffix not in SUFFIXES:
        return f"不认识扩展名“{suffix or '无'}”，请放 .xlsx、.xls 或 .csv 文件"
    if info.compress_type not in PACKINGS:
        return "压缩的方法不认识，请用普通的 zip 方式重新打包"
    return ""


def _name(info):
    """Windows writes the names of a Chinese zip in GBK and does not say so."""
    name = info.orig_filename
    if not info.flag_bits & _OURS:
        raw = name.encode("cp437", errors="replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    name = "".join(sign for sign in name.replace("\\", "/") if sign.isprintable())
    parts = [part for part in name.split("/") if part not in ("", ".", "..")]
    return "/".join(parts) + ("/" if name.endswith("/") else "")


def _is_litter(name):
    """Folders, and what systems put into archives by themselves."""
    path = PurePosixPath(name)
    return (
        not name
        or name.endswith("/")
        or path.parts[0] == "__MACOSX"
        or path.name.startswith(("~$", "._"))
        or path.name in (".DS_Store", "Thumbs.db", "desktop.ini")
    )
