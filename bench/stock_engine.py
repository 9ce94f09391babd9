"""The stock Rasa pipeline (bench/stock): trained on the same data, asked for labels or served for load."""

import hashlib
import json
import os
import subprocess
import time
from pathlib import Path

import httpx

from bench.stock_data import write_data, write_domain
from xiaobao.settings import ROOT

HERE = ROOT / "bench" / "stock"
PYTHON = HERE / ".venv" / "bin" / "python"
OUT = ROOT / "bench" / "out" / "stock"


class StockEngine:
    """Trains on first use; the model is kept while the training data stay the same."""

    @staticmethod
    def installed() -> bool:
        """Whether its environment is there (``scripts/stock.sh`` makes it)."""
        return PYTHON.exists()

    def train(self) -> float:
        """Seconds of ``rasa train``; 0.0 when the model was current."""
        stamp = OUT / "fingerprint"
        if stamp.exists() and stamp.read_text() == fingerprint():
            return 0.0
        OUT.mkdir(parents=True, exist_ok=True)
        domain, data = write_domain(OUT / "domain.yml"), write_data(OUT / "data")
        started = time.perf_counter()
        paths = ["--config", str(HERE / "config.yml"), "--domain", str(domain), "--data", str(data)]
        self._rasa("train", *paths, "--out", str(OUT), "--fixed-model-name", "stock", "--force")
        stamp.write_text(fingerprint())
        return time.perf_counter() - started

    def labels(self, questions: list[str], folder: Path) -> list[str]:
        """The label of each question: ``faq/<entry>``, an act, or ``nlu_fallback``."""
        self.train()
        source, target = folder / "questions.json", folder / "labels.json"
        source.write_text(json.dumps(questions), "utf-8")
        command = [
            str(PYTHON),
            "-m",
            "bench.stock.parse",
            str(OUT / "stock.tar.gz"),
            str(source),
            str(target),
        ]
        subprocess.run(command, cwd=ROOT, env=_environment(), check=True, capture_output=True)
        return list(json.loads(target.read_text("utf-8")))

    def serve(self, port: int, actions_port: int, folder: Path) -> subprocess.Popen[bytes]:
        """Start it with its REST channel and SQLite tracker store on the loopback interface."""
        self.train()
        (folder / "credentials.yml").write_text("rest:\n")
        (folder / "endpoints.yml").write_text(
            f"action_endpoint:\n  url: http://127.0.0.1:{actions_port}/webhook\n"
            f"tracker_store:\n  type: SQL\n  dialect: sqlite\n  db: {folder / 'tracker.db'}\n"
        )
        command = [str(PYTHON), "-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(port)]
        command += ["--model", str(OUT / "stock.tar.gz"), "--endpoints", str(folder / "endpoints.yml")]
        command += ["--credentials", str(folder / "credentials.yml")]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, cwd=folder, env=_environment(), stdout=quiet, stderr=quiet)

    def wait(self, port: int, seconds: float = 120) -> None:
        """Until it answers. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                body = {"sender": "wait", "message": "你好"}
                url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
                if httpx.post(url, json=body, timeout=30, trust_env=False).json():
                    return
            except (httpx.HTTPError, ValueError):
                time.sleep(0.2)
        raise TimeoutError("the stock engine does not answer")

    def _rasa(self, *arguments: str) -> None:
        done = subprocess.run(
            [str(PYTHON), "-m", "rasa", *arguments],
            cwd=ROOT,
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError((done.stdout + done.stderr)[-3000:])


def fingerprint() -> str:
    """SHA-256 over what it learns from; answers may change without training it anew."""
    files = [HERE / "config.yml", ROOT / "bench" / "stock_data.py", *sorted((ROOT / "data").rglob("*.yml"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONPATH": str(ROOT),
    }
