"""Every file of the corpus meets what was expected of it before the code was written."""

import pytest

from creation.models import Kind, Organization
from creation.registers import ORGANIZATIONS
from creation.services.imports import bring_in
from tests.creation.imports_corpus.cases import CASES
from tests.factories import make_organization, make_sector

pytestmark = pytest.mark.django_db


@pytest.fixture
def district(db):
    root = make_organization(kind=Kind.DISTRICT, name="江南区委", code="Q", is_rated=False)
    towns = make_sector("committee", "街道/委办局党委")
    town, _ = (
        make_organization(root, kind=Kind.COMMITTEE, name=name, code=code, sector=towns)
        for name, code in (("石桥镇党委", "SQ"), ("柳林镇党委", "LL"))
    )
    village = make_sector("village")
    for name, code in (("前柳村党支部", "SQ1"), ("老城支部", "00105")):
        make_organization(town, sector=village, name=name, code=code)


def _stored():
    return list(Organization.objects.order_by("pk").values())


def test_corpus_is_large_and_its_names_are_different():
    assert len({case.name for case in CASES}) == len(CASES) >= 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_file_comes_to_what_was_expected(case, district, tmp_path):
    before = _stored()
    report = bring_in(register=ORGANIZATIONS, path=case.make(tmp_path / "名册"), by=None)
    said = [(report.roster.cell(one), one.reason, one.fix) for one in report.problems]
    assert tuple(report.counts.values()) == case.counts, said
    assert [(cell, fix) for cell, _, fix in said] == [(cell, fix) for cell, _, fix in case.said]
    for (_, reason, _), (_, words, _) in zip(said, case.said, strict=True):
        assert words in reason
    if case.said:
        assert _stored() == before
