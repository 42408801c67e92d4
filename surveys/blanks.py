"""Blank workbooks to fill in: one row a person, or one row a counted ballot."""

import io

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from surveys.tallies import columns_of
from surveys.wordings import CLASS_NAMES

ROWS = 5_000  # as far down as the lists of choices reach
CODES = "党组织代码"
WIDTHS = {"党组织代码": 18, "身份": 12}


def answer_sheet(form, organizations):
    """Bytes of an xlsx: code, identity and one column a question, choices to pick from."""
    identity = next(question for question in form if question.dimension == "identity")
    asked = [question for question in form if question.dimension != "identity"]
    header = [CODES, "身份", *(question.text for question in asked)]
    book, sheet = _book("答卷", header)
    _choose(sheet, 1, f"={CODES}!$A$2:$A${len(organizations) + 1}")
    for column, question in enumerate([identity, *asked], start=2):
        if question.options and not question.is_multiple:
            _choose(sheet, column, _list(option.text for option in question.options))
    _codes(book, organizations)
    _notes(book, [_how_to_answer(question) for question in [identity, *asked]])
    return _bytes(book)


def tally_sheet(form, organizations):
    """Bytes of an xlsx: a row for the ballots of 党员 and of 群众 of every organization."""
    book, sheet = _book("计票表", [CODES, "身份", *columns_of(form)])
    for code, _ in organizations:
        for stratum in ("member", "mass"):
            sheet.append([code, CLASS_NAMES[stratum]])
    _as_text(sheet)
    _choose(sheet, 2, _list(CLASS_NAMES[code] for code in ("member", "mass")))
    _codes(book, organizations)
    _notes(
        book,
        [
            "收回票数不能多于发出票数，否则整张计票表无效。",
            "有效票数加无效票数等于收回票数；每题各选项加弃权等于有效票数。",
            "多选题只数两项：“至少一项”填选了任何活动的人数，“没有参加”填没有参加的人数。",
            "没有计票的行可以空着，空白算 0 票。",
        ],
    )
    return _bytes(book)


def _book(title, header):
    book = Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append(header)
    for column, name in enumerate(header, start=1):
        cell = sheet.cell(1, column)
        cell.font = Font(bold=True)
        width = WIDTHS.get(name, min(60, 2 * len(name) + 2))
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.column_dimensions["A"].number_format = "@"  # or Excel eats the noughts of a code
    sheet.freeze_panes = "C2"
    return book, sheet


def _choose(sheet, column, formula):
    letter = get_column_letter(column)
    rule = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=True)
    rule.error = "请从列表里选"
    rule.add(f"{letter}2:{letter}{ROWS}")
    sheet.add_data_validation(rule)


def _list(words):
    return '"' + ",".join(words) + '"'


def _codes(book, organizations):
    sheet = book.create_sheet(CODES)
    sheet.append([CODES, "党组织名称"])
    for code, name in organizations:
        sheet.append([code, name])
    _as_text(sheet)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 40


def _notes(book, lines):
    sheet = book.create_sheet("填写说明")
    for line in lines:
        sheet.append([line])
    sheet.column_dimensions["A"].width = 100


def _how_to_answer(question):
    choices = "、".join(option.text for option in question.options)
    if question.is_multiple:
        return f"{question.text}：可以选几项，中间用分号隔开，如 {choices.replace('、', '；', 1)}"
    return f"{question.text}：从 {choices} 里选一项；没有作答就空着"


def _as_text(sheet):
    """Names and codes are people's own text: one that starts with = must not become a formula."""
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            if cell.data_type == "f":
                cell.data_type = "s"


def _bytes(book):
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
