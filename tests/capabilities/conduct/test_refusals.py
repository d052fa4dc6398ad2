"""What no database keeps is refused clearly, in addresses, filters and forms."""


from core.capabilities.conduct.penalties import Penalties
from tests.attack.desk import token_of
from tests.capabilities.conduct.conftest import Fans
from tests.capabilities.conduct.test_conduct import LATE
from tests.capabilities.conduct.test_pages import Browsers, browsers
from tests.capabilities.conduct.test_programs import program

__all__ = ["browsers"]


def test_a_zero_byte_is_never_a_fault(fans: Fans, browsers: Browsers) -> None:
    fans.set(conduct__misconduct=[LATE])
    key = Penalties(fans.desk.place).record(fans["wu"], "fans", "没签字", person="lin")
    zhou = browsers["zhou"]
    for path in ("/cases/x%00", "/complaints/flag/x%00", "/complaints/outside/x%00", "/complaints/?department=%00",
                 "/followup/?case=x%00", "/followup/rate/x%00"):
        assert zhou.get(path).status_code in (200, 404, 422), path
    token = token_of(zhou)
    for path, said in (("/conduct/propose", {"finding": key, "kind": LATE, "person": "x\0"}),
                       ("/conduct/findings", {"what": "没签字", "number": "x\0"}),
                       ("/complaints/flag/x%00", {"about": "慢", "channel": "phone"}),
                       ("/complaints/outside/x%00", {"body": "报社"}),
                       ("/followup/calls/x%00", {"outcome": "solved"}), ("/followup/calls/x%00/mine", {}),
                       ("/followup/rate/x%00", {"score": "1"}), ("/followup/samples", {"industry": "x\0"})):
        assert zhou.post(path, data={**said, "csrf_token": token}).status_code in (404, 422), path
    here = program(fans)
    assert here.post("/complaints/about/x%00", {"about": "慢", "channel": "phone"})[0] == 404
    assert here.post("/complaints/x%00/outside", {"body": "报社"})[0] == 404
