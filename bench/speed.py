"""``make bench``: the budgets of the architecture on this machine, the stock pipeline in the same run."""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.alarms import alarms, screening, signed_in
from bench.client import Customer
from bench.load import long_conversation, many
from bench.memory import resident
from bench.stock_engine import StockEngine
from xiaobao import model
from xiaobao.stack import Stack, free_ports, private_settings

HERE = Path(__file__).parent
STARTS, SECONDS, CUSTOMERS, LONG, CALM = 3, 15.0, 16, 500, 20


def main(arguments: list[str]) -> None:
    """Measure ours, then (unless ``--no-stock``) the baseline, and print one table."""
    seconds = 4.0 if "--quick" in arguments else SECONDS
    figures = {"ours": ours(seconds)}
    if "--no-stock" not in arguments and StockEngine.installed():
        figures["stock"] = stock(seconds)
    (HERE / "out").mkdir(exist_ok=True)
    (HERE / "out" / "speed.json").write_text(json.dumps(figures, indent=2))
    _print(figures)


def ours(seconds: float) -> dict[str, Any]:
    """All three processes, through the gateway, everything durable."""
    trained = _timed(lambda: model.ensure_trained(force=True))
    with tempfile.TemporaryDirectory(prefix="xiaobao-bench-") as folder:
        settings = private_settings(
            Path(folder), rate_messages_per_minute=10**6, rate_conversations_per_minute=10**6
        )
        stack = Stack(settings, Path(folder) / "output.log")
        restarts = [_restart(stack) for _ in range(STARTS)]
        try:
            headers = {"X-Xiaobao-Secret": settings.engine_secret}

            def make(number: int) -> Customer:
                return Customer(settings.base_url, f"c{number}", headers=headers)

            load = asyncio.run(_load(make, seconds))
            load |= asyncio.run(alarms(settings, make, seconds / 2, signed_in(settings)))
            memory = {name: resident(p.pid) for name, p in stack.processes.items()}
        finally:
            stack.stop()
    restart = statistics.median(restarts)
    return {
        "train_s": trained, "restart_s": restart, "memory_mb": memory, "screening": screening(), **load,
    }  # fmt: skip


def stock(seconds: float) -> dict[str, Any]:
    """The stock pipeline with its own REST channel and SQLite store, and our action server."""
    engine = StockEngine()
    trained = _timed(engine.train)
    with tempfile.TemporaryDirectory(prefix="xiaobao-stock-") as folder:
        port = free_ports(1)[0]
        actions = Stack(private_settings(Path(folder)), Path(folder) / "output.log")
        actions.start("actions")
        started = time.perf_counter()
        process = engine.serve(port, actions.settings.actions_port, Path(folder))
        try:
            engine.wait(port)
            restart = time.perf_counter() - started
            base = f"http://127.0.0.1:{port}"
            load = asyncio.run(_load(lambda n: Customer(base, f"c{n}", stock=True), seconds))
            memory = {"engine": resident(process.pid), "actions": resident(actions.processes["actions"].pid)}
        finally:
            _end(process)
            actions.stop()
    return {"train_s": trained, "restart_s": restart, "memory_mb": memory, **load}


async def _load(make: Any, seconds: float) -> dict[str, Any]:
    lines = (HERE / "data" / "dev.jsonl").read_text("utf-8").splitlines()
    asked = [json.loads(line) for line in lines if line.strip()]
    texts = [line["q"] for line in asked[:200]]
    # The same ones at the end as at the beginning, and none that calls a human.
    calm = [line["q"] for line in asked if line["expect"][0].startswith("faq/right")][:CALM]
    await many(make, texts, 2, 2.0)
    alone = await many(make, texts, 1, seconds / 2)
    crowd = await many(make, texts, CUSTOMERS, seconds)
    first, last = await long_conversation(make(999), calm, LONG)
    return {"alone": asdict(alone), "crowd": asdict(crowd), "first_ms": first, "last_ms": last}


def _restart(stack: Stack) -> float:
    stack.stop()
    started = time.perf_counter()
    stack.start()
    stack.wait()
    return time.perf_counter() - started


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()


def _timed(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


ROWS: tuple[tuple[str, str, Any], ...] = (
    ("training, s", "<= 45", lambda f: f["train_s"]),
    ("restart to ready, s", "<= 6", lambda f: f["restart_s"]),
    ("one customer, p50 ms", "<= 25", lambda f: f["alone"]["p50"]),
    ("one customer, p95 ms", "<= 60", lambda f: f["alone"]["p95"]),
    (f"{CUSTOMERS} customers, messages/s", ">= 120", lambda f: f["crowd"]["rate"]),
    (f"{CUSTOMERS} customers, p95 ms", "<= 400", lambda f: f["crowd"]["p95"]),
    ("errors", "0", lambda f: f["alone"]["errors"] + f["crowd"]["errors"]),
    (f"message {LONG} / message 1", "<= 1.5", lambda f: f["last_ms"] / f["first_ms"]),
    ("memory of all processes, MB", "<= 700", lambda f: sum(f["memory_mb"].values())),
)
# The stock pipeline does not look for fraud.
OWN_ROWS: tuple[tuple[str, str, Any], ...] = (
    ("screening 500 characters, ms", "<= 2", lambda f: f["screening"]["long_ms"]),
    ("500 / 50 characters", "<= 12", lambda f: f["screening"]["long_ms"] / f["screening"]["short_ms"]),
    ("fraud report, p50 ms", "<= 60", lambda f: f["paid"]["p50"]),
    ("fraud report, p95 ms", "<= 60", lambda f: f["paid"]["p95"]),
    ("its alert at the desk, p95 ms", "<= 300", lambda f: f["desk"]["p95"]),
)


def _print(figures: dict[str, dict[str, Any]]) -> None:
    stock_there = "stock" in figures
    print(f"\n{'what':<32}{'budget':>10}{'ours':>10}{'stock':>10}{'stock/ours':>12}")
    for name, budget, read in ROWS:
        ours_value = read(figures["ours"])
        line = f"{name:<32}{budget:>10}{ours_value:>10.1f}"
        if stock_there:
            stock_value = read(figures["stock"])
            ratio = stock_value / ours_value if ours_value else float("nan")
            line += f"{stock_value:>10.1f}{ratio:>12.2f}"
        print(line)
    for name, budget, read in OWN_ROWS:
        print(f"{name:<32}{budget:>10}{read(figures['ours']):>10.1f}")
    print("ours by process, MB:", {k: round(v) for k, v in figures["ours"]["memory_mb"].items()})


if __name__ == "__main__":
    main(sys.argv[1:])
