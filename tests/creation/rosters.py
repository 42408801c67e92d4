"""Rosters as files, for tests."""

import csv

from openpyxl import Workbook

TITLES = ["党组织名称", "党组织代码", "类别", "上级代码", "领域"]
ROOT = ["江南区委", "Q", "区委", "", ""]
TOWN = ["石桥镇党委", "SQ", "党委", "Q", "街道/委办局党委"]
OTHER = ["柳林镇党委", "LL", "党委", "Q", "街道/委办局党委"]
BRANCH = ["前柳村党支部", "SQ1", "支部", "SQ", "农村"]
TREE = [ROOT, TOWN, OTHER, BRANCH]


def write_csv(path, rows, encoding="utf-8-sig"):
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file).writerows(rows)
    return path


def write_xlsx(path, rows, *, merge=()):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for area in merge:
        book.active.merge_cells(area)
    book.save(path)
    return path
