"""What reading a file found, as the pages show it: plain values, to JSON and back. Pure."""

from dataclasses import asdict, dataclass, field

PROBLEMS = 100  # of either kind on one page; the next ones come after these are settled
ROWS = 10  # row numbers named for each problem


@dataclass(frozen=True)
class SeenColumn:
    """A column that is not personal: what it is taken for, its first cells, how many differ."""

    number: int
    header: str
    role: str
    samples: tuple[str, ...]
    distinct: int


@dataclass(frozen=True)
class SeenWording:
    """How often a wording stands in the column of a question (or of the identity, "stratum").

    `target`: an option's order, blank, skipped, void, a stratum, ignore; "" when it is not known.
    """

    code: str
    text: str
    times: int
    target: str


@dataclass(frozen=True)
class SeenProblem:
    """A problem with its first rows; `near` are (code, name), `offer` what one click applies."""

    kind: str
    column: str
    value: str
    sentence: str
    rows: tuple[int, ...]
    row_count: int
    question: str = ""
    near: tuple[tuple[str, str], ...] = ()
    offer: str = ""


@dataclass(frozen=True)
class Finding:
    """`decide` are problems that a person's word settles, `correct` those of the file itself."""

    kind: str
    header_row: int
    personal: tuple[str, ...]
    others: tuple[str, ...]
    columns: tuple[SeenColumn, ...]
    wordings: tuple[SeenWording, ...]
    decide: tuple[SeenProblem, ...]
    correct: tuple[SeenProblem, ...]
    decide_count: int
    correct_count: int
    error_count: int
    counts: dict = field(default_factory=dict)

    def as_dict(self) -> dict:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict) -> "Finding":
        """What `as_dict` gave, through JSON."""
        parts: dict = {
            "personal": tuple(data["personal"]),
            "others": tuple(data["others"]),
            "columns": tuple(
                SeenColumn(**one | {"samples": tuple(one["samples"])}) for one in data["columns"]
            ),
            "wordings": tuple(SeenWording(**one) for one in data["wordings"]),
            "decide": tuple(_problem(one) for one in data["decide"]),
            "correct": tuple(_problem(one) for one in data["correct"]),
        }
        return cls(**data | parts)

    @property
    def offers(self) -> int:
        return len([problem for problem in self.decide if problem.offer])


def _problem(data: dict) -> SeenProblem:
    near = tuple((code, name) for code, name in data["near"])
    return SeenProblem(**data | {"rows": tuple(data["rows"]), "near": near})
