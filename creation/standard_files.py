"""A standard written out as its data file: the same values give the same bytes.

Pure; creation.standards reads the file back. The layout is that of the files in standards/.
"""

from decimal import Decimal

from creation.methods import params_of, plain_text
from creation.standard_values import GoalSpec, ItemSpec, StandardSpec

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_TEXTS = ("code", "title", "content", "rule")
_TAIL = ("unit", "period", "source", "evidence")


def standard_toml(spec: StandardSpec) -> str:
    lines = [
        _line("code", spec.code),
        _line("sector", spec.sector),
        _line("name", spec.name),
        _line("edition", spec.edition),
    ]
    for goal in spec.goals:
        lines += _goal(goal)
    if spec.bonus:
        lines += ["", "# ---- 加分项 ----"]
    for number, item in enumerate(spec.bonus):
        lines += _item("bonus", item)[not number :]
    return "\n".join(lines) + "\n"


def _goal(goal: GoalSpec) -> list[str]:
    heading = f"# ---- {' '.join(goal.name.split())}：{plain_text(goal.points)} 分 ----"
    lines = ["", heading, "[[goals]]", _line("code", goal.code), _line("name", goal.name)]
    lines.append(_line("common_good", goal.common_good))
    for item in goal.items:
        lines += _item("goals.items", item)
    return lines


def _item(table: str, item: ItemSpec) -> list[str]:
    lines = ["", f"[[{table}]]"]
    lines += [_line(name, getattr(item, name)) for name in _TEXTS]
    lines += [
        _line("points", plain_text(item.points)),
        _line("scope", item.scope),
        _line("nature", item.nature),
        _line("method", item.method.name),
        f"params = {_inline(_params(item))}",
    ]
    lines += [_line(name, getattr(item, name)) for name in _TAIL]
    if item.computed:
        lines.append(_line("computed", item.computed))
    return lines


def _params(item: ItemSpec) -> dict:
    """Without what is false by itself, as people write it."""
    return {name: value for name, value in params_of(item.method).items() if value is not False}


def _line(name: str, value: str) -> str:
    return f"{name} = {_value(value.strip())}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return _inline(value)
    if isinstance(value, list):
        return f"[{', '.join(_value(one) for one in value)}]"
    return _quoted(plain_text(value) if isinstance(value, Decimal) else str(value))


def _inline(pairs: dict) -> str:
    inside = ", ".join(f"{_key(name)} = {_value(value)}" for name, value in pairs.items())
    return f"{{ {inside} }}" if inside else "{}"


def _key(name: str) -> str:
    return name if name.isascii() and name.isidentifier() else _quoted(name)


def _quoted(text: str) -> str:
    return '"' + "".join(_escaped(sign) for sign in text) + '"'


def _escaped(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    return f"\\u{ord(sign):04x}" if ord(sign) < 32 or ord(sign) == 127 else sign
