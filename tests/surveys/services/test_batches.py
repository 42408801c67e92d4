"""Many files at once and zips: each file has an end of its own, none stops the others."""

import io
import zipfile

import pytest
from django.core.files.base import ContentFile

from creation.models import Job
from surveys.models import Upload
from surveys.services import archives
from surveys.services.batches import receive_all
from tests.surveys.conftest import HEADER, MASS, csv_file, workbook
from wuhao.errors import Refused

ROWS = [HEADER, ["QD01", *MASS]]
GOOD = csv_file(ROWS).read()
OTHER = csv_file([*ROWS, ["QD02", *MASS]]).read()


def packed(*members, name="测评.zip"):
    """(name, content) or (ZipInfo, content) as a zip."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members:
            archive.writestr(member, data)
    return ContentFile(content.getvalue(), name=name)


def changed(file, old, new):
    return ContentFile(file.read().replace(old, new), name=file.name)


def outcomes(uploads):
    return [(one.name, one.state, one.note) for one in uploads]


@pytest.fixture
def receive(questionnaire, branches, staff):
    return lambda *files: receive_all(questionnaire=questionnaire, files=list(files), by=staff)


def test_one_small_file_is_read_at_once(receive):
    assert outcomes(receive(csv_file(ROWS))) == [("测评.csv", "uploaded", "")]


def test_one_large_file_is_read_in_the_background(receive, settings):
    settings.SURVEY_AT_ONCE_BYTES = 10
    (upload,) = receive(csv_file(ROWS))
    assert (upload.state, upload.job.state, upload.job.kind) == ("reading", "queued", "survey_read")
    assert upload.job.params == {"upload": upload.pk}


def test_files_together_each_get_a_job_and_a_bad_one_its_reason(receive, questionnaire, staff):
    receive(csv_file(ROWS, name="先.csv"))
    again = ContentFile(GOOD, name="后.csv")
    found = receive(again, workbook(ROWS), ContentFile(b"x", name="坏.zip"))
    assert outcomes(found) == [
        ("先.csv", "uploaded", ""),  # one's own file that waits already
        ("测评.xlsx", "reading", ""),
        ("坏.zip", "refused", "坏.zip：压缩包已损坏，打不开，请重新打包再上传"),
    ]
    assert Job.objects.count() == 1


def test_members_of_a_zip_are_files_of_their_own(receive):
    link = zipfile.ZipInfo("链接.csv")
    link.external_attr = 0o120777 << 16
    bzip = zipfile.ZipInfo("旧.csv")
    bzip.compress_type = zipfile.ZIP_BZIP2
    found = receive(
        packed(
            ("莘庄/测评.csv", GOOD),
            ("__MACOSX/莘庄/._测评.csv", b"x"),
            ("莘庄/", b""),
            ("再.zip", b"PK"),
            ("说明.docx", b"PK"),
            ("../../逃.csv", OTHER),
            (link, b"/etc/passwd"),
            (bzip, b"x"),
        )
    )
    assert outcomes(found) == [
        ("莘庄/测评.csv", "reading", ""),
        ("再.zip", "refused", "压缩包里还有压缩包，请解压后把表格放进同一个压缩包"),
        ("说明.docx", "refused", "不认识扩展名“.docx”，请放 .xlsx、.xls 或 .csv 文件"),
        ("逃.csv", "reading", ""),
        ("链接.csv", "refused", "这是快捷方式（链接），不是表格，请放真正的文件"),
        ("旧.csv", "refused", "压缩的方法不认识，请用普通的 zip 方式重新打包"),
    ]
    assert {one.archive for one in found} == {"测评.zip"}


def test_zip_sent_again_lists_what_is_refused_once(receive):
    for _ in range(2):
        receive(packed(("照片.png", b"x")))
    assert Upload.objects.count() == 1


def test_file_that_is_in_already_is_named_and_the_rest_goes_on(receive, questionnaire, staff):
    Upload.objects.update(state="committed")
    (first,) = receive(csv_file(ROWS))
    Upload.objects.filter(pk=first.pk).update(
        state="committed", committed_at=first.uploaded_at, committed_by=staff
    )
    found = receive(packed(("一.csv", GOOD), ("二.csv", OTHER)))
    assert [one.state for one in found] == ["refused", "reading"]
    assert "一.csv：同一个文件已于 " in found[0].note
    assert found[0].note.endswith(" 由王晓燕入库，不用再传。")


def test_name_in_gbk_and_password_and_broken_member(receive):
    gbk = changed(packed(("xxxx.csv", GOOD)), b"xxxx", "测评".encode("gbk"))
    assert receive(gbk)[0].name == "测评.csv"
    nothing = changed(packed(("xxxx.csv", OTHER)), b"xxxx", b"\xff\xfe\xff\xff")
    assert receive(nothing)[0].name.endswith(".csv")
    locked = bytearray(packed(("锁.csv", GOOD)).read())
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    (upload,) = receive(ContentFile(bytes(locked), name="锁.zip"))
    assert upload.note == "压缩包有密码，请去掉密码重新打包再上传"
    broken = bytearray(packed(("坏.csv", OTHER * 20)).read())
    broken[60:64] = b"\xff\xff\xff\xff"
    (upload,) = receive(ContentFile(bytes(broken), name="坏.zip"))
    assert upload.note == "压缩包里的这个文件已损坏，请重新打包再上传"


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (packed(("[Content_Types].xml", b"x")), "扩展名却是 .zip，请把扩展名改成 .xlsx"),
        (packed((".DS_Store", b"x")), "压缩包里没有文件"),
        (packed(*((f"{n}.csv", b"") for n in range(201))), "有 201 个文件，超过上限 200 个"),
        (packed(("炸.csv", bytes(11 * 2**20))), "压缩包展开后有 11 MB，是原来的 "),
        (ContentFile(b"PK\x05\x06", name="测评.zip"), "压缩包已损坏，打不开"),
    ],
    ids=["workbook", "nothing", "too many", "bomb", "broken"],
)
def test_zip_that_is_refused_as_a_whole(receive, file, sentence):
    with pytest.raises(Refused, match=r"^测评\.zip：") as refusal:
        receive(file)
    assert sentence in str(refusal.value)
    assert Upload.objects.count() == 0


def test_zip_beyond_the_limit_of_a_file_is_refused(receive, settings):
    settings.UPLOAD_MAX_BYTES = 0
    with pytest.raises(Refused, match="超过上限 0 MB，请分成几个压缩包"):
        receive(packed(("一.csv", GOOD)))


def test_closed_round_takes_no_files(receive, questionnaire):
    questionnaire.round.state = "closed"
    questionnaire.round.save()
    with pytest.raises(Refused, match="这个轮次已经结束"):
        receive(csv_file(ROWS), csv_file(ROWS))


def test_limits_are_said_before_the_upload():
    assert archives.limits_in_words() == "zip 里最多 200 个文件，展开后不超过 256 MB"
