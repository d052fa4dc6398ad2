"""Figures for Prometheus: what this process has answered, and what the desk has to do.

Where several processes serve behind one address, `PROMETHEUS_MULTIPROC_DIR` names the folder in which they add up what
they answered.
"""

import os
import shutil
from collections.abc import Iterator
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from core.operating.backup import last_backup
from core.operating.beat import last_beat
from core.operating.figures import figures
from core.operating.troubles import trouble
from core.services.workplace import Workplace

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
TOGETHER = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The figures of one application. Nothing here is global, nothing holds personal data: routes are patterns."""

    def __init__(self, place: Workplace) -> None:
        own = CollectorRegistry()
        self._registry = own
        labels = ("route", "method")
        self._requests = Counter("shouhou_requests", "Requests answered.", (*labels, "status"), registry=own)
        self._seconds = Histogram("shouhou_request_seconds", "Seconds until the answer.", labels, registry=own,
                                  buckets=_SECONDS)
        if os.environ.get(TOGETHER):
            self._registry = CollectorRegistry()
            MultiProcessCollector(self._registry)  # type: ignore[no-untyped-call]
        ProcessCollector(registry=self._registry)
        self._registry.register(_Desk(place))

    def note(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count an answer."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route, method).observe(seconds)

    def text(self) -> bytes:
        """Everything, in Prometheus's format of text."""
        return bytes(generate_latest(self._registry))


class _Desk(Collector):
    """Counted when asked. Where the database does not answer, only that is said."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            found = figures(self.place)
        except Exception as error:
            if trouble(error) is None:
                raise
            yield _gauge("database_up", "Whether the database answers.", 0)
        else:
            yield _gauge("database_up", "Whether the database answers.", 1)
            yield _gauge("cases_open", "Cases that are open.", found.open)
            yield _gauge("cases_late", "Open cases with a promise past its time.", found.late)
            yield _gauge("outbox_waiting", "Work in the outbox, to be done.", found.waiting)
            yield _gauge("outbox_held", "Work held since a restore.", found.held)
            yield _gauge("outbox_troubled", "Work that failed five times or more.", found.troubled)
            yield _gauge("outbox_oldest_seconds", "Seconds the oldest work waits past its time.", found.oldest_seconds)
            yield _gauge("sweep_lag_seconds", "Seconds since the earliest promise that no sweep has noted as missed.",
                         found.sweep_lag_seconds)
            sent = GaugeMetricFamily("shouhou_webhook_deliveries", "Deliveries to webhooks in the log, by state.",
                                     labels=["state"])
            for state in sorted({"waiting", "sent", "failed", "dropped"} | found.deliveries.keys()):
                sent.add_metric([state], found.deliveries.get(state, 0))
            yield sent
        yield from self._around()

    def _around(self) -> Iterator[GaugeMetricFamily]:
        config, pool = self.place.config, self.place.store.engine.pool
        for name, words, moment in (
                ("worker_last_turn_seconds", "When a worker last took a turn, since 1970.", last_beat(config.data)),
                ("last_backup_seconds", "The instant the last backup shows, since 1970.", last_backup(config.data))):
            yield _gauge(name, words, moment.timestamp() if moment else 0)
        if config.data.exists():
            yield _gauge("disk_free_bytes", "Free on the disk of the data folder.", shutil.disk_usage(config.data).free)
        for name, words, ask in (("pool_in_use", "Connections of this process in use.", "checkedout"),
                                 ("pool_idle", "Connections of this process at rest.", "checkedin")):
            counted: Any = getattr(pool, ask, None)
            if counted:
                yield _gauge(f"database_{name}", words, counted())


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"shouhou_{name}", words, value=value)
