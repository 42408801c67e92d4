"""What each year asks for, as a file: the district's own register."""

from creation.access import may_everywhere
from creation.models import GuaranteeRequirement
from creation.resources.base import EXAMPLE_MARK, Column
from creation.resources.guarantees.base import REACH, GuaranteeResource
from creation.resources.values import WholeNumber, Wrong

ALWAYS = "一直"


class Since(WholeNumber):
    """The year from which on; one row holds for all years before any other."""

    hint = f"从哪一年起填年份，从来就有的填“{ALWAYS}”"

    def missing(self):
        return f"没有填写，请填年份或“{ALWAYS}”"

    def read(self, text):
        if text in (ALWAYS, "一直有效"):
            return None
        try:
            return super().read(text)
        except Wrong as wrong:
            raise Wrong(f"“{text}”不是年份，请填 2026 这样的年份或“{ALWAYS}”") from wrong

    def reading(self, text, value):
        return "" if text == str(self.render(value)) else str(self.render(value))

    def render(self, value, obj=None, **kwargs):
        return ALWAYS if value is None else value


def _number(title, attribute, noun, example):
    widget = WholeNumber(required=True, noun=noun)
    return Column(title, attribute, widget, required=True, example=example)


class RequirementResource(GuaranteeResource):
    key = "从哪一年起"

    from_year = Column(
        "从哪一年起",
        "from_year",
        Since(required=True),
        required=True,
        example=f"{EXAMPLE_MARK}2027",
    )
    visits = _number("每个联系点每年走访次数", "visits_per_year", "次数", "4")
    trainings = _number("每个领域每年培训次数", "trainings_per_sector", "次数", "1")
    seminars = _number("每个领域每年交流研讨次数", "seminars_per_sector", "次数", "1")
    city_part = _number("党群服务中心市级投入份数", "city_part", "份数", "1")
    district_part = _number("党群服务中心区级投入份数", "district_part", "份数", "1")

    class Meta(GuaranteeResource.Meta):
        model = GuaranteeRequirement
        fields = export_order = (
            "from_year", "visits", "trainings", "seminars", "city_part", "district_part",
        )  # fmt: skip

    def why_not(self, instance, before) -> str:
        if self.by is None or may_everywhere(self.by, REACH):
            return ""
        return "全区的要求由区里登记，不能修改"
