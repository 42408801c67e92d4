"""What the fast parser leaves out: error values, formulas never computed, hidden rows."""

import pickle
import re
import zipfile
from pathlib import Path

import helper
from checks import BROKEN, Unreadable

CHUNK = 1 << 20
CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^>/])>(.*?)</(?:\w+:)?c>", re.DOTALL)
REFERENCE = re.compile(rb"\br=[\"']([A-Z]+)([0-9]+)[\"']")
HIDDEN = re.compile(
    rb"<(?:\w+:)?row\b(?=[^>]*\shidden=[\"'](?:1|true)[\"'])[^>]*\sr=[\"']([0-9]+)[\"']"
)
VALUE = re.compile(rb"<(?:\w+:)?v[^>/]*>([^<]*)</")
IS_ERROR = re.compile(rb"\bt=[\"']e[\"']")


class Losses:
    """Those of the first sheet, which is nearly always the one, are looked for by a helper while
    the parser is at work."""

    def __init__(self, path: Path, sheets: list[str]) -> None:
        self.path, self.looked_at, self.said = path, "", None
        if sheets and path.stat().st_size >= helper.WORTHWHILE:
            self.looked_at = sheets[0]
            self.said = helper.start(lambda said: pickle.dump(lost_cells(path, sheets[0]), said))

    def of(self, sheet: str) -> tuple[list[tuple], list[int]]:
        if self.said and sheet == self.looked_at:
            try:
                return pickle.load(self.said)  # noqa: S301  from a fork of this very process
            except (EOFError, pickle.UnpicklingError):  # it died: for memory, time or a fault
                pass
        return lost_cells(self.path, sheet)


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
            if holds(whole, b"hidden="):
                hidden += map(int, HIDDEN.findall(whole))
        lost_in(rest, found)
    return found, hidden


def holds(xml: bytes, mark: bytes) -> bool:
    """Asks for each letter first: that one is nowhere is known ten times as fast as of two."""
    return all(letter in xml for letter in mark) and mark in xml


def lost_in(xml: bytes, found: list[tuple]) -> None:
    """Adds (row, column, kind, text); the cheap tests come first, most sheets have neither."""
    if not any(holds(xml, mark) for mark in (b't="e"', b"t='e'", b"<f", b":f")):
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
