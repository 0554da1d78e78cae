"""The app's interface against its own description: what schemathesis makes up from it, signed as an installation signs."""

import json
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from rig.device import Device
from rig.owner import Owner
from rig.server import ROOT, Server
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

DOCUMENT = ROOT / "Sources" / "Pages" / "Resources" / "openapi.json"
EXAMPLES = 30
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# What may end the device, or change its keys, before the test is over: each has an account of its own.
ENDINGS = ["signOut", "changeLock", "beat"]
# A stream does not end, and is read by tests of its own.
ENDLESS = "openStream"

schema = schemathesis.openapi.from_path(str(DOCUMENT))
OPERATIONS = {
    operation.definition.raw["operationId"]: operation
    for operation in (result.ok() for result in schema.get_all_operations())
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that counts no requests, so that something is left to test after the first hundred."""
    server = Server(
        tmp_path_factory.mktemp("interface"),
        TRUSTED_PROXIES="127.0.0.1",
        APP__REQUESTS_PER_DEVICE="10000000",
        APP__REQUESTS_PER_NETWORK="100000000",
    )
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def owner(server: Server) -> Owner:
    return Owner(server, 1)


class Signature(requests.auth.AuthBase):
    """Signs whatever is about to be sent, with a device's contact key."""

    def __init__(self, device: Device):
        self.device = device

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body = request.body.encode() if isinstance(request.body, str) else request.body
        path = urlsplit(request.path_url).path
        fields = self.device.signed(request.method, path, body or None)
        request.headers.update(fields)
        return request


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name != ENDLESS])
def test_HTTP_17_whatever_a_device_sends_is_answered_as_described(server: Server, owner: Owner, name: str):
    if name in ENDINGS:
        owner = Owner(server, 2 + ENDINGS.index(name))
    device = owner.device
    own_ids = [device.id, *asks_for(owner, device)]
    operation = OPERATIONS[name]

    @seed(17)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def answers_as_described(case: schemathesis.Case) -> None:
        # What is there, now and then, and not only what is made up.
        if case.path_parameters and name != "reportLost" and len(case.path_parameters["id"]) % 2 == 0:
            case.path_parameters["id"] = own_ids[-1]
        case.call_and_validate(base_url=f"{server.origin}/api/v1", checks=CHECKS, auth=Signature(device), timeout=20)

    answers_as_described()


def asks_for(owner: Owner, device: Device) -> list[str]:
    """A request that waits for the device, so that there is one."""
    owner.ask()
    return device.ask("GET", "/installation").body.get("requests", [])


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name != ENDLESS])
def test_HTTP_17_whatever_comes_unsigned_is_refused_as_described(server: Server, name: str):
    operation = OPERATIONS[name]

    @seed(18)
    @settings(
        max_examples=5, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy())
    def refuses_as_described(case: schemathesis.Case) -> None:
        answer = case.call_and_validate(base_url=f"{server.origin}/api/v1", checks=CHECKS, timeout=20)
        assert (answer.status_code == 200) == (name in ("describeServer", "describeInterface"))

    refuses_as_described()


def test_HTTP_17_the_server_serves_the_description_that_is_kept_with_its_source(server: Server):
    with urllib.request.urlopen(f"{server.origin}/api/v1/openapi.json", timeout=10) as answer:
        assert json.load(answer) == json.loads(DOCUMENT.read_text())
