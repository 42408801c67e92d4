"""django-import-export for our registers: titles and faults in Chinese, Excel's own rows.

A register is a subclass with columns. Everything is checked before anything is written; the
writing is bulk, inside the caller's transaction.
"""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.results import RowResult
from tablib import Dataset

from creation.resources.roster import Problem, Roster, Title
from wuhao.workbooks import cell_text


class Column(Field):
    """A field with a title; `example` goes into the template."""

    def __init__(self, title, attribute, widget, *, required=False, aliases=(), example="", **kw):
        super().__init__(attribute=attribute, column_name=title, widget=widget, **kw)
        self.title = Title(title, required, tuple(aliases))
        self.example = example


@dataclass
class Report:
    """What an import did, or would do; with problems nothing was written."""

    roster: Roster = field(default_factory=Roster)
    problems: list[Problem] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    total: int = 0

    @property
    def bad_rows(self) -> int:
        return len({problem.row for problem in self.problems})

    @property
    def counts(self) -> dict[str, int]:
        return {
            "新增": len(self.new),
            "更新": len(self.updated),
            "未变": len(self.unchanged),
            "错误": self.bad_rows,
        }


class RegisterResource(ModelResource):
    """Subclass with Columns and a Meta that inherits this one; `key` is the identifying title."""

    key = ""

    class Meta:
        use_bulk = True
        batch_size = None
        skip_unchanged = True
        report_skipped = True
        skip_html_diff = True
        store_instance = True

    @classmethod
    def columns(cls) -> list[Column]:
        return [cls.fields[name] for name in cls._meta.export_order]

    @classmethod
    def titles(cls) -> list[Title]:
        return [column.title for column in cls.columns()]

    def load(self, roster: Roster, *, dry_run=False) -> Report:
        """Write the rows (or, dry, go through all but the keeping of it)."""
        report = Report(roster, list(roster.problems), total=len(roster.rows))
        report.problems += self._twice(roster) + self.check(roster)
        self.only_reads = bool(report.problems)
        self.stored = self._stored(roster)
        result = self.import_data(
            self._dataset(roster),
            dry_run=dry_run,
            use_transactions=True,
            rollback_on_validation_errors=True,
        )
        for failed in [*result.base_errors, *(e for row in result.error_rows for e in row.errors)]:
            raise failed.error
        report.problems += self._invalid(result, roster)
        self._tidy(report)
        self._count(report, result)
        return report

    def check(self, roster: Roster) -> list[Problem]:
        """Faults that need the whole file; called before the rows are read one by one."""
        return []

    def faults(self, instance, row) -> dict[str, str]:
        """attribute → sentence: faults between the fields of one row."""
        return {}

    def _stored(self, roster) -> dict:
        """The rows that the file names, by their key, in one query."""
        keys = [text for _, text in roster.texts(self.key)]
        return self.get_queryset().in_bulk(keys, field_name=self._meta.import_id_fields[0])

    def get_instance(self, instance_loader, row):
        return self.stored.get(cell_text(row[self.key]))

    def import_instance(self, instance, row, **kwargs):
        errors = {}
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            errors = error.error_dict
        for attribute, sentence in self.faults(instance, row).items():
            errors.setdefault(attribute, ValidationError(sentence))
        if errors:
            raise ValidationError(errors)

    def bulk_create(self, *args, **kwargs):
        """A file with problems is only read on: two rows of one code could not be written."""
        if self.only_reads:
            self.create_instances.clear()
        super().bulk_create(*args, **kwargs)

    def bulk_update(self, *args, **kwargs):
        if self.only_reads:
            self.update_instances.clear()
        super().bulk_update(*args, **kwargs)

    def after_import(self, dataset, result, **kwargs):
        """The library would set the id sequence back to the highest row that it can see."""

    def _dataset(self, roster) -> Dataset:
        """The file's own columns, and the required ones even when the file has none."""
        titles = [t.text for t in self.titles() if t.required or t.text in roster.places]
        dataset = Dataset(headers=titles)
        for _, values in roster.rows:
            dataset.append([values.get(title, "") for title in titles])
        return dataset

    def _twice(self, roster) -> list[Problem]:
        rows: dict[str, list[int]] = {}
        for number, text in roster.texts(self.key):
            rows.setdefault(text, []).append(number)
        return [
            Problem(
                number, self.key, f"“{text}”与{_other_rows(numbers, number)}重复，请改成各不相同"
            )
            for text, numbers in rows.items()
            if text and len(numbers) > 1
            for number in numbers
        ]

    def _invalid(self, result, roster) -> list[Problem]:
        titles = {column.attribute: column.column_name for column in self.columns()}
        return [
            Problem(roster.rows[invalid.number - 1][0], titles[attribute], sentence)
            for invalid in result.invalid_rows
            for attribute, sentences in invalid.error_dict.items()
            for sentence in sentences
        ]

    def _tidy(self, report) -> None:
        """One problem per cell, the first that was found; in the order of the sheet."""
        order = {column.column_name: place for place, column in enumerate(self.columns())}
        missing = {
            title.text
            for title in self.titles()
            if title.required and title.text not in report.roster.places
        }
        first = {}
        for problem in report.problems:
            if problem.row <= report.roster.header_row or problem.column not in missing:
                place = problem.row, order.get(problem.column, -1), problem.column
                first.setdefault(place, problem)
        report.problems = [first[place] for place in sorted(first)]

    def _count(self, report, result) -> None:
        bad = {problem.row for problem in report.problems}
        lists = {
            RowResult.IMPORT_TYPE_NEW: report.new,
            RowResult.IMPORT_TYPE_UPDATE: report.updated,
            RowResult.IMPORT_TYPE_SKIP: report.unchanged,
        }
        keys = report.roster.texts(self.key)
        for (number, key), row in zip(keys, result.rows, strict=True):
            if number not in bad and row.import_type in lists:
                lists[row.import_type].append(key)


def _other_rows(numbers, number) -> str:
    others = [str(other) for other in numbers if other != number]
    return f"第 {'、'.join(others)} 行"
