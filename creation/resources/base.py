"""django-import-export for our registers: titles and faults in Chinese, Excel's own rows.

A register is a subclass with columns. The library says what a column is; the loop over the rows
is ours (loading.py) and checks everything before anything is written.
"""

from import_export.fields import Field
from import_export.resources import ModelResource

from creation.resources.loading import Loading
from creation.resources.lookups import NameOf
from creation.resources.merging import mark_of
from creation.resources.reports import Report
from creation.resources.roster import MARK, Problem, Roster, Title

EXAMPLE_MARK = "（示例，请删除这一行）"


class Column(Field):
    """A field with a title; `example` goes into the template.

    `keeps`: an empty cell leaves the stored value alone instead of emptying it.
    """

    def __init__(
        self,
        title,
        attribute,
        widget,
        *,
        required=False,
        aliases=(),
        example="",
        keeps=False,
        **kw,
    ):
        kw.setdefault("readonly", isinstance(widget, NameOf))
        super().__init__(attribute=attribute, column_name=title, widget=widget, **kw)
        self.title = Title(title, required, tuple(aliases))
        self.example = example
        self.keeps = keeps


class RegisterResource(ModelResource):
    """Subclass with Columns and a Meta that inherits this one.

    `key`: the title, or titles, by which a row of the file finds its row in the register.
    """

    key: str | tuple[str, ...] = ""

    class Meta:
        pass

    def __init__(self, *, by=None):
        super().__init__()
        self.by = by
        for one in self.fields.values():
            if isinstance(one.widget, NameOf):
                one.widget.lookup = self.fields[one.widget.of].widget

    # ---- what the columns are ----

    @classmethod
    def columns(cls) -> list[Column]:
        return [cls.fields[name] for name in cls._meta.export_order]

    @classmethod
    def titles(cls) -> list[Title]:
        return [*(column.title for column in cls.columns()), Title(MARK)]

    @classmethod
    def keys(cls) -> tuple[str, ...]:
        return (cls.key,) if isinstance(cls.key, str) else cls.key

    def own_columns(self) -> list[Column]:
        """This instance's own columns: their widgets know what was looked up."""
        return [self.fields[name] for name in self._meta.export_order]

    def key_columns(self) -> list[Column]:
        by_title = {column.column_name: column for column in self.own_columns()}
        return [by_title[title] for title in self.keys()]

    def words(self) -> dict[str, list[str]]:
        """Title → what may stand there: the template's drop-downs."""
        return {
            one.column_name: words for one in self.own_columns() if (words := one.widget.words())
        }

    # ---- what a register may add ----

    def check(self, roster: Roster) -> list[Problem]:
        """Faults that need the whole file; called before the rows are read one by one."""
        return []

    def fresh(self, instance, row) -> None:
        """Set what a new row has by default where its cell (`row`: title → value) is empty."""

    def faults(self, instance, row) -> dict[str, str]:
        """attribute → sentence: faults between the fields of one row."""
        return {}

    def why_not(self, instance, before) -> str:
        """Why this row may not be written (`before`: its stored values, None for a new one)."""
        return ""

    # ---- into the register ----

    def load(self, roster: Roster, **how) -> Report:
        """What the rows would do to the register; nothing is written yet."""
        return Loading(self, roster, **how).run()

    def write(self, changes) -> None:
        """Write what `load` found: two statements for any number of rows."""
        model = self._meta.model
        model._base_manager.bulk_create([one.instance for one in changes if one.is_new])
        updated = [one for one in changes if not one.is_new]
        attributes = {name for one in updated for name in one.attributes}
        self.write_stored([one.instance for one in updated], attributes)

    @classmethod
    def write_stored(cls, instances, attributes) -> None:
        model, instances = cls._meta.model, list(instances)
        if not instances:
            return
        fields = model._meta.concrete_fields
        names = {model._meta.get_field(name).name for name in attributes}
        names |= {one.name for one in fields if getattr(one, "auto_now", False)}
        if any(one.name == "version" for one in fields):
            names.add("version")
            for one in instances:
                one.version += 1
        model._base_manager.bulk_create(
            instances, update_conflicts=True, unique_fields=["pk"], update_fields=sorted(names)
        )

    # ---- out of it ----

    def table(self, rows) -> list[list]:
        """Titles, then a line of values for each of `rows`, as a file has them."""
        rows, columns = list(rows), self.own_columns()
        for column in columns:
            column.widget.learn({getattr(row, column.attribute) for row in rows})
        reads = [(column.widget.render, column.attribute) for column in columns]
        lines = [[render(getattr(row, name)) for render, name in reads] for row in rows]
        return [[column.column_name for column in columns], *lines]

    def marked(self, titles, lines, rows, export) -> list[list]:
        """The same with each line's mark, by which it is known when it comes back."""
        marks = (mark_of(export, row) for row in rows)
        return [[*titles, MARK], *([*line, mark] for line, mark in zip(lines, marks, strict=True))]
