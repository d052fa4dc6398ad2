"""Clients of a served desk: several at once, each on one connection that stays open, each logged in as somebody."""

import http.client
import itertools
import re
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from urllib.parse import urlencode

from benchmarks.large import KIND, TOLD, Large

_FRESH = itertools.count(1)
_TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Asked:
    """Requests answered: how many in how many seconds, and how long each took."""

    taken: Sequence[float]
    seconds: float

    @property
    def rate(self) -> float:
        return len(self.taken) / self.seconds

    @property
    def median(self) -> float:
        return statistics.median(self.taken)

    @property
    def late(self) -> float:
        return sorted(self.taken)[int(len(self.taken) * 0.95)]


class Client:
    """Somebody with a browser, as far as a server can tell."""

    def __init__(self, port: int, token: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = {"shouhou": token}
        self.csrf = ""

    def get(self, path: str) -> bytes:
        return self._send("GET", path)

    def post(self, path: str, form: dict[str, str]) -> None:
        body = urlencode({**form, "csrf_token": self.csrf, "key": f"benchmark-{time.time_ns()}-{next(_FRESH)}"})
        self._send("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"}, wanted=302)

    def sign(self) -> None:
        """Get what forms must bring; the floor has none."""
        found = _TOKEN.search(self.get("/cases"))
        self.csrf = found[1].decode() if found else ""

    def _send(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None,
              wanted: int = 200) -> bytes:
        cookie = "; ".join(f"{name}={said}" for name, said in self.cookies.items())
        self.connection.request(method, path, body, {"Cookie": cookie, **(headers or {})})
        reply = self.connection.getresponse()
        found = reply.read()
        # A browser would look at the next page, which takes the notice out of the cookie again; here nobody looks.
        for said in (reply.headers.get_all("Set-Cookie") or ()) if method == "GET" else ():
            name, _, rest = said.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        if reply.status != wanted:
            raise RuntimeError(f"{method} {path}: {reply.status} {found[-9000:].decode(errors='replace')}")
        return found


def ask(what: str, port: int, large: Large, *, clients: int, seconds: float = 0, times: int = 0,
        numbers: Sequence[str] = ()) -> Asked:
    """Let clients ask at once, for so many seconds, so many times, or once for each of these cases."""
    browsers = [Client(port, token) for token in itertools.islice(itertools.cycle(large.tokens), clients)]
    for each in browsers:
        each.sign()
    work = _work(what, large, iter(numbers) if numbers else itertools.cycle(large.looked_at), times or len(numbers))
    turn, ready = threading.Lock(), threading.Barrier(clients + 1)
    taken, faults = list[float](), list[BaseException]()
    until = 0.0

    def run(browser: Client) -> None:
        ready.wait()
        try:
            while not seconds or time.perf_counter() < until:
                with turn:
                    do = next(work, None)
                if do is None:
                    return
                began = time.perf_counter()
                do(browser)
                taken.append(time.perf_counter() - began)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(each,)) for each in browsers]
    for thread in threads:
        thread.start()
    until = time.perf_counter() + seconds
    ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    lasted = time.perf_counter() - began
    for each in browsers:
        each.connection.close()
    if faults:
        raise faults[0]
    return Asked(taken, lasted)


def _work(what: str, large: Large, numbers: Iterator[str], times: int) -> Iterator[Callable[[Client], object]]:
    """What to do next, again and again, or so many times."""
    for _ in range(times) if times else itertools.count():
        if what == "opening a case":
            yield partial(Client.post, path="/cases/new", form=opening(large))
        elif what == "the first list page":
            yield partial(Client.get, path="/cases")
        elif what == "a case page":
            yield partial(Client.get, path=f"/cases/{next(numbers)}")
        else:
            yield partial(Client.post, path=f"/cases/{next(numbers)}/steps/apply.accept",
                          form={**{name: str(said) for name, said in TOLD.items()}, "version": "1"})


def opening(large: Large) -> dict[str, str]:
    """The intake page as somebody has filled it in."""
    place = next(_FRESH)
    customer, phone = large.customers[place % len(large.customers)]
    bought = date.today() - timedelta(days=2)
    return {"do": "open", "kind": KIND, "phone": phone, "customer": str(customer), "rows": "2",
            "channel": "phone", "f.reason": "mind", "f.explanation": "颜色与家里不配",
            "f.order_no": f"D{time.time_ns()}{place}", "f.bought_on": bought.isoformat(), "f.used": "false",
            "f.opened": "false", "f.damaged": "false", "f.packaging_complete": "true", "f.proof": "invoice",
            "f.proof_no": "0381", "items.0.product": "胡桃餐椅", "items.0.quantity": "2", "items.0.price": "640",
            "items.1.product": "胡桃餐桌", "items.1.quantity": "1", "items.1.price": "1200"}
