"""Lists of a round as files: django-import-export writes them, under the titles of the screen."""

from import_export.fields import Field
from import_export.resources import Resource

from assessment.models.evaluation import DECISIONS
from assessment.stages import BY_CODE
from wuhao.templatetags.formatting import rounded


class CandidacyResource(Resource):
    """Rows of queries.candidacies.listed."""

    code = Field("organization__code", "党组织代码")
    name = Field("organization__name", "党组织名称")
    sector = Field("sector__name", "领域")
    town = Field("town__name", "所在街镇")
    self_score = Field("self_score", "自查分")
    spot_score = Field("spot_score", "抽查分")
    deviation = Field("deviation", "分差")
    composite = Field("composite", "综合得分")
    decision = Field("decision", "结论")
    stage = Field("stage", "状态")

    def dehydrate_decision(self, row):
        return dict(DECISIONS).get(row.decision, "")

    def dehydrate_stage(self, row):
        return BY_CODE[row.stage].name

    def dehydrate_self_score(self, row):
        return _score(row.self_score)

    def dehydrate_spot_score(self, row):
        return _score(row.spot_score)

    def dehydrate_deviation(self, row):
        return _score(row.deviation)

    def dehydrate_composite(self, row):
        return _score(row.composite)


def _score(value):
    return None if value is None else float(rounded(value, 2))
