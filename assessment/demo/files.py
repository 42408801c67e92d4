"""The files that the importers are given."""

import csv

from openpyxl import Workbook


def write_csv(path, header, rows):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def write_xlsx(path, header, rows):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名册")
    sheet.append(header)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def write_round(path, plan, day):
    """The TOML of open_round; `day` turns days from today into a date."""
    lines = [
        f'code = "{plan["code"]}"',
        f'name = "{plan["name"]}"',
        f"starts_on = {day(plan['starts'])}",
        f"ends_on = {day(plan['ends'])}",
        "[stages]",
        *(f"{stage} = [{day(a)}, {day(b)}]" for stage, (a, b) in plan["stages"].items()),
        "[red_lines]",
        *(f'{code} = "{reason}"' for code, reason in plan["red_lines"].items()),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
