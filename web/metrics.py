"""What Prometheus reads at /metrics: requests, how long they took, kinds of reply, documents. No text of anybody's."""

import os
from collections.abc import Iterator
from time import perf_counter
from typing import cast

from flask import Blueprint, Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, exposition, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot import Answer, Chatbot
from knowledge import KnowledgeError

blueprint = Blueprint("metrics", __name__)

_SHARED = "PROMETHEUS_MULTIPROC_DIR"  # prometheus-client's own variable, which web.workers sets
_EXTENSION = "quoth_metrics"
_METHODS = frozenset("GET HEAD POST PUT PATCH DELETE OPTIONS".split())
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        """Count from zero; processes that share a folder count together."""
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "quoth_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "quoth_request_seconds", "Seconds until the answer.", ["route"], buckets=_SECONDS, registry=self.registry
        )
        self.replies = Counter("quoth_replies", "Replies to questions.", ["kind"], registry=self.registry)


class _Library(Collector):
    """How much there is to answer from, looked up when asked for."""

    def __init__(self, chatbot: Chatbot) -> None:
        self._chatbot = chatbot

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            count = self._chatbot.library.count()
        except KnowledgeError:
            return
        yield GaugeMetricFamily("quoth_documents", "Documents in the library.", value=count)


def measure(app: Flask) -> None:
    """Count and time every request, and offer the figures at /metrics."""
    app.extensions[_EXTENSION] = Metrics()
    app.before_request(_begin)
    app.after_request(_end)
    app.register_blueprint(blueprint)


def replied(answer: Answer) -> None:
    """Count a reply to a question."""
    _metrics().replies.labels(answer.kind).inc()


@blueprint.get("/metrics")
def metrics() -> Response:
    """Give the figures in the format that the request asks for."""
    registry = CollectorRegistry()
    registry.register(_Library(current_app.extensions["quoth"]))
    if os.environ.get(_SHARED):
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_metrics().registry)
    encode, content_type = exposition.choose_encoder(request.headers.get("Accept", ""))
    return Response(encode(registry), content_type=content_type)


def _metrics() -> Metrics:
    return cast(Metrics, current_app.extensions[_EXTENSION])


def _begin() -> None:
    g.begun = perf_counter()


def _end(response: Response) -> Response:
    route = request.endpoint or "unknown"
    method = request.method if request.method in _METHODS else "other"
    _metrics().requests.labels(method, route, response.status_code).inc()
    if "begun" in g:
        _metrics().seconds.labels(route).observe(perf_counter() - g.begun)
    return response
