"""Files and rows come and go together."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from assessment.models import Evidence
from assessment.services.evidence import add_evidence, remove_evidence
from assessment.services.sheets import Summary, start, submit
from tests.assessment.district import FULL, applied, fill, mark_of
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
