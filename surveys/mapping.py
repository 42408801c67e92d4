"""How a file's columns, wordings and organizations are to be understood. Pure values, JSON."""

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field, replace

from surveys.wordings import CLASSES, SPECIAL

IGNORE = "ignore"  # of a column: not read; of an organization or stratum: the row is left out
REMARK = "remark"  # of a column: free text, kept masked
FIXED_ROLES = ("organization", "stratum", "seconds", "time", REMARK, IGNORE)
TALLY_ROLES = ("issued", "returned", "valid", "void")


class MappingError(ValueError):
    """`errors` holds every fault, each one Chinese sentence."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("；".join(errors))
        self.errors = errors


@dataclass(frozen=True)
class Mapping:
    """What a person decided; what is not in it is guessed by name.

    columns: header → role (organization, stratum, seconds, time, remark, ignore,
    question:CODE, question:CODE:OPTION). wordings: question code → wording → option number, or
    blank, skipped, void. organizations: text in the file → organization code, or ignore. strata:
    wording → member, mass, delegate, partner, or ignore. fixed_*: for a file about one of them.
    hints: text → organization code that was meant in an earlier file. Offered, never taken: many
    towns have a 第一党支部.
    """

    columns: Dictionary[str, str] = field(default_factory=dict)
    wordings: Dictionary[str, Dictionary[str, str]] = field(default_factory=dict)
    organizations: Dictionary[str, str] = field(default_factory=dict)
    strata: Dictionary[str, str] = field(default_factory=dict)
    fixed_organization: str = ""
    fixed_stratum: str = ""
    hints: Dictionary[str, str] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, data: object) -> "Mapping":
        """From JSON; raises MappingError with everything that is wrong."""
        if not isinstance(data, dict):
            raise MappingError(["对应关系要写成一个 JSON 对象"])
        errors = [f"不认识的键“{key}”" for key in data if key not in cls.__dataclass_fields__]
        for key in ("columns", "organizations", "strata", "hints"):
            errors += _flat_errors(key, data.get(key, {}))
        wordings = data.get("wordings", {})
        if isinstance(wordings, dict):
            for code, words in wordings.items():
                errors += _flat_errors(f"wordings.{code}", words)
                errors += _target_errors(code, words)
        else:
            errors.append("“wordings”要写成 题目编号 → 说法 → 选项 的对象")
        if not errors:
            errors = _role_errors(data)
        if errors:
            raise MappingError(errors)
        return cls(**data)

    def as_dict(self) -> dict:
        """Ready for JSON; `from_dict` gives the same value back."""
        return {
            "columns": dict(self.columns),
            "wordings": {code: dict(words) for code, words in self.wordings.items()},
            "organizations": dict(self.organizations),
            "strata": dict(self.strata),
            "fixed_organization": self.fixed_organization,
            "fixed_stratum": self.fixed_stratum,
            "hints": dict(self.hints),
        }

    def for_next_file(self) -> "Mapping":
        """What is remembered. Whose file it is, and which rows stay out, was said of it alone; whom
        a short name means may be another one in the next file, so it is offered."""
        named = {k: v for k, v in self.organizations.items() if v != IGNORE}
        return replace(
            self,
            organizations={},
            hints={**self.hints, **named},
            strata={k: v for k, v in self.strata.items() if v != IGNORE},
            fixed_organization="",
            fixed_stratum="",
        )

    def merged(self, other: "Mapping") -> "Mapping":
        """This mapping with `other`'s decisions laid over it."""
        words = {code: dict(w) for code, w in self.wordings.items()}
        for code, more in other.wordings.items():
            words[code] = words.get(code, {}) | dict(more)
        return Mapping(
            columns={**self.columns, **other.columns},
            wordings=words,
            organizations={**self.organizations, **other.organizations},
            strata={**self.strata, **other.strata},
            fixed_organization=other.fixed_organization or self.fixed_organization,
            fixed_stratum=other.fixed_stratum or self.fixed_stratum,
            hints={**self.hints, **other.hints},
        )


def _flat_errors(key: str, value: object) -> list[str]:
    if not isinstance(value, dict):
        return [f"“{key}”要写成对象"]
    return [f"“{key}”里“{k}”的值要写成文字" for k, v in value.items() if not isinstance(v, str)]


def _target_errors(code: str, words: object) -> list[str]:
    if not isinstance(words, dict):
        return []
    return [
        f"题目 {code} 的“{word}”：“{target}”不是选项序号，也不是 blank、skipped、void"
        for word, target in words.items()
        if isinstance(target, str) and not target.isdecimal() and target not in SPECIAL
    ]


def _role_errors(data: dict) -> list[str]:
    errors = [
        f"列“{header}”：不认识的用途“{role}”"
        for header, role in data.get("columns", {}).items()
        if role not in FIXED_ROLES + TALLY_ROLES and not role.startswith("question:")
    ]
    strata = CLASSES["identity"]
    errors += [
        f"身份“{word}”：“{stratum}”要写成 member、mass、delegate、partner 或 ignore"
        for word, stratum in data.get("strata", {}).items()
        if stratum not in strata and stratum != IGNORE
    ]
    fixed = data.get("fixed_stratum", "")
    if fixed and fixed not in strata:
        errors.append(f"“fixed_stratum”：“{fixed}”要写成 member、mass、delegate 或 partner")
    if not isinstance(data.get("fixed_organization", ""), str):
        errors.append("“fixed_organization”要写成党组织代码")
    return errors
