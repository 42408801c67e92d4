"""What the district is made of: the data file, and dice that always fall alike."""

import random
import tomllib
from functools import cache
from pathlib import Path

DATA = Path(__file__).with_name("district.toml")
PASSWORD = "wuhao-demo"  # noqa: S105  printed by `make run`, for invented data alone


@cache
def material() -> dict:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def dice(*parts) -> random.Random:
    """The same parts give the same throws on every machine and in every order of calls."""
    return random.Random(":".join(map(str, (material()["seed"], *parts))))  # noqa: S311


def shared_out(total: int, shares: dict[str, float]) -> dict[str, int]:
    """Whole numbers near the shares of `total`, none of them 0."""
    return {name: max(1, round(total * share)) for name, share in shares.items()}
