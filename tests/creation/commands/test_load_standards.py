from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from creation.models import StandardSet

pytestmark = pytest.mark.django_db
FILES = sorted(str(file) for file in Path("standards").glob("*.toml"))


def test_shipped_files_load_and_publish(capsys):
    call_command("load_standards", *FILES, "--publish")
    assert set(StandardSet.objects.values_list("state", flat=True)) == {"published"}
    assert StandardSet.objects.count() == 6
    assert "village-2026" in capsys.readouterr().out


def test_loading_again_changes_nothing():
    call_command("load_standards", *FILES, "--publish")
    call_command("load_standards", *FILES, "--publish")
    assert StandardSet.objects.count() == 6


def test_without_publish_they_stay_drafts():
    call_command("load_standards", FILES[0])
    assert StandardSet.objects.get().state == "draft"


def test_one_bad_file_keeps_all_out_and_every_error_is_said(tmp_path):
    text = Path(FILES[0]).read_text()
    bad = tmp_path / "bad.toml"
    bad.write_text(text.replace('points = "', 'points = "9', 1).replace('scope = "common"', "", 1))
    broken = tmp_path / "broken.toml"
    broken.write_text("code = ")
    with pytest.raises(CommandError) as refused:
        call_command("load_standards", *FILES, str(bad), str(broken), str(tmp_path / "none.toml"))
    said = str(refused.value)
    assert "bad.toml 分值：不含加分项合计应为 100 分" in said
    assert "broken.toml 不是正确的 TOML 文件" in said
    assert "none.toml 文件打不开" in said
    assert not StandardSet.objects.exists()


def test_changed_published_file_is_refused(tmp_path):
    call_command("load_standards", *FILES, "--publish")
    changed = tmp_path / "changed.toml"
    changed.write_text(Path(FILES[0]).read_text().replace("创建标准", "新标准"))
    with pytest.raises(CommandError, match="已发布，内容不能再改"):
        call_command("load_standards", str(changed))
