"""The rollup equals the pure rules, and the three rates are read in one query."""

from collections import Counter
from fractions import Fraction as F

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creation.models import RoundPolicy
from creation.policy import Policy
from surveys.models import Rate, Response, Upload
from surveys.rates import EXCLUDED, Count, count_of
from surveys.services.rates import counts_for, rates_for, refresh
from tests import factories


@pytest.fixture
def upload(questionnaire):
    return Upload.objects.create(
        questionnaire=questionnaire, name="a.csv", sha256="0" * 64, state="committed"
    )


def answer(upload, organization, stratum, *sheets, weight=1):
    Response.objects.bulk_create(
        Response(
            upload=upload,
            organization=organization,
            stratum=stratum,
            answers=list(sheet),
            weight=weight,
        )
        for sheet in sheets
    )
    refresh(questionnaire=upload.questionnaire, organizations=[organization.pk])


HAPPY = (2, 1, 1, 1, 1, 1, 1)
SAD = (2, 4, 4, 4, 4, 4, 128)


def counts(organization, code, stratum="mass"):
    row = Rate.objects.get(organization=organization, question__code=code, stratum=stratum)
    return Count(row.numerator, row.denominator, row.excluded, row.dont_know)


@pytest.mark.parametrize(
    ("code", "place", "values", "count"),
    [
        pytest.param("M1", 1, [1, 2, 3, 4, 5, 0, -1, -2], Count(2, 4, 3, 1), id="R5.1-满意"),
        pytest.param("Z1", 4, [1, 2, 3, 4, 0], Count(2, 4, 1), id="R5.1-知晓"),
        pytest.param("C1", 6, [1, 3, 128, 129, 0, -1, -2], Count(3, 4, 3), id="R5.1-参与"),
    ],
)
def test_rollup_of_one_question(upload, branches, code, place, values, count):
    sheets = [[*HAPPY[:place], value, *HAPPY[place + 1 :]] for value in values]
    answer(upload, branches[0], "mass", *sheets)
    assert counts(branches[0], code) == count


def test_what_was_not_asked_counts_nowhere(upload, branches):
    answer(upload, branches[0], "mass", (-3, 1, -3, -3, -3, -3, -3), weight=12)
    assert list(Rate.objects.values_list("question__code", "numerator")) == [("M1", 12)]


def test_identity_has_no_rate(upload, branches):
    answer(upload, branches[0], "mass", HAPPY)
    assert not Rate.objects.filter(question__dimension="identity").exists()


@pytest.mark.parametrize("state", ["uploaded", "undone"])
def test_only_committed_files_count(upload, branches, state):
    answer(upload, branches[0], "mass", HAPPY)
    assert Rate.objects.count() == 6
    Upload.objects.update(state=state)
    refresh(questionnaire=upload.questionnaire, organizations=[branches[0].pk])
    assert Rate.objects.count() == 0


def test_refresh_leaves_other_organizations_alone(upload, branches):
    answer(upload, branches[0], "mass", HAPPY)
    before = set(Rate.objects.values_list("pk", flat=True))
    answer(upload, branches[1], "mass", SAD)
    assert before < set(Rate.objects.values_list("pk", flat=True))


sheets = st.lists(
    st.tuples(
        st.just(2),
        *[st.integers(-3, 5)] * 3,
        *[st.integers(-3, 4)] * 2,
        st.one_of(st.integers(-3, 0), st.integers(1, 255)),
    ),
    min_size=1,
    max_size=12,
)


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sheets)
def test_rollup_equals_the_pure_count(upload, branches, form, drawn):
    Response.objects.all().delete()
    answer(upload, branches[0], "mass", *drawn)
    for question in form[1:]:
        classes = Counter()
        for sheet in drawn:
            value = sheet[question.order - 1]
            if value > -3:
                classes[class_of(question, value)] += 1
        row = Rate.objects.filter(question__code=question.code).first()
        pure = count_of(question.dimension, classes)
        assert (row.classes if row else {}) == dict(classes)
        if row:
            assert Count(row.numerator, row.denominator, row.excluded, row.dont_know) == pure
            assert {"blank": row.blank, "skipped": row.skipped, "void": row.void} == {
                code: classes[code] for code in EXCLUDED
            }


def class_of(question, value):
    if value <= 0:
        return {0: "blank", -1: "skipped", -2: "void"}[value]
    if not question.is_multiple:
        return question.options[value - 1].klass
    ticked = {o.klass for o in question.options if value & (1 << (o.order - 1))}
    return "activity" if "activity" in ticked else "none"


def test_rates_for_an_organization(upload, branches, round_):
    answer(upload, branches[0], "mass", *[HAPPY] * 30, *[SAD] * 10)
    answer(upload, branches[0], "member", *[HAPPY] * 10)
    rates = rates_for(round=round_, populations={branches[0].pk: (10, 40)})[branches[0].pk]
    assert rates.satisfaction.value == F(3, 4)
    assert rates.participation.value == F(10, 50) + F(40, 50) * F(3, 4)
    assert (rates.satisfaction.low, rates.satisfaction.high) == (F(3, 4), F(3, 4))
    assert rates.awareness.sufficient is True


def test_organization_without_answers_has_missing_rates_not_noughts(branches, round_):
    rates = rates_for(round=round_, populations={branches[0].pk: (10, 40)})[branches[0].pk]
    assert (rates.satisfaction.value, rates.satisfaction.missing) == (None, "没有群众的有效答卷")


def test_rates_of_another_round_do_not_count(upload, branches, round_):
    answer(upload, branches[0], "mass", HAPPY)
    round_.pk, round_.code = None, "r2"
    round_.save()
    assert counts_for(round=round_, organizations=[branches[0].pk]) == {}


@pytest.mark.parametrize("number", [1, 3])
def test_one_query_for_all_organizations(upload, town, round_, number, django_assert_num_queries):
    made = [factories.make_organization(town) for _ in range(number)]
    for organization in made:
        answer(upload, organization, "mass", HAPPY)
    people = {one.pk: (0, 10) for one in made}
    with django_assert_num_queries(1):
        rates = rates_for(round=round_, populations=people, policy=Policy())
    assert len(rates) == number


def test_sample_is_enough_by_the_policy_of_the_round(upload, town, round_):
    one = factories.make_organization(town)
    answer(upload, one, "mass", HAPPY)
    asked = {"round": round_, "populations": {one.pk: (0, 30)}}
    assert not rates_for(**asked)[one.pk].satisfaction.sufficient
    policy = Policy.from_dict({"census_share": "0.01"})
    RoundPolicy.objects.create(
        round=round_, version=1, values=policy.as_dict(), digest=policy.digest()
    )
    assert rates_for(**asked)[one.pk].satisfaction.sufficient
