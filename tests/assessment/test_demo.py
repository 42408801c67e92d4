"""The demonstration district, small: somebody at every stage, nothing written past a rule."""

import ast
import io
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from assessment.demo import findings, roster
from assessment.demo.material import PASSWORD, dice, shared_out
from assessment.models import (
    Candidacy,
    Evaluation,
    Mark,
    Objection,
    Rectification,
    Sheet,
    Submission,
    Title,
)
from assessment.queries.stages import with_stage
from creation.access import appointments
from creation.marking import parse_finding, points_for
from creation.methods import parse_method
from creation.models import Organization, Round, Sector, User
from creation.queries.demo import demo_accounts
from creation.roles import ROLES
from surveys.models import Remark
from tests import databases, factories

DEMO = Path(settings.BASE_DIR) / "assessment" / "demo"
SMALL = ["--towns", "2", "--organizations", "44"]


def run_demo():
    out = io.StringIO()
    call_command("demo", *SMALL, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="class")
def district(django_db_setup, django_db_blocker):
    """The output of one small demonstration; the tests of a class read what it made."""
    with django_db_blocker.unblock():
        try:
            yield databases.demonstration()
        finally:
            databases.fresh()


def stages(code):
    return set(
        with_stage(Candidacy.objects.filter(round__code=code)).values_list("stage", flat=True)
    )


@pytest.mark.django_db
class TestDistrict:
    @pytest.fixture(autouse=True)
    def _made(self, district):
        self.out = district

    def test_every_self_check_that_was_handed_in_has_its_submission(self):
        handed_in = Sheet.objects.filter(stage="self", submitted_at__isnull=False)
        assert Submission.objects.filter(minutes__gt=0).count() == handed_in.count() > 0

    def test_running_round_has_somebody_at_every_stage(self):
        assert stages("second") >= {
            "enrolled", "applied", "self_checking", "submitted", "returned", "reviewed", "vetting",
            "drawn", "spot_checked", "evaluated", "proposed", "publicity", "named", "rectifying",
            "rechecking", "barred", "withdrawn",
        }  # fmt: skip

    def test_finished_round_is_closed_named_and_once_revoked(self):
        titles = Title.objects.filter(candidacy__round__code="first")
        assert Round.objects.get(code="first").state == "closed"
        assert set(titles.values_list("state", flat=True)) == {"named", "revoked"}
        assert titles.filter(state="revoked").count() == 1

    def test_everything_is_marked_as_invented(self):
        for model in (Organization, Round, User):
            assert not model.objects.filter(is_demo=False).exists()

    def test_all_sectors_take_part(self):
        codes = Candidacy.objects.values_list("sector__code", flat=True)
        assert set(codes) == set(Sector.objects.values_list("code", flat=True))

    def test_people_wrote_remarks_and_what_is_personal_in_them_is_masked(self):
        texts = "".join(Remark.objects.values_list("text", flat=True))
        assert "〔手机号〕" in texts and "我是〔姓名〕" in texts
        assert "13800000000" not in texts and "王建国" not in texts

    def test_second_run_changes_nothing(self):
        before = (Organization.objects.count(), Mark.objects.count(), Evaluation.objects.count())
        assert run_demo().startswith("演示区已经生成。")
        after = (Organization.objects.count(), Mark.objects.count(), Evaluation.objects.count())
        assert after == before

    def test_every_role_has_a_card_and_the_password_opens_every_account(self):
        assert len(demo_accounts()) == len(ROLES)
        assert PASSWORD in self.out
        assert all(user.check_password(PASSWORD) for user in User.objects.all()[:2])

    def test_secretaries_stand_at_half_a_self_check_a_return_and_a_title(self):
        found = {}
        for user in User.objects.filter(username__startswith="secretary"):
            (place,) = appointments(user)
            own = Candidacy.objects.filter(round__code="second", organization=place.organization)
            found[user.username] = with_stage(own).get().stage
        assert found == {
            "secretary": "self_checking",
            "secretary2": "returned",
            "secretary3": "named",
            "secretary4": "enrolled",
        }

    def test_half_a_self_check_is_half_filled_in(self):
        place = appointments(User.objects.get(username="secretary"))[0].organization
        marks = Mark.objects.filter(sheet__candidacy__organization=place)
        marks = marks.filter(sheet__candidacy__round__code="second")
        assert marks.filter(points=None).exists() and marks.exclude(points=None).exists()

    def test_rectifications_are_open_overdue_reported_and_done(self):
        assert set(Rectification.objects.values_list("state", flat=True)) == {
            "open",
            "reported",
            "done",
        }

    def test_objections_are_answered_and_open(self):
        assert Objection.objects.filter(answer="").exists()
        assert Objection.objects.exclude(answer="").exists()

    def test_some_samples_are_too_small(self):
        reasons = Evaluation.objects.filter(is_current=True).values_list("rates", flat=True)
        enough = {rate["sufficient"] for rates in reasons for rate in rates.values()}
        assert enough == {True, False}


@pytest.mark.django_db
@pytest.mark.parametrize("made", ["organization", "user"])
def test_refuses_a_database_with_real_data(made):
    factories.make_district() if made == "organization" else factories.make_user()
    with pytest.raises(CommandError, match="已有真实的"):
        run_demo()
    assert not Organization.objects.filter(is_demo=True).exists()


@pytest.mark.parametrize("path", sorted(DEMO.glob("*.py")), ids=lambda path: path.name)
def test_demo_reaches_no_evaluation_and_no_rate(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {
        one.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for one in node.names
    }
    assert not names & {"Evaluation", "EvaluationLine", "EvaluationRun", "Rate", "Response"}


def test_roster_is_the_same_every_time_and_codes_are_unique():
    made = roster.units(roster.Plan(14, 600))
    assert made == roster.units(roster.Plan(14, 600))
    assert len({unit.code for unit in made}) == len(made) == 600


METHODS = [
    ("yes_no", {}),
    ("count", {"target": "12", "per": "0.25"}),
    ("occurrences", {"per": "1"}),
    ("presence", {"list": ["甲", "乙", "丙"], "per": "1"}),
    ("below", {"threshold": "95", "per": "0.5"}),
    ("cliff", {"threshold": "40"}),
    ("proportional", {"target": "32"}),
    ("tiers", {"shares": {"好": "1", "较好": "0.8", "一般": "0.6", "差": "0"}}),
]


def points(name, params, loss):
    item = SimpleNamespace(code="1.1", period="year", unit="", points=Decimal(3))
    method = parse_method(name, params)
    text = findings.typed(item=item, method=method, loss=loss, months=30, salt=("t",))
    found = parse_finding(method, text)
    return points_for(method, item.points, found, months=30).points


@pytest.mark.parametrize(("name", "params"), METHODS, ids=[name for name, _ in METHODS])
def test_finding_without_loss_earns_all_points(name, params):
    assert points(name, params, 0.0) == 3


@pytest.mark.parametrize(("name", "params"), METHODS, ids=[name for name, _ in METHODS])
def test_finding_of_a_total_loss_loses_points(name, params):
    assert points(name, params, 1.0) < 3


def test_unit_sees_itself_no_worse_than_the_review_does():
    codes = [f"{n}" for n in range(200)]
    lost = findings.losses(round_code="r", unit_code="u", quality=0.9, items=codes)
    assert all(lost["self"][code] <= lost["review"][code] for code in codes)
    assert sum(lost["spot"].values()) > sum(lost["self"].values())


def test_dice_fall_alike_and_shares_never_vanish():
    assert dice("a", 1).random() == dice("a", 1).random() != dice("a", 2).random()
    assert shared_out(10, {"few": 0.001, "half": 0.5}) == {"few": 1, "half": 5}
