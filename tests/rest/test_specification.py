"""The specification is valid, whole, and true of itself."""

import json
import re
import warnings

from openapi_spec_validator import validate

from core.accounts.tokens import SCOPES
from core.domain.people import Permission
from core.http.admission import PROGRAMS, who_may
from core.site import create_site
from tests.attack.desk import Shop
from tests.rest.programs import PROBLEM, ROOT, Contract


def test_it_is_valid_openapi(contract: Contract) -> None:
    assert contract.spec["openapi"] == "3.1.0"
    validate(contract.spec)


def test_every_schema_has_a_name_of_its_own(shop: Shop) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        create_site(shop.desk)


def test_every_route_of_the_interface_is_in_it(shop: Shop, contract: Contract) -> None:
    served = {(re.sub(r"<(?:[^:>]+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
              for rule in shop.app.url_map.iter_rules() if rule.rule.startswith(PROGRAMS)
              for method in (rule.methods or set()) - {"HEAD"}}
    assert served - {(ROOT + "/openapi.json", "get")} == {
        (path, method) for path, method, _ in contract.operations()}


def test_every_operation_says_everything(shop: Shop, contract: Contract) -> None:
    scopes = {*SCOPES, *shop.desk.place.permissions}
    names = [operation["operationId"] for _, _, operation in contract.operations()]
    assert len(names) == len(set(names))
    for path, method, operation in contract.operations():
        where = f"{method} {path}"
        assert operation["summary"] and operation["tags"], where
        needed, = (each["bearer"] for each in operation["security"])
        assert (len(needed) == 1 and needed[0] in scopes) or where == f"get {ROOT}/me", where
        assert {"400", "401", "403", "404", "422", "429", "500", "503"} <= operation["responses"].keys(), where
        for status, said in operation["responses"].items():
            specified = contract.resolved(said)
            assert specified["description"], where
            if int(status) >= 400:
                assert list(specified["content"]) == [PROBLEM], where
        for parameter in operation.get("parameters", ()):
            assert contract.resolved(parameter).get("description"), (where, parameter)
        if "requestBody" in operation:
            assert {"409", "413", "415"} <= operation["responses"].keys(), where
            assert operation["requestBody"]["required"], where


def test_parameters_of_paths_are_described(contract: Contract) -> None:
    for path, said in contract.spec["paths"].items():
        described = {each["name"]: each.get("description") for each in said.get("parameters", ())}
        assert described.keys() == set(re.findall(r"\{(\w+)\}", path)), path
        assert all(described.values()), path


def test_the_scope_that_is_specified_is_the_one_asked_for(shop: Shop, contract: Contract) -> None:
    asked = {(re.sub(r"<(?:[^:>]+:)?(\w+)>", r"{\1}", rule.rule), method.lower()):
             who_may(shop.app, rule.endpoint, method) for rule in shop.app.url_map.iter_rules()
             if rule.rule.startswith(PROGRAMS) for method in (rule.methods or set()) - {"HEAD"}}
    for path, method, operation in contract.operations():
        who = asked[path, method]
        assert operation["security"] == [{"bearer": [who.key] if isinstance(who, Permission) else []}], path
        assert isinstance(who, Permission) or who == "signed-in"


def test_every_schema_and_field_is_described(contract: Contract) -> None:
    for name, schema in contract.spec["components"]["schemas"].items():
        assert schema["type"] == "object" and schema["description"], name
        missing = [field for field, said in schema.get("properties", {}).items() if not said.get("description")]
        assert missing == [], name


def test_examples_keep_to_their_schemas(contract: Contract) -> None:
    looked_at = 0
    for path, method, operation in contract.operations():
        bodies = [operation["requestBody"]] if "requestBody" in operation else []
        for said in [*map(contract.resolved, operation["responses"].values()), *bodies]:
            for kind, content in said.get("content", {}).items():
                if "json" in kind:
                    looked_at += 1
                    assert content["example"], (path, method)
                    assert contract.faults(content["schema"], content["example"]) == [], (path, method)
    assert looked_at > 100


def test_it_is_served_to_anyone_and_known_by_its_tag(shop: Shop) -> None:
    client = shop.app.test_client()
    reply = client.get(ROOT + "/openapi.json")
    assert reply.status_code == 200 and json.loads(reply.data)["info"]["version"] == "v1"
    again = client.get(ROOT + "/openapi.json", headers={"If-None-Match": reply.headers["ETag"]})
    assert again.status_code == 304 and not again.data
