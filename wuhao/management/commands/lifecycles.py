"""manage.py lifecycles: writes docs/lifecycles.md from the tables beside the models."""

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand

from wuhao.lifecycle import Lifecycle

FILE = settings.BASE_DIR / "docs" / "lifecycles.md"
APPS = {"creation": "党组织、标准、轮次", "surveys": "测评", "assessment": "评价"}
HEAD = """# 状态与流转

每一种单据有哪些状态、怎样流转，都写在模型旁边的一张表里；本页由 `manage.py lifecycles`
从这些表生成，不要手改（测试会核对）。表里没有的流转，系统一律拒绝，并用一句话说明理由。
"""


class Command(BaseCommand):
    help = "由各状态表生成 docs/lifecycles.md。"

    def handle(self, **options):
        FILE.write_text(page(), encoding="utf-8")
        self.stdout.write(f"已写入 {FILE.relative_to(settings.BASE_DIR)}。")


def page() -> str:
    parts = [HEAD]
    for label, title in APPS.items():
        parts.append(f"\n## {title}\n")
        parts += [_section(name, table) for name, table in tables(label)]
    return "".join(parts)


def tables(label):
    """(name in the code, table) of one app, in the order of their names."""
    module = apps.get_app_config(label).models_module
    found = {name: value for name, value in vars(module).items() if isinstance(value, Lifecycle)}
    return sorted(found.items())


def _section(name, table) -> str:
    rows = "".join(
        f"| {move.label} | `{move.verb}` | {_named(table, move.frm)} | {table.states[move.to]} |\n"
        for move in table.moves
    )
    return (
        f"\n### {table.name}（`{name}`）\n\n"
        f"```mermaid\n{table.mermaid()}```\n\n"
        f"| 动作 | 代码 | 从 | 到 |\n|---|---|---|---|\n{rows}"
    )


def _named(table, states) -> str:
    return "、".join(table.states[state] for state in states)
