from django.core.management import call_command

from wuhao.management.commands import lifecycles


def test_the_page_of_the_docs_is_what_the_tables_say():
    # Fails after a change of a table: run manage.py lifecycles.
    assert lifecycles.FILE.read_text(encoding="utf-8") == lifecycles.page()


def test_every_app_has_its_tables_on_the_page():
    names = [name for label in lifecycles.APPS for name, _ in lifecycles.tables(label)]
    assert {"ROUND_LIFECYCLE", "UPLOAD_LIFECYCLE", "SHEET_LIFECYCLE"} <= set(names)
    assert all(f"（`{name}`）" in lifecycles.page() for name in names)


def test_the_command_writes_the_page(tmp_path, monkeypatch, settings, capsys):
    settings.BASE_DIR = tmp_path
    monkeypatch.setattr(lifecycles, "FILE", tmp_path / "lifecycles.md")
    call_command("lifecycles")
    assert (tmp_path / "lifecycles.md").read_text(encoding="utf-8") == lifecycles.page()
    assert capsys.readouterr().out == "已写入 lifecycles.md。\n"
