"""The engine's model: trained when its inputs changed, found by the fingerprint beside it."""

import fcntl
import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from xiaobao.settings import ROOT

MODEL = ROOT / "models" / "xiaobao.tar.gz"
_STAMP = MODEL.with_suffix(".sha256")
FRAUD_MODEL = ROOT / "models" / "fraud.json"
COMPLAINT_MODEL = ROOT / "models" / "complaints.json"
# What is fitted beside the engine's own model, and by which module.
_FITTED = {FRAUD_MODEL: "bot.nlu.fraud_fitting", COMPLAINT_MODEL: "bot.nlu.complaint_fitting"}
RASA = ROOT / "engine" / ".venv" / "bin" / "rasa"
PYTHON = RASA.with_name("python")
_INPUTS = ("config.yml", "domain.yml", "data", "bot", "knowledge", "engine/uv.lock")
_SUFFIXES = {".yml", ".yaml", ".py", ".txt", ".lock", ".json", ".jsonl", ".tsv", ".dict"}


class TrainingFailed(Exception):
    """Training ended without a model; the message is the end of its output."""


def fingerprint() -> str:
    """SHA-256 over everything that shapes the model."""
    digest = hashlib.sha256()
    for path in _input_files():
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def ensure_trained(force: bool = False) -> bool:
    """Train unless the models match their inputs; True when it trained. Raises TrainingFailed.

    Of several processes one trains; the others wait and find it done.
    """
    if not force and _current():
        return False
    with _alone():
        if not force and _current():
            return False
        wanted = fingerprint()
        _train()
        _STAMP.write_text(wanted)
        return True


def _current() -> bool:
    made = all(path.exists() for path in (MODEL, _STAMP, *_FITTED))
    return made and _STAMP.read_text() == fingerprint()


@contextmanager
def _alone() -> Iterator[None]:
    MODEL.parent.mkdir(exist_ok=True)
    with (MODEL.parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _train() -> None:
    """Into a folder beside, then put in place: a reader never sees half a model."""
    with TemporaryDirectory(dir=MODEL.parent, prefix=".new-") as name:
        made = Path(name)
        # Rasa's cache would reuse parts that were trained with older component code.
        options = ["--out", name, "--fixed-model-name", "xiaobao", "--skip-validation", "--force"]
        engine = _started([str(RASA), "train", *options])
        fitted = {
            p: _started([str(PYTHON), "-m", module, str(made / p.name)]) for p, module in _FITTED.items()
        }
        try:
            for path, process in {MODEL: engine, **fitted}.items():
                _made(process, made / path.name)
        finally:
            for process in (engine, *fitted.values()):
                process.kill()
        for path in (MODEL, *_FITTED):
            (made / path.name).replace(path)


def _started(command: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command, cwd=ROOT, env=_environment(), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def _made(process: subprocess.Popen[str], path: Path) -> None:
    output, _ = process.communicate()
    if process.returncode or not path.exists():
        raise TrainingFailed(output[-4000:])


def _environment() -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if k not in {"VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH"}}
    return clean | {"RASA_TELEMETRY_ENABLED": "false"}


def _input_files() -> list[Path]:
    tops = [ROOT / name for name in _INPUTS]
    inside = (f for top in tops for f in (top.rglob("*") if top.is_dir() else (top,)))
    return sorted(f for f in inside if f.suffix in _SUFFIXES and f.is_file() and "__pycache__" not in f.parts)
