"""Links for a whole round from the command line, and the answers of the demonstration."""

import io

import pytest
from django.core.management import CommandError, call_command

from creation.models import Organization
from surveys.models import OnlineLink, Rate, Response
from surveys.services.questionnaires import begin_questionnaire, publish_questionnaire
from tests.surveys.links import opened

LATER = "2036-12-20T20:00"


def run(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue().splitlines()


def test_every_rated_unit_gets_a_link_and_its_address_is_told(questionnaire, branches, settings):
    settings.SITE_URL = "https://wuhao.example"
    lines = run("open_survey", "--round", "r1", "--closes", LATER)
    first, second = OnlineLink.objects.order_by("organization__code")
    assert lines == [
        f"QD01,https://wuhao.example/q/{first.token}/",
        f"QD02,https://wuhao.example/q/{second.token}/",
        "新开放 2 个链接。",
    ]
    again = run("open_survey", "--round", "r1", "--closes", LATER, "--codes", "--quiet")
    assert again == ["新开放 0 个链接。"]
    assert set(OnlineLink.objects.values_list("mode", flat=True)) == {"codes"}


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (["--closes", "明天"], "截止时间“明天”不对"),
        (["--closes", "2020-01-01"], "截止时间要在开放时间之后"),
        (["--closes", LATER, "--questionnaire", "q9"], "没有这份已发布的问卷"),
    ],
)
def test_what_cannot_be_opened_is_refused(questionnaire, branches, arguments, refusal):
    with pytest.raises(CommandError, match=refusal):
        run("open_survey", "--round", "r1", *arguments)


def test_two_questionnaires_need_a_choice(questionnaire, round_, branches):
    more = begin_questionnaire(round=round_, name="另一份", source=questionnaire, by=None)
    publish_questionnaire(questionnaire=more, by=None)
    with pytest.raises(CommandError, match="请用 --questionnaire 指定"):
        run("open_survey", "--round", "r1", "--closes", LATER)
    run("open_survey", "--round", "r1", "--closes", LATER, "--questionnaire", "q2")
    assert more.links.count() == 2


def test_the_demonstrations_shortest_unit_gets_answers_at_once(questionnaire, branches):
    with pytest.raises(CommandError, match="没有演示区的公开链接"):
        run("demo_online", "--round", "r1")
    branches[1].masses = 400
    branches[1].save()
    Organization.objects.update(is_demo=True)
    opened(questionnaire, *branches)
    assert run("demo_online", "--round", "r1") == ["在线答卷 5 份。"]
    assert set(Response.objects.values_list("organization", flat=True)) == {branches[1].pk}
    row = Rate.objects.get(question__code="M1", stratum="mass")
    assert row.denominator == 3
