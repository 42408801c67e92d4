"""The child process that parses one untrusted workbook; started by `workbooks.py` only.

Standard output carries pickles: ("rows", list of rows)* or ("column", (values, codes))*, then
("done", facts) or ("error", sentence). Limits are set before anything of the file is looked at.
"""

import csv
import io
import pickle
import re
import resource
import sys
import zipfile
from array import array
from pathlib import Path

BATCH = 2_000
LISTED = 2_000  # problems named one by one; beyond that they are counted
CHUNK = 1 << 20
NOTHING = "表格里没有内容，请检查后重新上传"
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
CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^>/])>(.*?)</(?:\w+:)?c>", re.DOTALL)
REFERENCE = re.compile(rb"\br=[\"']([A-Z]+)([0-9]+)[\"']")
HIDDEN = re.compile(
    rb"<(?:\w+:)?row\b(?=[^>]*\shidden=[\"'](?:1|true)[\"'])[^>]*\sr=[\"']([0-9]+)[\"']"
)
VALUE = re.compile(rb"<(?:\w+:)?v[^>/]*>([^<]*)</")
IS_ERROR = re.compile(rb"\bt=[\"']e[\"']")


class Unreadable(Exception):
    """Ends the child with one Chinese sentence."""


def main(arguments: list[str]) -> None:
    path, suffix, engine, shape = Path(arguments[0]), *arguments[1:4]
    rows, columns, _, unpacked, ratio, members, memory, cpu = (int(a) for a in arguments[4:12])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        kind = kind_of(path, suffix)
        if kind == "xlsx":
            check_archive(path, unpacked, ratio, members)
        readers = {"csv": read_csv, "xls": read_xls, "xlsx": read_xlsx}
        reader = stream_xlsx if (kind, engine) == ("xlsx", "stream") else readers[kind]
        outlet = {"rows": Outlet, "columns": ColumnOutlet}[shape](rows, columns)
        say("done", reader(path, outlet))
    except Unreadable as reason:
        say("error", str(reason))
    except MemoryError:
        say("error", "读这个文件要用的内存超过上限，请删去空白行列和多余的格式，或分成几个文件")
    sys.stdout.buffer.flush()


def say(kind: str, value: object) -> None:
    pickle.dump((kind, value), sys.stdout.buffer, protocol=5)


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


class Outlet:
    """Sends rows in batches, keeps back empty ones until content follows, counts the width."""

    batch_rows = BATCH

    def __init__(self, rows: int, columns: int) -> None:
        self.max_rows, self.max_columns = rows, columns
        self.width = self.sent = self.blank = 0
        self.batch: list[list] = []
        self.long: list[tuple] = []
        self.texts: dict[str, str] = {}

    def take(self, row: list) -> None:
        used = len(row)
        while used and (row[used - 1] == "" or row[used - 1] is None):
            used -= 1
        if not used:
            self.blank += 1
            return
        number = self.sent + len(self.batch) + self.blank + 1
        if number > self.max_rows + 1:
            raise Unreadable(
                f"第 {number} 行还有内容，超过上限 {self.max_rows:,} 行（不算标题），请分成几个文件"
            )
        if used > self.max_columns:
            raise Unreadable(f"第 {number} 行有 {used} 列，超过上限 {self.max_columns} 列")
        self.width = max(self.width, used)
        while self.blank:
            self.batch.append([])
            self.blank -= 1
        self.batch.append(self.shared(row[:used], number))
        if len(self.batch) >= self.batch_rows:
            self.flush()

    def shared(self, row: list, number: int) -> list:
        """Equal texts as one object: answers repeat, and a pickle then holds each of them once."""
        texts = self.texts
        for place, value in enumerate(row):
            if type(value) is str:
                row[place] = texts.setdefault(value, value)
            elif type(value) is float and not -1e15 < value < 1e15:
                self.long.append((number, place + 1, "long", repr(value)))
        return row

    def flush(self) -> None:
        if self.batch:
            say("rows", self.batch)
            self.sent += len(self.batch)
            self.batch = []
            self.texts = {}

    def finish(self) -> None:
        self.flush()


class Places(dict):
    """value → its place, given when it is first asked for."""

    def __missing__(self, value: object) -> int:
        place = self[value] = len(self)
        return place


class ColumnOutlet(Outlet):
    """Keeps each distinct value of a column once and sends column by column at the end."""

    batch_rows = 20_000

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__(rows, columns)
        self.places: list[Places] = []
        self.codes: list[array] = []

    def shared(self, row: list, number: int) -> list:
        return row  # a value is looked at once, when it is first met

    def flush(self) -> None:
        for row in self.batch:
            row.extend([""] * (self.width - len(row)))
        for _ in range(self.width - len(self.places)):
            self.places.append(Places({"": 0}))
            self.codes.append(array("I", bytes(4 * self.sent)))
        for number, cells in enumerate(zip(*self.batch, strict=True), start=1):
            places, kinds = self.places[number - 1], set(map(type, cells))
            if float in kinds:
                self.note_long(number, cells)
            if bool in kinds:  # or it would be one value with 1
                cells = [str(cell) if type(cell) is bool else cell for cell in cells]
            self.codes[number - 1].extend(map(places.__getitem__, cells))
        self.sent += len(self.batch)
        self.batch = []

    def note_long(self, column: int, cells: tuple) -> None:
        for row, value in enumerate(cells, start=self.sent + 1):
            if type(value) is float and not -1e15 < value < 1e15:
                self.long.append((row, column, "long", repr(value)))

    def finish(self) -> None:
        self.flush()
        for places, codes in zip(self.places, self.codes, strict=True):
            say("column", (list(places), codes.tobytes()))


def facts(outlet: Outlet, name: str, *, merged=(), problems=(), others=(), hidden=()) -> dict:
    outlet.finish()
    found = sorted((*problems, *outlet.long))
    errors = [p for p in found if p[2] == "error"]
    rows = max([outlet.sent, *(p[0] for p in errors)])
    width = max([outlet.width, *(p[1] for p in errors)])
    if rows > outlet.max_rows + 1 or width > outlet.max_columns:
        raise Unreadable(f"第 {rows} 行、第 {width} 列还有错误值，请删去表格以外的内容")
    if not width:
        raise Unreadable(NOTHING)
    found = [p for p in found if p[0] <= rows and p[1] <= width]
    return {
        "name": name,
        "rows": rows,
        "width": width,
        "merged": list(merged),
        "problems": found[:LISTED],
        "problem_count": len(found),
        "others": list(others),
        "hidden": [row for row in hidden if row <= rows][:LISTED],
    }


def read_csv(path: Path, outlet: Outlet) -> dict:
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    text = decode(content, encodings)
    if "\0" in text:
        raise Unreadable("这不是文本表格，请用 Excel 另存为 .xlsx 或 .csv 后再上传")
    first = text.split("\n", 1)[0]
    mark = max(",", "\t", ";", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            outlet.take(row)
    except csv.Error as error:
        raise Unreadable("CSV 的引号或换行不完整，请用 Excel 另存为 .xlsx 再上传") from error
    return facts(outlet, "")


def decode(content: bytes, encodings: list[str]) -> str:
    """By byte order mark, else strict UTF-8, else strict GB18030; never a guess by frequency."""
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("认不出文件的文字编码，请用 Excel 另存为 .xlsx 或“CSV UTF-8”后再上传")


def read_xls(path: Path, outlet: Outlet) -> dict:
    """Old workbooks through xlrd: calamine turns their error cells into empty ones."""
    import xlrd  # noqa: PLC0415 (only the process that needs a parser pays for it)

    try:
        book = xlrd.open_workbook(path, formatting_info=True, logfile=io.StringIO())
    except MemoryError:
        raise
    except Exception as error:  # a parser on hostile bytes may raise anything
        raise Unreadable(BROKEN) from error
    shown = [sheet for sheet in book.sheets() if sheet.visibility == 0 and sheet.nrows]
    if not shown:
        raise Unreadable(NOTHING)
    sheet, problems = shown[0], []
    for number in range(sheet.nrows):
        row = []
        for column, cell in enumerate(sheet.row(number)):
            value = cell.value
            if cell.ctype == xlrd.XL_CELL_ERROR:
                value = xlrd.error_text_from_code.get(value, "#N/A")
                problems.append((number + 1, column + 1, "error", value))
            elif cell.ctype == xlrd.XL_CELL_DATE:
                value = xls_date(xlrd, value, book.datemode)
            elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                value = bool(value)
            row.append(value)
        outlet.take(row)
    merged = [(top + 1, left + 1, low, right) for top, low, left, right in sheet.merged_cells]
    others = [sheet.name for sheet in shown[1:]]
    return facts(outlet, sheet.name, merged=merged, problems=problems, others=others)


def xls_date(xlrd, value: float, mode: int):
    """A date when it is one; a number out of the calendar stays the number."""
    try:
        return xlrd.xldate_as_datetime(value, mode)
    except (ValueError, OverflowError):
        return value


def read_xlsx(path: Path, outlet: Outlet) -> dict:
    import python_calamine  # noqa: PLC0415 (only the process that needs a parser pays for it)

    visible = python_calamine.SheetVisibleEnum.Visible
    work = python_calamine.SheetTypeEnum.WorkSheet
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        names = [s.name for s in book.sheets_metadata if s.visible == visible and s.typ == work]
        sheets = ((name, book.get_sheet_by_name(name)) for name in names)
        name, sheet = next(((n, s) for n, s in sheets if s.height), ("", None))
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Unreadable(BROKEN) from error
    if sheet is None:
        raise Unreadable(NOTHING)
    margin = [""] * sheet.start[1]
    for row in sheet.iter_rows():  # from Excel's row 1, but from the first column in use
        outlet.take(margin + row)
    merged = [
        (top + 1, left + 1, low + 1, right + 1)
        for (top, left), (low, right) in sheet.merged_cell_ranges or ()
    ]
    others = [other for other in names if other != name]
    problems, hidden = lost_cells(path, name)
    return facts(outlet, name, merged=merged, problems=problems, others=others, hidden=hidden)


def stream_xlsx(path: Path, outlet: Outlet) -> dict:
    """Slower, but row by row in little memory: for what calamine could not hold."""
    import openpyxl  # noqa: PLC0415 (only the process that needs a parser pays for it)

    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    sheet = shown[0]
    sheet.reset_dimensions()  # what the file says of its size may be a lie
    for row in sheet.iter_rows(values_only=True):
        outlet.take([number_as_calamine(value) for value in row])
    problems, hidden = lost_cells(path, sheet.title)
    others = [other.title for other in shown[1:]]
    return facts(outlet, sheet.title, problems=problems, others=others, hidden=hidden)


def number_as_calamine(value: object) -> object:
    if value is None:
        return ""
    return float(value) if type(value) is int else value


def lost_cells(path: Path, sheet: str) -> tuple[list[tuple], list[int]]:
    """Error values and formulas without a value, which calamine gives as empty cells; and the
    rows that are hidden."""
    found: list[tuple] = []
    hidden: list[int] = []
    with zipfile.ZipFile(path) as archive, archive.open(sheet_member(archive, sheet)) as member:
        rest = b""
        while chunk := member.read(CHUNK):
            whole, _, rest = (rest + chunk).rpartition(b"row>")
            lost_in(whole, found)
            if b"hidden=" in whole:
                hidden += map(int, HIDDEN.findall(whole))
        lost_in(rest, found)
    return found, hidden


def lost_in(xml: bytes, found: list[tuple]) -> None:
    """Adds (row, column, kind, text); the cheap tests come first, most sheets have neither."""
    if b't="e"' not in xml and b"t='e'" not in xml and b"<f" not in xml and b":f" not in xml:
        return
    for attributes, inside in CELL.findall(xml):
        value = VALUE.search(inside)
        text = value.group(1).decode("utf-8", "replace") if value else ""
        is_error = IS_ERROR.search(attributes) is not None
        is_empty_formula = not text and re.search(rb"<(?:\w+:)?f[\s>/]", inside) is not None
        place = REFERENCE.search(attributes)
        if place and (is_error or is_empty_formula):
            letters, row = place.groups()
            kind = "error" if is_error else "formula"
            found.append((int(row), column_number(letters), kind, text or "#N/A"))


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def sheet_member(archive: zipfile.ZipFile, sheet: str) -> str:
    """The archive's name of a sheet, by workbook.xml and its relations."""
    from defusedxml import ElementTree  # noqa: PLC0415 (only the process that needs it)

    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target") for relation in relations}
    for element in book.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            link = next(value for key, value in element.attrib.items() if key.endswith("}id"))
            target = targets[link]
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise Unreadable(BROKEN)


if __name__ == "__main__":
    main(sys.argv[1:])
