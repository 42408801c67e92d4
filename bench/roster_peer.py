"""The roster as a plain django-import-export resource, defaults throughout, with our checks."""

from django.core.exceptions import ValidationError
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget, Widget
from tablib import Dataset

from creation.models import Kind, Organization, Sector
from creation.resources.organizations import KIND
from creation.resources.trees import town_word
from creation.resources.values import Code, Day, Text, WholeNumber


class ByWord(ForeignKeyWidget):
    """A row by a word; a missing one is a fault of the cell, as the library has it."""

    def clean(self, value, row=None, **kwargs):
        if not value:
            raise ValueError("没有填写")
        try:
            return super().clean(value, row, **kwargs)
        except self.model.DoesNotExist as error:
            raise ValueError(f"没有“{value}”") from error


class TownName(Widget):
    """The superior's name, told once more."""

    def clean(self, value, row=None, **kwargs):
        above = Organization.objects.filter(code=row["上级代码"]).first()
        if value and above and town_word(value) != town_word(above.name):
            raise ValueError("与上级代码不一致")
        return


class PeerResource(ModelResource):
    name = Field("name", "党组织名称", Text(80, required=True))
    code = Field("code", "党组织代码", Code(40, required=True))
    kind = Field("kind", "类别", KIND)
    parent = Field("parent", "上级代码", ByWord(Organization, "code"))
    sector = Field("sector", "领域", ByWord(Sector, "name"))
    opened_on = Field("opened_on", "建立日期", Day())
    secretary_name = Field("secretary_name", "书记", Text(40))
    phone = Field("phone", "联系电话", Text(30))
    elected_on = Field("elected_on", "换届日期", Day())
    term_ends_on = Field("term_ends_on", "届满日期", Day())
    full_members = Field("full_members", "正式党员数", WholeNumber())
    probationary_members = Field("probationary_members", "预备党员数", WholeNumber())
    masses = Field("masses", "群众数", WholeNumber())

    class Meta:
        model = Organization
        import_id_fields = ("code",)
        fields = (
            "name", "code", "kind", "parent", "sector", "opened_on", "secretary_name", "phone",
            "elected_on", "term_ends_on", "full_members", "probationary_members", "masses",
        )  # fmt: skip

    def import_instance(self, instance, row, **kwargs):
        errors = {}
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            errors = error.error_dict
        try:
            TownName().clean(row["所在街镇"], row)
        except ValueError as error:
            errors["town"] = ValidationError(str(error))
        ends, elected = instance.term_ends_on, instance.elected_on
        if ends and elected and ends < elected:
            errors["term_ends_on"] = ValidationError("早于换届日期")
        if errors:
            raise ValidationError(errors)

    def before_save_instance(self, instance, row, **kwargs):
        instance.is_rated = instance.kind == Kind.BRANCH

    def faults_of(self, dataset) -> set[tuple[int, str]]:
        """(Excel's row, title) of every fault that the library finds."""
        titles = {one.attribute: one.column_name for one in self.fields.values()}
        result = self.import_data(dataset, dry_run=True)
        return {
            (invalid.number + 1, titles.get(name, "所在街镇"))
            for invalid in result.invalid_rows
            for name in invalid.error_dict
        }


def dataset_of(path) -> Dataset:
    with open(path, "rb") as file:
        return Dataset().load(file, format="xlsx")
