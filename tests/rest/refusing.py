"""What refusals have in common."""

from typing import Any


def same_but_for_the_request(one: Any, other: Any, status: int = 404) -> None:
    """Two problems are the same, but for the number of their request: what is somebody else's looks absent."""
    def said(reply: Any) -> dict[str, Any]:
        found: dict[str, Any] = reply.get_json(force=True)
        assert reply.status_code == status, reply.text
        return {name: each for name, each in found.items() if name != "request_id"}

    def heads(reply: Any) -> dict[str, str]:
        return {name: each for name, each in reply.headers.items()
                if name not in ("X-Request-Id", "Content-Length", "Content-Security-Policy")
                and not name.startswith("RateLimit")}

    assert said(one) == said(other) and heads(one) == heads(other)
