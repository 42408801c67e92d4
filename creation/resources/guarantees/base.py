"""What the files of all these registers share: rows in reach, the row above, the model's rules."""

from django.core.exceptions import ValidationError

from creation.access import guarantees_for, kept_for, organizations_for
from creation.models import Organization
from creation.resources.base import RegisterResource
from creation.resources.lookups import Lookup, OrganizationCode
from creation.resources.values import Wrong

LISTED = 2000  # rows that a drop-down offers at most
REACH = "edit_guarantees"


class Keeper(OrganizationCode):
    """The organization whose people keep the row, or of which it speaks.

    Those above whose rows one sees may be named too, or an export would not come in again; what
    changes there is refused by the row.
    """

    def __init__(self, model, *, required=True):
        super().__init__(right=REACH, required=required)
        self.model = model

    def within(self, rows, by):
        if by is None:
            return rows
        seen = guarantees_for(by, self.model).values("organization")
        return rows.filter(pk__in=organizations_for(by, REACH)) | rows.filter(pk__in=seen)


class Above(Lookup):
    """The row that this one belongs to, by its reference: what `reference_of` of it gives."""

    noun = "名称"

    def __init__(self, model, *, related):
        super().__init__(required=True)
        self.model, self.related = model, related
        self.what = model._meta.verbose_name
        self.hint = f"{self.what}从下拉列表里选，或照{self.what}清单里的写法填"
        self.by, self.rows_by_pk = None, {}

    def rows(self):
        return self.model.objects.select_related(*self.related).order_by()

    def _reach(self):
        if self.by is None:
            return self.rows()
        seen = guarantees_for(self.by, self.model).values("pk")
        return self.rows().filter(pk__in=seen)

    def prepare(self, texts, by):
        self.by = by
        twice = set()
        for row in self._reach():
            text = row.reference
            twice |= {text} & set(self.found)
            self.found[text] = row.pk
            self._know(row)
        for text in twice:  # which of them is meant nobody can tell
            del self.found[text]

    def _know(self, row):
        self.texts[row.pk] = row.reference, str(row)
        self.rows_by_pk[row.pk] = row

    def learn(self, values):
        new = {value for value in values if value is not None} - set(self.texts)
        for row in self.rows().filter(pk__in=new) if new else ():
            self._know(row)

    def _meant(self, typed):
        near = [text for text in self.found if typed in text]
        if len(near) == 1:
            return near[0], f"，是否为“{near[0]}”？"
        return "", "，请从下拉列表里选"

    def words(self):
        return [row.reference for row in self._reach()[:LISTED]]


class GuaranteeResource(RegisterResource):
    """Rows out of reach may stand in a file unchanged; new or changed they are refused."""

    fixed: dict = {}  # what holds for every row of the register

    class Meta(RegisterResource.Meta):
        pass

    def __init__(self, *, by=None):
        super().__init__(by=by)
        model = self._meta.model
        self.above = self.fields[model.parent].widget if model.parent else None
        if self.above:
            self.above.by = by
        self.in_reach = None
        self.attributes = {column.attribute for column in self.own_columns()}
        self.looked_up = {field.name for field in model._meta.concrete_fields if field.is_relation}

    def get_queryset(self):
        rows = self._meta.model.objects.filter(**self.fixed)
        if self.by is not None:
            rows = rows.filter(pk__in=guarantees_for(self.by, self._meta.model).values("pk"))
        return rows

    def fresh(self, instance, row):
        for name, value in self.fixed.items():
            setattr(instance, name, value)

    def faults(self, instance, row):
        """What the model says of its fields taken together."""
        parent = self._meta.model.parent
        if parent:
            above = self.above.rows_by_pk.get(getattr(instance, f"{parent}_id"))
            if above is None:
                return {}
            setattr(instance, parent, above)
        said = {}
        for check in (lambda: instance.clean_fields(exclude=self.looked_up), instance.clean):
            try:
                check()
            except ValidationError as error:
                said = error.message_dict | said
        attributes = {name: instance._meta.get_field(name).attname for name in said}
        return {
            attributes[name]: Wrong(sentences[0], kind=sentences[0])
            for name, sentences in said.items()
            if attributes[name] in self.attributes
        }

    def why_not(self, instance, before) -> str:
        if self.by is None:
            return ""
        if self.in_reach is None:
            model = self._meta.model
            self.in_reach = {
                "rows": set(kept_for(self.by, model, REACH).values_list("pk", flat=True)),
                "places": set(organizations_for(self.by, REACH).values_list("pk", flat=True)),
            }
        if before and instance.pk not in self.in_reach["rows"]:
            return "这一条由别的党组织登记，不能修改"
        beyond = [pk for pk in self._places(instance) if pk not in self.in_reach["places"]]
        if not beyond:
            return ""
        return f"“{Organization.objects.get(pk=beyond[0])}”不在您的管理范围内"

    def _places(self, instance):
        """Ids of the organizations that must be in reach: see `Registered.kept_at`."""
        model = self._meta.model
        places = []
        if model.parent and model.keeper.startswith(model.parent):
            places.append(getattr(instance, model.parent).organization.pk)
        if hasattr(instance, "organization_id"):
            places.append(instance.organization_id)
        return places
