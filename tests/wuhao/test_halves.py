"""A long csv is read by two processes: what comes of it is what one alone would read and say."""

import os
import select
import signal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wuhao.workbooks import Limits, WorkbookError, read_columns, read_table

LIMITS = Limits(rows=200_000)
HEADER = "党组织代码,身份,评价,意见"
BODY = [
    f"QD{number % 97:05},{'党员' if number % 3 else '群众'},{'很满意' * 6},第 {number} 条意见"
    for number in range(18_000)
]
LONG = 2**20


def written(path, lines, *, end="\n", encoding="utf-8"):
    """A csv long enough for two."""
    path.write_bytes(end.join([HEADER, *lines]).encode(encoding))
    assert path.stat().st_size > LONG
    return path


def both(path, limits=LIMITS):
    """What two processes read and what one does: their rows, or what they refuse it with."""
    found = []
    for read in (read_columns, read_table):
        try:
            found.append(list(read(path, limits=limits).rows))
        except WorkbookError as error:
            found.append(str(error))
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_in_every_encoding_are_those_of_one_process(tmp_path, encoding, end):
    path = written(tmp_path / "a.csv", BODY, end=end, encoding=encoding)
    by_two, by_one = both(path)
    assert by_two == by_one
    assert (len(by_one), by_one[-1]) == (18_001, BODY[-1].split(","))


def test_tabs_and_an_end_of_the_last_line_make_no_difference(tmp_path):
    lines = [line.replace(",", "\t") for line in [*BODY, ""]]
    path = written(tmp_path / "a.csv", lines)
    path.write_bytes(path.read_bytes().replace(HEADER.encode(), b"a\tb\tc\td", 1))
    by_two, by_one = both(path)
    assert by_two == by_one
    assert by_one[-1] == BODY[-1].split(",")


PLACES = st.integers(0, len(BODY) - 1) | st.integers(8_980, 9_020)  # the middle is near 9,000
ODD = st.sampled_from(
    ["", ",,,", "QD1", "QD1,党员,,,多一列", '"QD1",党员', 'QD"1,党员', "QD1\r", "\x0b,党员", " "]
)


@settings(max_examples=25)
@given(st.lists(st.tuples(PLACES, ODD, st.integers(1, 400)), max_size=4))
def test_odd_lines_anywhere_are_read_as_by_one_process(tmp_path_factory, odd):
    lines = list(BODY)
    for place, line, times in odd:
        lines[place : place + times] = [line] * times
    path = written(tmp_path_factory.mktemp("odd") / "a.csv", [*lines, *BODY[:3_000]])
    by_two, by_one = both(path)
    assert by_two == by_one


def test_lines_that_end_in_two_ways_are_read_by_one_process(tmp_path):
    path = written(tmp_path / "a.csv", BODY)
    content = path.read_bytes()
    middle = content.index(b"\n", len(content) // 4)
    path.write_bytes(content[:middle] + content[middle:].replace(b"\n", b"\r\n"))
    by_two, by_one = both(path)
    assert by_two == by_one
    assert by_one[-1] == BODY[-1].split(",")


@pytest.mark.parametrize("half", [0, 9_000])
def test_one_half_without_content_keeps_the_others_places(tmp_path, half):
    lines = list(BODY)
    lines[half : half + 9_000] = [" " * 80] * 9_000 if half else [","] * 9_000
    path = written(tmp_path / "a.csv", [*lines, *([" " * 90] * 9_000 if half else BODY)])
    by_two, by_one = both(path)
    assert by_two == by_one


def test_columns_of_one_half_alone_are_empty_in_the_other(tmp_path):
    late = [f"{line},迟来的一列,{number}" for number, line in enumerate(BODY)]
    for lines in ([*BODY, *late], [*late, *BODY]):
        by_two, by_one = both(written(tmp_path / "a.csv", lines))
        assert by_two == by_one
        assert {len(row) for row in by_one} == {6}


def test_halves_in_two_encodings_are_read_by_one_process(tmp_path):
    """The first is in both the same; in the second only one of them makes sense."""
    lines = [*(["QD1,a,b," + "c" * 60] * 9_000), *BODY]
    path = written(tmp_path / "a.csv", lines, encoding="gb18030")
    path.write_bytes(path.read_bytes().replace(HEADER.encode("gb18030"), b"a,b,c,d", 1))
    by_two, by_one = both(path)
    assert by_two == by_one
    assert by_one[-1] == BODY[-1].split(",")


@pytest.mark.parametrize(
    ("place", "line", "limits", "start"),
    [
        (3, "a,b,c,d,e", Limits(rows=20_000, columns=4), "第 5 行有 5 列，超过上限 4 列"),
        (17_990, "a,b,c,d,e", Limits(rows=20_000, columns=4), "第 17992 行有 5 列，超过上限 4 列"),
        (3, "a,b", Limits(rows=17_000), "第 17002 行还有内容，超过上限 17,000 行"),
        (3, "a,b", Limits(rows=8_000), "第 8002 行还有内容，超过上限 8,000 行"),
        (17_000, "a," + "b" * 140_000, LIMITS, "CSV 的引号或换行不完整"),
        (17_000, "a," + "b" * 9_000_000, LIMITS, "CSV 的引号或换行不完整"),
    ],
)
def test_what_is_wrong_in_either_half_names_its_own_row(tmp_path, place, line, limits, start):
    lines = list(BODY)
    lines[place] = line
    by_two, by_one = both(written(tmp_path / "a.csv", lines), limits)
    assert by_two == by_one
    assert by_one.startswith(start)


def test_bytes_of_no_encoding_in_the_second_half_are_said_as_ever(tmp_path):
    path = written(tmp_path / "a.csv", BODY)
    path.write_bytes(path.read_bytes()[:-30] + b"\xff\xff\xff")
    by_two, by_one = both(path)
    assert by_two == by_one
    assert by_one.startswith("认不出文件的文字编码")


def readers_of(path):
    """The processes that have this file's name among their arguments."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if os.fsencode(path) in place.read_bytes().split(b"\0"):
                found.append(int(place.parent.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def test_helper_that_dies_leaves_the_whole_file_to_one_process(tmp_path):
    """For memory or time, which are counted for each."""
    path = written(tmp_path / "a.csv", BODY * 8)
    ended = []

    def end_helper(done, total):
        if not ended:
            pids = readers_of(path)
            stats = {pid: Path(f"/proc/{pid}/stat").read_text().split() for pid in pids}
            ended.extend(pid for pid, stat in stats.items() if int(stat[3]) in pids)
            os.kill(ended[0], signal.SIGKILL)

    rows = read_columns(path, limits=LIMITS, tell=end_helper).rows
    assert len(ended) == 1
    assert list(rows) == read_table(path, limits=LIMITS).rows


def test_reading_that_is_ended_leaves_no_process_behind(tmp_path):
    path = written(tmp_path / "a.csv", BODY * 8)
    seen = []

    def stop(done, total):
        seen.extend(os.pidfd_open(pid) for pid in readers_of(path))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_columns(path, limits=LIMITS, tell=stop)
    assert len(seen) == 2
    for process in seen:  # readable from its end on
        ended, _, _ = select.select([process], [], [], 30)
        os.close(process)
        assert ended
