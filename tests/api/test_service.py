"""The whole service is killed, closed and started again: nothing asked for is lost."""

import json
from pathlib import Path

import pytest

from api.client import Client
from api.database import Database
from api.jobs.records import Records
from api.service import Service
from api.settings import ServiceSettings
from optimizer import SettingsError
from tests.api.acting import children_of
from tests.api.serving import Mortal, served
from tests.api.waiting import until


def act(client: Client, play: str) -> str:
    return client.submit({"kind": "act", "instance": "toy-loop", "play": play}).id


def told(client: Client, job: str, kind: str, count: int = 1) -> None:
    until(lambda: [e.kind for e in client.past(job)].count(kind) >= count)


@pytest.mark.slow
def test_a_killed_server_loses_no_job_and_leaves_no_process(
    tmp_path: Path,
) -> None:
    with Mortal(tmp_path) as server, server.client as client:
        quick = {"kind": "act", "instance": "toy-loop", "play": "quick"}
        finished = client.submit(quick, wait=90)
        plan = client.result(finished.id)
        running, deaf = act(client, "obedient"), act(client, "deaf")
        waiting = act(client, "quick")
        told(client, running, "incumbent")
        told(client, deaf, "incumbent")
        client.cancel(deaf)
        server.kill()
        until(lambda: not children_of(server.pid))

    with served(tmp_path) as (service, address), Client(address, server.key) as again:
        assert again.job(finished.id) == finished
        assert again.result(finished.id) == plan
        told(again, running, "started", count=2)
        assert again.job(deaf, wait=90).state == "cancelled"
        assert again.job(waiting, wait=90).termination == "optimal_within_gap"
        told(again, running, "incumbent", count=2)
        again.stop(running)
        ended = again.job(running, wait=90)
        assert (ended.state, ended.termination, ended.attempts) == ("succeeded", "stopped", 2)
        assert json.loads(again.result(running))["pid"]
        assert [event.kind for event in again.past(running)].count("end") == 1
        closing = act(again, "obedient")
        told(again, closing, "incumbent")

    # An orderly end hands a running job back, to be begun anew, and it costs no try.
    database = Database(service.settings.store_url)
    row = Records(database).get("local", closing)
    database.close()
    assert (row.state, row.tries_left) == ("queued", service.settings.limits.tries)
    with served(tmp_path) as (_, address), Client(address, server.key) as last:
        told(last, closing, "started", count=2)
        last.cancel(closing)
        assert last.job(closing, wait=90).state == "cancelled"


def test_two_services_never_share_a_home(tmp_path: Path) -> None:
    first = Service(ServiceSettings(tmp_path))
    with pytest.raises(SettingsError, match="another service works"):
        Service(ServiceSettings(tmp_path))
    first.database.close()
    first._place.leave()
