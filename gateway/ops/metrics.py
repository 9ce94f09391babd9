"""Prometheus metrics of one application; labels are a fixed few, never a customer's words or ids."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """All counters, each in a registry of its own so that two applications can live in one process."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        registry = self.registry = CollectorRegistry()
        self.requests = Counter("xiaobao_requests", "HTTP requests", ["route", "status"], registry=registry)
        self.seconds = Histogram(
            "xiaobao_request_seconds", "Time to answer", ["route"], buckets=_SECONDS, registry=registry
        )
        self.messages = Counter(
            "xiaobao_messages", "Messages accepted", ["channel", "owner"], registry=registry
        )
        self.replies = Counter(
            "xiaobao_replies", "Replies stored", ["sender", "kind", "entry"], registry=registry
        )
        self.engine = Histogram(
            "xiaobao_engine_seconds", "Time the engine took", buckets=_SECONDS, registry=registry
        )
        self.fallbacks = Counter(
            "xiaobao_fallbacks", "Honest fallbacks instead of an answer", ["reason"], registry=registry
        )
        self.dropped = Counter("xiaobao_replies_dropped", "Bot replies after a takeover", registry=registry)
        self.masked = Counter("xiaobao_masked_secrets", "Secrets removed", ["kind"], registry=registry)
        self.healed = Counter("xiaobao_healed", "Messages answered by the sweeper", registry=registry)
        self.wechat_arrivals = Counter(
            "xiaobao_wechat_arrivals", "WeChat messages and events, every try", ["kind"], registry=registry
        )
        self.wechat_answers = Counter(
            "xiaobao_wechat_answers", "What WeChat's requests were answered", ["how"], registry=registry
        )
        self.wechat_refused = Counter(
            "xiaobao_wechat_refused", "Requests refused at WeChat's address", ["reason"], registry=registry
        )
        self.wechat_pushes = Counter(
            "xiaobao_wechat_pushes", "Customer-service messages to WeChat", ["outcome"], registry=registry
        )
        self.owners = Gauge("xiaobao_conversations", "Conversations by owner", ["owner"], registry=registry)
        self.listeners = Gauge("xiaobao_sse_clients", "Open event streams", registry=registry)

    def render(self) -> bytes:
        """The text exposition format."""
        return generate_latest(self.registry)
