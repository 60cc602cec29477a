"""What Prometheus is told: how many requests, how long they took, how old the tables are.

With several workers each writes its figures into the folder that ``PROMETHEUS_MULTIPROC_DIR``
names (``serve`` sets it), and any of them answers for all.
"""

from __future__ import annotations

import os

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The figures of one process; all of them together by :meth:`text`."""

    def __init__(self) -> None:
        self.is_shared = "PROMETHEUS_MULTIPROC_DIR" in os.environ
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "skillgap_http_requests_total",
            "Requests by method, route and status.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "skillgap_http_request_seconds",
            "Seconds until the last byte of an answer was handed over.",
            ("method", "route"),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._publication_age = Gauge(
            "skillgap_publication_age_seconds",
            "Seconds since the published tables were published; -1 if nothing is.",
            registry=self._registry,
            multiprocess_mode="mostrecent",
        )

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answered request."""
        self._requests.labels(method, route, status).inc()
        self._seconds.labels(method, route).observe(seconds)

    def text(self, publication_age: float | None) -> tuple[bytes, str]:
        """Return the figures as Prometheus reads them, and their media type."""
        self._publication_age.set(-1 if publication_age is None else publication_age)
        registry = self._registry
        if self.is_shared:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)
        return generate_latest(registry), CONTENT_TYPE_LATEST
