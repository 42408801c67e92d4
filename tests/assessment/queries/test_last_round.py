"""What was answered last time stands beside the same item, whatever its code is now."""

import pytest

from assessment.forms.marks import Card
from assessment.models import Candidacy, Sheet
from assessment.queries.last_round import last_round
from assessment.services.evaluate import evaluate
from creation.models import Item
from tests.assessment.district import FULL, reviewed
from tests.factories import make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(candidacy):
    """The same organization in the round after, by the same edition."""
    reviewed(candidacy, FULL | {"1.1": "10"})
    newer = make_round("r2", starts_on="2027-01-01", ends_on="2027-12-31")
    return Candidacy.objects.create(
        round=newer,
        organization=candidacy.organization,
        standard=candidacy.standard,
        sector=candidacy.sector,
        months=12,
    )


def item(candidacy, code="1.1"):
    return Item.objects.get(standard=candidacy.standard, code=code)


def test_the_answer_of_the_round_before_stands_beside_the_item(later, django_assert_num_queries):
    with django_assert_num_queries(3):
        last = last_round(later)
    assert (last.of(item(later)).mark.finding, last.of(item(later)).result) == ("10", None)


def test_the_result_of_an_evaluated_round_stands_beside_it(candidacy, later):
    evaluate(round=candidacy.round, by=None)
    assert last_round(later).of(item(later)).result == 18


def test_the_card_says_it_in_words(candidacy, later):
    evaluate(round=candidacy.round, by=None)
    card = Card(item(later), None)
    card.last = last_round(later).of(card.item)
    assert card.last_words == "自查 10 次，18 分；结果 18 分"


def test_an_organization_new_to_the_campaign_has_no_last_round(candidacy):
    last = last_round(candidacy)
    assert (last.candidacy, last.of(item(candidacy))) == (None, None)


def test_a_draft_of_the_round_before_is_no_answer(later):
    Sheet.objects.filter(stage="self").update(state="draft", submitted_at=None)
    assert last_round(later).candidacy is None


@pytest.mark.parametrize(
    ("change", "found"),
    [
        pytest.param({"code": "9.9"}, True, id="moved"),
        pytest.param({"title": "换了名称"}, True, id="renamed"),
        pytest.param({"title": "换了名称", "content": "换了内容"}, False, id="new"),
    ],
)
def test_an_item_is_known_again_by_its_title(later, change, found):
    asked = item(later)
    for name, value in change.items():
        setattr(asked, name, value)
    answer = last_round(later).of(asked)
    assert (answer is not None and answer.item.code == "1.1") is found
