"""import_marks --submit: who signed, or that nobody did."""

import pytest

from assessment.models import Sheet
from assessment.services.bulk_marks import signer
from tests.assessment.commands.conftest import rows_for

pytestmark = pytest.mark.django_db


def test_who_signs_is_kept_with_where_it_comes_from(running, imported):
    options = ("self", "--submit", "--signed-by", " 李建国 ")
    said = imported(rows_for(running.branches), *options)
    assert "未签字" not in said
    own = Sheet.objects.get()
    assert (own.signed_by, signer(own.signed_by)) == ("李建国（批量导入）", "李建国")
    imported([(running.branches[0].code, "1.1", "10", "", "")], "review", "--submit")
    assert Sheet.objects.get(stage="review").signed_by == ""


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--signed-by", "李建国"), "--signed-by 要和 --submit 一起用"),
        (("--submit", "--signed-by", "李" * 35), "签字人最多 34 个字。"),
    ],
)
def test_a_signature_that_says_nothing_or_too_much_is_refused(running, imported, options, sentence):
    _, error = imported(rows_for(running.branches), "self", *options, fails=True)
    assert error.startswith(sentence)
    assert not Sheet.objects.exists()
