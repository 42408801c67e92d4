import pytest

from creation.services import sweeps


@pytest.fixture(autouse=True)
def _alone(monkeypatch):
    monkeypatch.setattr(sweeps, "_rounds", [])


def test_each_has_its_own_turn(monkeypatch):
    done, now = [], [100.0]
    monkeypatch.setattr(sweeps.time, "monotonic", lambda: now[0])
    sweeps.register(lambda: done.append("often"), every=60)
    sweeps.register(lambda: done.append("seldom"), every=600)
    sweeps.go_round()
    now[0] += 61
    sweeps.go_round()
    assert done == ["often", "seldom", "often"]


def test_one_that_fails_keeps_nobody_from_theirs(caplog):
    done = []
    sweeps.register(lambda: 1 / 0, every=60)
    sweeps.register(lambda: done.append("mine"), every=60)
    sweeps.go_round()
    assert done == ["mine"]
    assert "ZeroDivisionError" in caplog.text
