"""Files and rows come and go together."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from assessment.models import Evidence, Visit
from assessment.services.candidacies import open_round
from assessment.services.evidence import (
    add_evidence,
    attach_evidence,
    describe_evidence,
    may_prove_later,
    proof_due,
    proof_sentence,
    remove_evidence,
)
from assessment.services.review import return_sheet
from assessment.services.sheets import Summary, start, submit
from tests.assessment.clamd import EICAR
from tests.assessment.district import (
    FULL,
    applied,
    drawn,
    fill,
    mark_of,
    publish_data,
    reviewed,
    rich_data,
    submitted,
)
from tests.factories import make_district, make_organization, make_round, make_sector, make_town
from tests.photos import photo
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(candidacy):
    return start(candidacy=applied(candidacy), stage="self", by=None)


@pytest.fixture
def mark(sheet):
    return mark_of(sheet, "1.1")


def pdf(name="批复.pdf", content=b"%PDF-1.7 minutes"):
    return SimpleUploadedFile(name, content)


def files():
    return sorted(Path(settings.MEDIA_ROOT).glob("evidence/*"))


def test_a_write_that_fails_leaves_no_file_behind(mark, broken_log):
    before = files()
    broken_log()
    with pytest.raises(IntegrityError), transaction.atomic():
        add_evidence(mark=mark, uploads=[pdf()], by=None)
    assert files() == before
    assert not Evidence.objects.exists()


def test_a_name_of_any_kind_is_kept_as_a_title_alone(mark):
    names = ["../../逃走.pdf", "a\x00b\u202e.pdf", f"{'长' * 300}.pdf"]
    uploads = [pdf(content=b"%PDF-" + name.encode()) for name in names]
    for upload, name in zip(uploads, names, strict=True):
        upload._name = name
    kept = add_evidence(mark=mark, uploads=uploads, by=None)
    assert [one.title for one in kept] == ["逃走.pdf", "ab.pdf", f"{'长' * 196}.pdf"]
    assert all(Path(one.file.path).parent.name == "evidence" for one in kept)


def test_files_of_a_sheet_that_was_handed_in_stay_as_they_are(sheet, mark):
    (evidence,) = add_evidence(mark=mark, uploads=[pdf()], by=None)
    submit(sheet=fill(sheet, FULL), signed_by="李", summary=Summary(), by=None)
    sentence = "自查表已提交，不能再改。"
    with pytest.raises(Refused, match=sentence):
        add_evidence(mark=mark, uploads=[pdf("新.pdf")], by=None)
    with pytest.raises(Refused, match=sentence):
        remove_evidence(mark=mark, evidence=evidence, by=None)
    assert list(mark.evidence.all()) == [evidence]


def test_a_photo_is_kept_without_its_place_and_with_its_day(mark):
    upload = SimpleUploadedFile("合影.jpg", photo())
    (kept,) = add_evidence(mark=mark, uploads=[upload], by=None)
    content = Path(kept.file.path).read_bytes()
    assert b"Exif" not in content
    assert (kept.size, kept.dated) == (len(content), date(2026, 3, 18))


@pytest.mark.parametrize(
    ("day", "dated"), [(date(2020, 5, 1), date(2020, 5, 1)), (date(2999, 1, 1), None)]
)
def test_the_day_of_the_device_counts_unless_it_is_still_to_come(mark, day, dated):
    upload = SimpleUploadedFile("合影.jpg", photo(taken=""))
    (kept,) = add_evidence(mark=mark, uploads=[upload], by=None, taken=[day])
    assert kept.dated == dated


def test_a_virus_is_put_away_and_refused(mark, settings, tmp_path, clamd):
    clamd()
    settings.QUARANTINE = tmp_path / "quarantine"
    virus = SimpleUploadedFile("批复.pdf", b"%PDF-1.7 " + EICAR)
    with pytest.raises(Refused, match="带有病毒（Eicar-Test-Signature），已隔离"):
        add_evidence(mark=mark, uploads=[virus], by=None)
    (kept,) = settings.QUARANTINE.iterdir()
    assert EICAR in kept.read_bytes()
    assert not Evidence.objects.exists()


def test_without_the_configured_scanner_nothing_is_taken(mark, settings):
    settings.CLAMD = "/nowhere/clamd.sock"
    with pytest.raises(Refused, match="查毒服务暂时不通"):
        add_evidence(mark=mark, uploads=[pdf()], by=None)


def test_a_file_of_another_organization_is_not_attached(mark, running):
    theirs = Evidence.objects.create(organization=running.town, title="别人的", sha256="0")
    for files in ([theirs], []):
        with pytest.raises(Refused, match="请从本组织的材料库里选择文件。"):
            attach_evidence(mark=mark, files=files, by=None)


def library(mark, count):
    owner = mark.sheet.candidacy.organization
    return [
        Evidence.objects.create(organization=owner, title=f"{n}", sha256=f"{n}", file=f"{n}.pdf")
        for n in range(count)
    ]


def test_attaching_keeps_to_the_number_of_files_and_to_the_state(sheet, mark):
    files = library(mark, 13)
    with pytest.raises(Refused, match="最多附 12 个文件"):
        attach_evidence(mark=mark, files=files, by=None)
    attach_evidence(mark=mark, files=files[:12], by=None)
    attach_evidence(mark=mark, files=files[:12], by=None)
    assert mark.evidence.count() == 12
    submit(sheet=fill(sheet, FULL), signed_by="李", summary=Summary(), by=None)
    with pytest.raises(Refused, match="自查表已提交"):
        attach_evidence(mark=mark_of(sheet, "2.1"), files=files[:1], by=None)


@pytest.mark.parametrize(
    ("title", "dated", "sentence"),
    [(" ", None, "请写明材料名称。"), ("会议", date(2999, 1, 1), "材料日期不能晚于今天。")],
)
def test_a_file_without_a_name_or_from_the_future_is_refused(mark, title, dated, sentence):
    (one,) = library(mark, 1)
    with pytest.raises(Refused, match=sentence):
        describe_evidence(evidence=one, title=title, dated=dated, by=None)


def test_a_returned_item_needs_a_file(candidacy):
    sheet = submitted(candidacy)
    assert proof_due(sheet) == []
    items = {mark_of(sheet, "2.1").pk: "计划没有日期"}
    return_sheet(sheet=sheet, reason="请补正", due=date(2099, 1, 1), items=items, by=None)
    sheet.refresh_from_db()
    assert proof_sentence(proof_due(sheet)).startswith("还有 1 个要点要附佐证：2.1。")
    add_evidence(mark=mark_of(sheet, "2.1"), uploads=[pdf()], by=None)
    assert proof_sentence(proof_due(sheet)) == ""


@pytest.fixture
def hinted(db):
    """A candidacy by a standard that says for 1.1 and 4.1 what may prove them."""
    data = rich_data()
    for goal in (data["goals"][0], data["goals"][3]):
        goal["items"][0]["evidence"] = "会议记录"
    publish_data(data)
    town = make_town(make_district())
    make_organization(town, sector=make_sector(), opened_on=date(2001, 5, 1))
    return open_round(round=make_round(), by=None).candidacies.get()


def test_a_drawn_unit_proves_what_earned_points_until_it_was_checked(hinted):
    candidacy = hinted
    reviewed(candidacy, FULL | {"4.1": False})
    sheet = candidacy.sheets.get(stage="self")
    assert (proof_due(sheet), may_prove_later(sheet)) == ([], False)
    Visit.objects.create(candidacy=candidacy)
    assert [mark.item.code for mark in proof_due(sheet)] == ["1.1"]
    add_evidence(mark=mark_of(sheet, "1.1"), uploads=[pdf()], by=None)
    assert proof_due(sheet) == []
    Visit.objects.all().delete()
    drawn(candidacy)
    assert may_prove_later(sheet) is False
