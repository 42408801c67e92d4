"""The benchmark's own arithmetic, and a case from end to end."""

import json
import subprocess
import sys

import pytest

from bench.harness import Result, peak_mb, seconds, seconds_in_turn, table


def test_ratios_say_how_much_faster_and_how_near_the_limit():
    result = Result("x", ours_s=2.0, peers_s={"loop": 100.0}, limit_s=1.0, peak_mb=80.4)
    assert result.as_dict() == {
        "name": "x",
        "ours_s": 2.0,
        "peers_s": {"loop": 100.0},
        "limit_s": 1.0,
        "peak_mb": 80.4,
        "ratio_peers": {"loop": 50.0},
        "ratio_limit": 0.5,
    }
    assert table([result]).splitlines()[1] == "x     2.0000       80  loop ×50.0, limit ×0.50"


def test_case_without_peer_and_limit_has_no_ratio():
    result = Result("x", ours_s=2.0).as_dict()
    assert (result["ratio_peers"], result["ratio_limit"]) == ({}, None)


def test_seconds_are_the_median_and_leave_the_preparation_out():
    calls = []
    assert (
        seconds(lambda: calls.append("work"), repeat=3, before=lambda: calls.append("before")) < 1
    )
    assert calls == ["before", "work"] * 3


def test_works_that_are_compared_take_turns():
    calls = []
    works = [lambda: calls.append("ours"), lambda: calls.append("limit")]
    assert len(seconds_in_turn(works, repeat=2, before=lambda: calls.append("before"))) == 2
    assert calls == ["before", "ours", "before", "limit"] * 2


def test_peak_is_of_the_measured_work():
    assert peak_mb(lambda: bytearray(200 * 2**20)) > peak_mb(lambda: None) + 150


def test_peak_of_work_that_fails_is_an_error():
    with pytest.raises(RuntimeError, match="failed"):
        peak_mb(lambda: 1 / 0)


def test_case_runs_on_its_own_database(settings, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "bench", "page_login"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(settings.BASE_DIR), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    (result,) = json.loads((tmp_path / "var" / "bench.json").read_text())
    assert (result["name"], result["ratio_limit"] < 1) == ("page_login", True)
