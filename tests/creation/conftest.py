from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from creation.models import Department
from creation.services import jobs
from tests.creation.job_rows import submit
from tests.factories import make_district, make_organization, make_sector, make_town, make_user
from tests.replay import replayed
from wuhao.celery import app


@pytest.fixture
def cast(db):
    return make_cast()


@replayed
def make_cast():
    """Wang runs the whole district, Li reviews a town, Chen is secretary of one of its branches;
    Zhao keeps the accounts, Sun reads the log, Zhou answers for the police. Wu has nothing."""
    district = make_district()
    town, other = make_town(district), make_town(district, "柳林镇党委")
    village = make_sector("village")
    branch = make_organization(town, sector=village, name="前柳村党支部", code="SQ1")
    far = make_organization(other, sector=village, name="后柳村党支部", code="LL1")
    return SimpleNamespace(
        district=district,
        town=town,
        other=other,
        branch=branch,
        far=far,
        wang=make_user("district_staff", district, name="王晓燕"),
        li=make_user("committee_reviewer", town, name="李明"),
        chen=make_user("secretary", branch, name="陈静"),
        zhao=make_user("system_admin", name="赵强"),
        sun=make_user("auditor", name="孙丽"),
        zhou=make_user("department", department=Department.objects.get(code="police"), name="周平"),
        wu=make_user(name="吴凡"),
    )


@pytest.fixture
def page(client, cast):
    """What one of the cast sees: `page("wang", "/organizations/")`; more fields make it a POST."""

    def page(who, address, data=None, **fields):
        client.force_login(getattr(cast, who))
        if data is None and not fields:
            return client.get(address)
        return client.post(address, (data or {}) | fields)

    return page


@pytest.fixture
def queries(client, page):
    """How many queries the page costs somebody who is already in."""

    def queries(who, address):
        page(who, address)
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    return queries


@pytest.fixture
def dead_broker(monkeypatch):
    """Celery with an address where nobody listens."""
    monkeypatch.setattr(app.conf, "broker_write_url", "redis+socket:///nowhere/valkey.sock")
    monkeypatch.setattr(app.amqp, "_producer_pool", None)  # it remembers the real address


@pytest.fixture
def kind(monkeypatch):
    """Say what jobs of kind "test" do: `kind(handler)`; at first nothing."""
    monkeypatch.setattr(jobs, "_handlers", {"test": lambda job, progress: None})
    monkeypatch.setattr(jobs, "_tidiers", {})  # workers of a run share the folder of files
    return lambda handler: jobs.register("test", handler)


@pytest.fixture
def ann(db):
    return make_user(name="安宁")


@pytest.fixture
def job(kind, ann):
    return submit(ann)
