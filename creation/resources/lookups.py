"""Columns that name a row of another table: an organization, a person, one of a short list.

Everything that a file names is looked up in one query; what is out of reach does not exist.
"""

from difflib import get_close_matches

from django.contrib.auth import get_user_model

from creation.access import organizations_for
from creation.models import Organization
from creation.resources.values import Choice, Widget, Wrong

HINTS = 50  # looking for what was meant among ten thousand codes takes 30 ms each


class Lookup(Widget):
    """`found` text → key of the row, `texts` key → text."""

    noun = ""

    def __init__(self, *, required=False):
        super().__init__(required=required)
        self.found, self.texts, self.hints = {}, {}, {}

    def rows(self):
        """(pk, text, name) of everything that may be named."""
        raise NotImplementedError

    def within(self, rows, by):
        return rows

    def prepare(self, texts, by):
        self.reach = self.within(self.rows(), by)
        rows = self.reach.filter(**{f"{self.field}__in": texts})
        for pk, text, name in rows.values_list("pk", self.field, "name"):
            self.found[text] = pk
            self.texts[pk] = text, name

    def learn(self, values):
        new = {value for value in values if value is not None} - set(self.texts)
        if new:
            rows = self.rows().filter(pk__in=new).values_list("pk", self.field, "name")
            self.texts |= {pk: (text, name) for pk, text, name in rows}

    def read(self, text):
        if text in self.found:
            return self.found[text]
        if text not in self.hints:
            self.hints[text] = self._meant(text)
        fix, hint = self.hints[text]
        raise Wrong(f"没有{self.noun}是“{text}”的{self.what}{hint}", fix=fix, kind=f"没有“{text}”")

    def _meant(self, typed) -> tuple[str, str]:
        """What was probably meant: (its text, the words for it)."""
        if len(self.hints) >= HINTS:
            return "", "，请检查"
        if not hasattr(self, "all"):
            self.all = dict(self.reach.values_list(self.field, "name"))
        named = [text for text, name in self.all.items() if name == typed]
        if len(named) == 1:
            return named[0], f"；“{typed}”是名称，请填 {named[0]}"
        near = get_close_matches(typed, self.all, n=1, cutoff=0.8)
        if near:
            return near[0], f"，是否为 {near[0]}（{self.all[near[0]]}）？"
        return "", "，请检查"

    def render(self, value, obj=None, **kwargs):
        return self.texts[value][0] if value in self.texts else ""


class OrganizationCode(Lookup):
    """An organization by its code, within what the importing user reaches with `right`."""

    field, noun, what = "code", "代码", "党组织"
    hint = "党组织代码按党组织名册填写"

    def __init__(self, *, right="see_organizations", required=False):
        super().__init__(required=required)
        self.right = right

    def rows(self):
        return Organization.objects.order_by()

    def within(self, rows, by):
        return rows if by is None else organizations_for(by, self.right).order_by()


class OrganizationName(OrganizationCode):
    """An organization by its name: to be shown in a readonly column."""

    def render(self, value, obj=None, **kwargs):
        return self.texts[value][1] if value in self.texts else ""


class Username(Lookup):
    """A person by the name that they log in with."""

    field, noun, what = "username", "用户名", "用户"
    hint = "用户名按人员名册填写"

    def rows(self):
        return get_user_model().objects.order_by()

    def within(self, rows, by):
        """A disabled account is given nothing."""
        return rows.filter(is_active=True)


class NameOf(Widget):
    """Beside a code, the name that belongs to it: shown, checked, never written."""

    lookup = None  # the code's widget, set by the resource

    def __init__(self, of):
        super().__init__()
        self.of = of

    def learn(self, values):
        self.lookup.learn(values)

    def why_not(self, typed, value) -> Wrong | None:
        """The name in the file is not that of the code beside it."""
        name = self.render(value)
        if not typed or not name or typed == name:
            return None
        code = self.lookup.render(value)
        return Wrong(
            f"“{typed}”与代码不一致：{code} 是“{name}”，请改其中一处",
            fix=name,
            kind="名称与代码不一致",
        )

    def render(self, value, obj=None, **kwargs):
        return self.lookup.texts[value][1] if value in self.lookup.texts else ""


class RowChoice(Choice):
    """One row of a short table, such as a sector, by its name (or its code)."""

    def __init__(self, rows, *, name="name", code="code", required=True):
        super().__init__({}, required=required)
        self.query, self.name, self.code = rows, name, code

    def _load(self):
        if not self.choices:
            for pk, name, code in self.query().values_list("pk", self.name, self.code):
                self.choices[pk] = name
                self.values[code] = pk
            self.values |= {name: pk for pk, name in self.choices.items()}

    def prepare(self, texts, by):
        self._load()

    def learn(self, values):
        self._load()

    def words(self):
        self._load()
        return super().words()
