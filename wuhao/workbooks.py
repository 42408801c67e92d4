"""Reading workbooks that people upload, as if every one of them were hostile.

The file is parsed by `workbook_child/` in a process of its own with limits on memory, CPU and
wall time: a 5 KB xlsx with one far cell makes the parser abort and take its process along.
Nothing here knows Django, rosters or surveys.
"""

import datetime
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from wuhao.columns import CODES, SEPARATOR, Column, Table, column_name

CHILD = Path(__file__).with_name("workbook_child")
PAINTER = Path(__file__).with_name("workbook_painter.py")
SUFFIXES = (".xlsx", ".xls", ".csv")
PIPE = 2**20  # bytes that the child can say before anybody listens

Tell = Callable[[int, int], None]


def quiet(done: int, total: int) -> None:
    """Nobody waits."""


class WorkbookError(Exception):
    """The file can't be read; the message is one Chinese sentence for the person who sent it."""


@dataclass(frozen=True)
class Limits:
    """What a file may cost. Rows and columns count those with content; sizes are in bytes."""

    rows: int = 20_000
    columns: int = 200
    file_bytes: int = 64 * 2**20
    unpacked_bytes: int = 2**30
    ratio: int = 100
    members: int = 2_000
    memory_bytes: int = 2**30
    cpu_seconds: int = 60
    wall_seconds: float = 120

    def in_words(self) -> str:
        """For the page, before the upload."""
        return f"最多 {self.rows:,} 行、{self.columns} 列，文件不超过 {self.file_bytes // 2**20} MB"


@dataclass(frozen=True)
class Problem:
    """A cell whose value is lost: an error value, a formula never computed, a cut number."""

    row: int
    column: int
    kind: str
    text: str

    @property
    def name(self) -> str:
        return cell_name(self.row, self.column)

    @property
    def sentence(self) -> str:
        return {
            "error": f"单元格 {self.name} 是错误值 {self.text}，请改成真正的内容",
            "formula": f"单元格 {self.name} 的公式没有算出的值，请在 Excel 里打开并保存后再上传",
            "long": f"单元格 {self.name} 的数字超过 15 位，末尾已被 Excel 改成 0，"
            "请把这一列设为文本格式后重填",
        }[self.kind]


@dataclass(frozen=True)
class Merge:
    """A merged range; rows and columns count from 1."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def name(self) -> str:
        first = cell_name(self.first_row, self.first_column)
        return f"{first}:{cell_name(self.last_row, self.last_column)}"


@dataclass(frozen=True)
class Sheet:
    """One table: rows[0] is Excel's row 1, all rows equally wide, "" for an empty cell.

    Error cells hold their text (`#REF!`) and are listed in `problems`; `problem_count` is larger
    when there were too many to list. `others` names the further sheets, which are not read. A csv
    has no `name`.
    """

    name: str
    rows: Sequence[list]
    merged: tuple[Merge, ...] = ()
    problems: tuple[Problem, ...] = ()
    problem_count: int = 0
    others: tuple[str, ...] = ()
    hidden: tuple[int, ...] = ()  # rows that Excel does not show


def read_table(path: str | Path, *, limits: Limits, name: str = "") -> Sheet:
    """The first visible sheet that has content. `name` is the file's own name when it differs."""
    return _read_any(Path(path), limits, name, "rows")


def read_columns(path: str | Path, *, limits: Limits, name: str = "", tell: Tell = quiet) -> Sheet:
    """The same, with a `Table` for rows: for large files whose cells repeat.

    `tell(rows so far, rows in all)` is called now and then; what it raises ends the reading.
    """
    return _read_any(Path(path), limits, name, "columns", tell)


def _read_any(path: Path, limits: Limits, name: str, shape: str, tell: Tell = quiet) -> Sheet:
    suffix = Path(name or path.name).suffix.lower()
    if suffix not in SUFFIXES:
        raise WorkbookError(f"不认识扩展名“{suffix or '无'}”，请上传 .xlsx、.xls 或 .csv 文件")
    size = path.stat().st_size
    if size == 0:
        raise WorkbookError("文件是空的（0 字节），请检查后重新上传")
    if size > limits.file_bytes:
        raise WorkbookError(
            f"文件有 {size / 2**20:.1f} MB，"
            f"超过上限 {limits.file_bytes // 2**20} MB，请分成几个文件"
        )
    try:
        return _read(path, [suffix, "fast", shape], limits, tell)
    except _OutOfMemoryError:
        return _read(path, [suffix, "stream", shape], limits, tell)


def cell_name(row: int, column: int) -> str:
    """`cell_name(3, 28)` is AB3: both count from 1, as on the screen of Excel."""
    return f"{column_name(column)}{row}"


def cell_text(value: object) -> str:
    """What a person reads in the cell: codes without `.0`, dates as yyyy-mm-dd, no outer blanks."""
    if isinstance(value, str):  # nearly all of them
        return value.strip()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.strftime("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M:%S")
    return "" if value is None else str(value).strip()


class _OutOfMemoryError(WorkbookError):
    """The child was ended for its memory; reading row by row may still do."""


def _read(path: Path, manner: list[str], limits: Limits, tell: Tell) -> Sheet:
    rows: list[list] = []
    columns: list[Column] = []
    first: list[Column] = []  # of the two halves in which a long csv comes
    before = 0
    for kind, value in _run(path, manner, limits):
        if kind == "error":
            raise WorkbookError(value)
        if kind == "at":
            tell(*value)
        elif kind == "rows":
            rows.extend(value)
        elif kind == "column":
            columns.append(_column(*value))
        elif kind == "half":
            first, before, columns = columns, value, []
        elif columns:
            return _sheet(_table(_joined(first, before, columns), value), value)
        else:
            return _sheet(_padded(rows, value), value)
    raise AssertionError("the child ends with an error or with what it found")


class _Plain(pickle.Unpickler):
    """Takes plain values and dates; a child taken over by a file can't name anything else."""

    def find_class(self, module: str, name: str) -> object:
        if module == "datetime" and name in ("date", "datetime", "time", "timedelta"):
            return getattr(datetime, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def _run(path: Path, manner: list[str], limits: Limits) -> Iterator[tuple[str, object]]:
    """("rows", list)* or ("column", (values, codes))*, then ("done", dict) or ("error", text).

    Among them ("at", (rows so far, rows in all)), and before the columns of a second half
    ("half", rows of the first).

    `manner`: the file's suffix, the engine (fast, stream), the shape (rows, columns).
    """
    command = [sys.executable, "-P", str(CHILD), str(path), *manner]
    command += [str(value) for value in asdict(limits).values()]
    with subprocess.Popen(  # noqa: S603 (own program, arguments as a list)
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pipesize=PIPE,
        process_group=0,
    ) as child:
        late = threading.Event()
        timer = threading.Timer(limits.wall_seconds, lambda: (late.set(), _end(child)))
        timer.start()
        try:
            while True:
                message = _Plain(child.stdout).load()
                yield message
                if message[0] in ("done", "error"):
                    return
        except (EOFError, pickle.UnpicklingError):
            _end(child)
            raise _why_it_died(late.is_set(), child.wait()) from None
        finally:
            timer.cancel()
            _end(child)


def _end(child: subprocess.Popen) -> None:
    """The child, and the process that may help it: both are of one group."""
    if child.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)


def _why_it_died(late: bool, code: int) -> WorkbookError:
    if late or code in (-signal.SIGXCPU, -signal.SIGKILL):
        return WorkbookError(
            "读这个文件用的时间超过上限，请删去空白行列和多余的格式，或分成几个文件"
        )
    return _OutOfMemoryError(
        "读这个文件要用的内存超过上限：可能在很远的地方有单元格，请把内容复制到新的工作簿再上传"
    )


def _padded(rows: list[list], meta: dict) -> list[list]:
    width = meta["width"]
    rows.extend([] for _ in range(meta["rows"] - len(rows)))
    for row in rows:
        if len(row) > width:
            del row[width:]
        elif len(row) < width:
            row.extend([""] * (width - len(row)))
    for row, column, kind, text in meta["problems"]:
        if kind == "error":
            rows[row - 1][column - 1] = text
    return rows


def _column(values: list | str, codes: bytes | None) -> Column:
    """Texts come as one, and any other values as a list; without codes they are the cells."""
    if codes is None and isinstance(values, str):
        return Column(cells=values)
    values = values.split(SEPARATOR) if isinstance(values, str) else values
    if codes is None:
        return Column.apart(values)
    return Column(values, array(CODES, codes))


def _table(columns: list[Column], meta: dict) -> Table:
    columns = columns[: meta["width"]]
    columns += [Column() for _ in range(meta["width"] - len(columns))]
    table = Table(columns, meta["rows"])
    for row, column, kind, text in meta["problems"]:
        if kind == "error":
            columns[column - 1].put(row - 1, text)
    return table


def _joined(first: list[Column], rows: int, second: list[Column]) -> list[Column]:
    """The columns of two halves, of which the first has so many rows."""
    first += [Column() for _ in range(len(second) - len(first))]
    for column, more in zip(first, second, strict=False):
        column.pad(rows)
        column.extend(more)
    return first


def _sheet(rows: Sequence[list], meta: dict) -> Sheet:
    problems = tuple(Problem(*cell) for cell in meta["problems"])
    merged = tuple(Merge(*area) for area in meta["merged"])
    counted = meta["problem_count"]
    others, hidden = tuple(meta["others"]), tuple(meta["hidden"])
    return Sheet(meta["name"], rows, merged, problems, counted, others, hidden)


def painted(path: str | Path, target: Path, *, sheet: str, cells: list, limits: Limits) -> bool:
    """Save the workbook with `cells` (row, column, comment) red to `target`; whether it could be.

    Like reading, it happens in a child with limits: the file is a stranger's.
    """
    command = [sys.executable, "-P", str(PAINTER), str(path), str(target), sheet]
    command += [str(limits.memory_bytes), str(limits.cpu_seconds)]
    try:
        done = subprocess.run(  # noqa: S603 (own program, arguments as a list)
            command,
            input=json.dumps(cells).encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=limits.wall_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
