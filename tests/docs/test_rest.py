"""The integrator's guide to REST is true: its requests are sent, one after the other, and answered as it shows.

What a reply shows must be there; `…` stands for anything, and at the end of a list for more of it."""

import json
import re
from pathlib import Path
from typing import Any

from core.domain.people import Actor
from tests.attack.desk import Shop, pattern, shop

__all__ = ["pattern", "shop"]

PAGE = Path(__file__).parents[2] / "docs" / "integrators" / "rest.md"
SCOPES = ("case.view", "case.open", "case.step", "customer.edit", "case.note", "policy.view")


def parts(block: str) -> tuple[str, dict[str, str], Any]:
    """First line, headers and body of a request or a reply."""
    head, _, body = block.partition("\n\n")
    first, *headers = head.splitlines()
    return first, dict(line.split(": ", 1) for line in headers), json.loads(body) if body.strip() else None


def shows(shown: Any, said: Any, path: str = "") -> list[str]:
    """Where a reply is not what the page shows."""
    if shown == "…":
        return []
    if isinstance(shown, dict) and isinstance(said, dict):
        return [fault for name, each in shown.items() for fault in (
            shows(each, said[name], f"{path}/{name}") if name in said else [f"{path}/{name} is missing"])]
    if isinstance(shown, list) and isinstance(said, list):
        known = shown[:-1] if shown and shown[-1] == "…" else shown
        if len(known) > len(said) or (known is shown and len(shown) != len(said)):
            return [f"{path} has {len(said)} entries"]
        return [fault for place, each in enumerate(known) for fault in shows(each, said[place], f"{path}/{place}")]
    return [] if shown == said else [f"{path}: {said!r}, not {shown!r}"]


def test_every_request_is_answered_as_the_page_shows(shop: Shop) -> None:
    token = shop.desk.tokens.create(Actor.system(), title="guide", scopes=SCOPES,
                                    user_id=shop.names.users["service"]).token
    blocks = re.findall(r"^```http\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S)
    assert len(blocks) > 10 and len(blocks) % 2 == 0
    client = shop.app.test_client()
    for asked, answered in zip(blocks[::2], blocks[1::2], strict=True):
        (line, headers, body), (status, shown, data) = parts(asked), parts(answered)
        method, address = line.split()
        given = {name: said.replace("shd_…", token) for name, said in headers.items()}
        reply = client.open(address, method=method, headers=given, data=None if body is None else json.dumps(body))
        assert f"HTTP/1.1 {reply.status}" == status, (line, reply.text)
        assert {name: reply.headers[name] for name in shown} == shown, line
        assert shows(data, reply.get_json(force=True)) == [], (line, reply.text[:600])


def test_every_code_is_one_that_there_is() -> None:
    from core.domain import errors
    from core.rest import problems

    known = {each.code for module in (errors, problems) for each in vars(module).values()
             if isinstance(each, type) and issubclass(each, errors.DeskError)} | set(problems.CODES.values())
    table = PAGE.read_text("utf-8").split("| Status | `code` |")[1].split("\n\n")[0]
    assert set(re.findall(r"`([a-z-]+)`", table)) <= known
