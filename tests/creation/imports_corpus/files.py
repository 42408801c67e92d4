"""Making the corpus's files: tables in many spellings, and files that are no tables."""

import io
import zipfile
from datetime import date, datetime

import xlwt
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

TITLES = ["党组织名称", "党组织代码", "类别", "上级代码", "领域"]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def row(name="乙支部", code="N1", kind="支部", superior="SQ", sector="农村"):
    return [name, code, kind, superior, sector]


def xlsx(*rows, titles=TITLES, more=(), shape=lambda book: None):
    """A workbook with the titles (and `more`) on top; `shape` does the rest to it."""

    def make(path):
        path = path.with_suffix(".xlsx")
        book = Workbook()
        for one in ([*titles, *more], *rows):
            book.active.append(one)
        shape(book)
        book.save(path)
        return path

    return make


def csv(*rows, encoding="utf-8-sig", comma=",", titles=TITLES, more=()):
    def make(path):
        path = path.with_suffix(".csv")
        lines = [comma.join(map(str, one)) for one in ([*titles, *more], *rows)]
        path.write_bytes("\r\n".join(lines).encode(encoding))
        return path

    return make


def raw(content, suffix):
    def make(path):
        path = path.with_suffix(suffix)
        path.write_bytes(content)
        return path

    return make


def xls(*rows):
    def make(path):
        path = path.with_suffix(".xls")
        book = xlwt.Workbook()
        sheet = book.add_sheet("名册")
        for number, one in enumerate((TITLES, *rows)):
            for place, value in enumerate(one):
                sheet.write(number, place, value)
        book.save(str(path))
        return path

    return make


def with_member(name, content=b"x", *rows):
    """A good workbook with one more part inside."""

    def make(path):
        path = xlsx(*(rows or [row()]))(path)
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(name, content)
        return path

    return make


def bomb(path):
    """A gigabyte of nothing in about a megabyte."""
    path = xlsx(row())(path)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/media/image1.png", "w", force_zip64=True) as member,
    ):
        for _ in range(1100):
            member.write(b"\0" * 2**20)
    return path


def far_cell(book):
    book.active["XFD1048576"] = "x"


def encrypted(path):
    return raw(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 900, ".xlsx")(
        path
    )


def html():
    return b"<html><table><tr><td>1</td></tr></table></html>"


def word():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return out.getvalue()


def truncated(path):
    path = xlsx(row())(path)
    path.write_bytes(path.read_bytes()[:900])
    return path


def put(**cells):
    """Cells of the first sheet set afterwards: `put(B2=1.5)`."""

    def shape(book):
        for name, value in cells.items():
            book.active[name] = value

    return shape


def merged(area):
    return lambda book: book.active.merge_cells(area)


def header_below(*lines):
    """Lines above the header: a title across the table, a date."""

    def shape(book):
        book.active.insert_rows(1, len(lines))
        for number, line in enumerate(lines, start=1):
            book.active.cell(number, 1, line)
        book.active.merge_cells(start_row=1, end_row=1, start_column=1, end_column=5)

    return shape


def hide_row(number):
    def shape(book):
        book.active.row_dimensions[number].hidden = True

    return shape


def hidden_first_sheet(book):
    """What shows is the second sheet; the first has another unit's rows."""
    book.active.title = "名册"
    old = book.create_sheet("旧", 0)
    for one in (TITLES, row(code="OLD")):
        old.append(one)
    old.sheet_state = "hidden"
    book.active = 1


def second_sheet(book):
    book.active.title = "名册"
    for one in (TITLES, row(code="N2")):
        (book["二"] if "二" in book.sheetnames else book.create_sheet("二")).append(one)


def formula_with_value(path):
    """As Excel saves it: the formula and what it came to."""
    path = xlsx(row(code="PLACE"))(path)
    return _rewrite(path, "xl/worksheets/sheet1.xml", _formula)


def _formula(xml):
    before, _, rest = xml.partition(b'<c r="B2"')
    after = rest.partition(b"</c>")[2]
    return before + b'<c r="B2" t="str"><f>"N"&amp;1</f><v>N1</v></c>' + after


def _rewrite(path, name, change):
    with zipfile.ZipFile(path) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, content in parts.items():
            archive.writestr(one, change(content) if one == name else content)
    return path


def mac_dates(book):
    book.epoch = CALENDAR_MAC_1904
    book.active["F2"] = date(2019, 7, 1)


def many(count):
    return [row(f"支部{n}", f"N{n}") for n in range(count)]


DAY = date(2019, 7, 1)
MOMENT = datetime(2019, 7, 1, 10, 30)  # noqa: DTZ001  as workbooks hold them
