"""The register of organizations as a roster."""

from difflib import get_close_matches

from creation.codes import tidy_credit_code, why_not_credit_code, why_not_phone, wrong_dates
from creation.models import Kind, Organization, Sector
from creation.queries.organizations import below, in_use
from creation.resources.base import EXAMPLE_MARK, Column, RegisterResource
from creation.resources.lookups import HINTS, OrganizationName, RowChoice
from creation.resources.roster import Problem
from creation.resources.trees import DEPTH, Tree, town_word
from creation.resources.values import Choice, Code, Day, Text, WholeNumber, Widget, Wrong, YesNo
from wuhao.workbooks import cell_text

EXAMPLE_CODE = "示例"
KIND_WORDS = {
    "党工委": Kind.COMMITTEE,
    "党总支": Kind.GENERAL_BRANCH,
    "党总支部": Kind.GENERAL_BRANCH,
    "总支部": Kind.GENERAL_BRANCH,
    "党支部": Kind.BRANCH,
    "联合党支部": Kind.JOINT_BRANCH,
}
KIND = Choice(dict(Kind.choices), aliases=KIND_WORDS)
ROOT_KINDS = (Kind.DISTRICT, Kind.COMMITTEE)
MOVED = "why_not_move_organizations"
RATED_BY_DEFAULT = (Kind.BRANCH, Kind.JOINT_BRANCH)


class Superior(Widget):
    """The superior's code, in the database or in any row of the file."""

    def __init__(self, tree=None):
        super().__init__()
        self.tree = tree
        self.hints, self.codes = {}, {}

    def learn(self, values):
        if self.tree is not None:
            self.codes = {node.pk: code for code, node in self.tree.nodes.items()}

    def read(self, code):
        if self.tree is None:
            return None
        if code not in self.tree.nodes:
            if code not in self.hints:
                self.hints[code] = self._meant(code)
            fix, hint = self.hints[code]
            raise Wrong(f"没有代码是“{code}”的党组织{hint}", fix=fix, kind=f"没有“{code}”")
        if not self.tree.is_in_reach(code):
            raise Wrong(f"“{self.tree.nodes[code].name}”不在您的管理范围内，不能作为上级")
        return self.tree.nodes[code].pk

    def _meant(self, typed) -> tuple[str, str]:
        named = [code for code, node in self.tree.nodes.items() if node.name == typed]
        if named:
            fix = named[0] if len(named) == 1 else ""
            return fix, f"；“{typed}”是名称，请填它的代码 {named[0]}"
        near = []
        if len(self.hints) < HINTS:
            near = get_close_matches(typed, self.tree.nodes, n=1, cutoff=0.8)
        if near:
            return near[0], f"，是否为 {near[0]}（{self.tree.nodes[near[0]].name}）？"
        return "", "，请先把上级加进名册，或改成已有的代码"

    def render(self, value, obj=None, **kwargs):
        return self.codes.get(value, "")


class OrganizationResource(RegisterResource):
    key = "党组织代码"

    name = Column(
        "党组织名称",
        "name",
        Text(80, required=True),
        required=True,
        aliases=("名称", "组织名称", "党支部名称"),
        example=f"{EXAMPLE_MARK}前柳村党支部",
    )
    code = Column(
        "党组织代码",
        "code",
        Code(40, required=True),
        required=True,
        aliases=("代码", "组织代码", "编码"),
        example=EXAMPLE_CODE,
    )
    kind = Column("类别", "kind", KIND, required=True, aliases=("组织类别",), example="支部")
    parent = Column(
        "上级代码",
        "parent_id",
        Superior(),
        required=True,
        aliases=("上级", "上级党组织代码", "上级党组织"),
        example="SQ",
    )
    sector = Column(
        "领域",
        "sector_id",
        RowChoice(Sector.objects.all, required=False),
        required=True,
        aliases=("所属领域", "行业"),
        example="农村",
    )
    town = Column(
        "所在街镇",
        "town_id",
        OrganizationName(),
        readonly=True,
        aliases=("街镇", "所属街镇", "所属街道", "所在街道"),
        example="石桥镇",
    )
    opened_on = Column("建立日期", "opened_on", Day(), aliases=("成立日期",), example="2019-07-01")
    secretary_name = Column(
        "书记", "secretary_name", Text(40), aliases=("书记姓名", "党组织书记"), example="王晓燕"
    )
    phone = Column("联系电话", "phone", Text(30), aliases=("电话", "手机"), example="010-12345678")
    elected_on = Column("换届日期", "elected_on", Day(), example="2025-06-30")
    term_ends_on = Column(
        "届满日期", "term_ends_on", Day(), aliases=("任期届满日期",), example="2030-06-30"
    )
    full_members = Column(
        "正式党员数", "full_members", WholeNumber(), aliases=("正式党员",), example="28"
    )
    probationary_members = Column(
        "预备党员数", "probationary_members", WholeNumber(), aliases=("预备党员",), example="2"
    )
    masses = Column("群众数", "masses", WholeNumber(), aliases=("群众", "服务人数"), example="640")
    credit_code = Column(
        "统一社会信用代码", "credit_code", Text(18), aliases=("信用代码",), example=""
    )
    is_rated = Column(
        "参评",
        "is_rated",
        YesNo(),
        aliases=("参评单位", "是否参评"),
        example="是",
        keeps=True,
    )

    class Meta(RegisterResource.Meta):
        model = Organization
        fields = export_order = (
            "name",
            "code",
            "kind",
            "parent",
            "sector",
            "town",
            "opened_on",
            "secretary_name",
            "phone",
            "elected_on",
            "term_ends_on",
            "full_members",
            "probationary_members",
            "masses",
            "credit_code",
            "is_rated",
        )

    def __init__(self, *, by=None):
        super().__init__(by=by)
        self.tree = Tree(by)
        self.fields["parent"].widget = Superior(self.tree)

    # ---- into the register ----

    def check(self, roster):
        names, superiors = (dict(roster.texts(title)) for title in ("党组织名称", "上级代码"))
        self.tree.lay(
            (number, code, names.get(number, ""), superiors.get(number, ""))
            for number, code in roster.texts(self.key)
        )
        if self.key not in roster.places:  # then every superior would seem unknown
            self.fields["parent"].widget.tree = None
        if "上级代码" not in roster.places:
            return []
        return [*self._crooked_lines(), *self._wrong_towns(roster), *self._held()]

    def _held(self):
        """Rows that would move what a running round, or anything else, keeps where it is."""
        moved = {node.pk for node in self.tree.moved}
        if not moved or not in_use(below(moved), MOVED):
            return
        for node in self.tree.moved[:HINTS]:
            if sentence := in_use(below({node.pk}), MOVED):
                yield Problem(node.row, "上级代码", f"{sentence}请改回原来的上级代码")

    def _crooked_lines(self):
        for node in (node for node in self.tree.nodes.values() if node.row):
            line = self.tree.line(node.code)
            if len(line) > 1 and line[-1] == node.code:
                round_trip = " → ".join(line)
                yield Problem(
                    node.row, "上级代码", f"上级绕成了一圈（{round_trip}），请改正其中一行"
                )
            elif len(line) > DEPTH and len(set(line)) == len(line):
                yield Problem(node.row, "上级代码", f"层级超过 {DEPTH} 级，请检查上级代码")
            elif not node.parent and (other := self._other_root(node)):
                said = f"没有填写；最上级只能有一个，已有“{other.name}”"
                yield Problem(node.row, "上级代码", f"{said}，请填上级的代码，例如 {other.code}")

    def _other_root(self, node):
        """The root that stands, for a row that would be a second one."""
        others = [root for root in self.tree.roots() if root.code != node.code]
        stored = [root for root in others if root.code in self.tree.stored]
        return next(iter(stored or others), None)

    def _wrong_towns(self, roster):
        towns = {town_word(node.name): node for node in self.tree.towns()}
        codes = dict(roster.texts(self.key))
        for number, text in roster.texts("所在街镇"):
            own = self.tree.town_of(codes[number])
            word = town_word(text)
            if not text or (own and word in (town_word(own.name), own.code)):
                continue
            if word not in towns:
                near = get_close_matches(word, towns, n=1, cutoff=0.5)
                hint = f"是否为“{near[0]}”？" if near else f"可填：{'、'.join(list(towns)[:20])}"
                said = f"没有街镇“{text}”，{hint}"
                yield Problem(number, "所在街镇", said, near[0] if near else "", f"没有“{text}”")
            elif own:
                said = f"“{text}”与上级代码不一致：按上级它在“{own.name}”，请改其中一处"
                yield Problem(number, "所在街镇", said, town_word(own.name), "街镇与上级不一致")

    def fresh(self, instance, row):
        """The id was drawn with the tree; branches are rated unless the file says otherwise."""
        code = cell_text(row[self.key])
        if code in self.tree.nodes:
            instance.pk = self.tree.nodes[code].pk
        if not cell_text(row["参评"]):
            instance.is_rated = instance.kind in RATED_BY_DEFAULT

    def faults(self, instance, row):
        faults = {}
        code, has_superior = cell_text(row[self.key]), bool(cell_text(row["上级代码"]))
        if code in self.tree.stored and not self.tree.is_in_reach(code):
            faults["code"] = f"“{code}”已有登记，不在您的管理范围内，不能修改"
        if has_superior and instance.kind == Kind.DISTRICT:
            faults["parent_id"] = "区委没有上级，请清空这一格"
        if not has_superior and instance.kind and instance.kind not in ROOT_KINDS:
            faults["parent_id"] = "没有填写，请填上级的代码"
        if has_superior and not cell_text(row["领域"]):
            faults["sector_id"] = self.fields["sector"].widget.missing()
        return faults | self._wrong_codes(instance) | self._wrong_dates(instance)

    def _wrong_codes(self, instance):
        """Only what the file changes: a fault that was stored before comes back unchanged."""
        phone, credit_code = self.tree.stored.get(instance.code, ("", ""))
        faults = {}
        if instance.phone not in ("", phone) and (said := why_not_phone(instance.phone)):
            faults["phone"] = said
        if instance.credit_code not in ("", credit_code):
            tidy = tidy_credit_code(instance.credit_code)
            if said := why_not_credit_code(tidy):
                faults["credit_code"] = said
            elif tidy != instance.credit_code:
                faults["credit_code"] = Wrong(f"请写成 {tidy}", fix=tidy, kind="信用代码的写法")
        return faults

    def _wrong_dates(self, instance):
        return wrong_dates(
            opened=instance.opened_on,
            closed=instance.closed_on,
            elected=instance.elected_on,
            ends=instance.term_ends_on,
        )
