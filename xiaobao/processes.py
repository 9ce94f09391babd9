"""The three processes under supervisord: what runs, in which environment, and where it listens."""

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

from xiaobao.settings import ROOT, Settings

# Variables of another Python that would leak into ours.
FOREIGN = frozenset({"VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "UV_PROJECT_ENVIRONMENT"})
ENGINE_PYTHON = ROOT / "engine" / ".venv" / "bin" / "python"

_HEAD = """[supervisord]
nodaemon=true
silent=true
logfile=/dev/null
logfile_maxbytes=0
pidfile={run_dir}/supervisord.pid
childlogdir={run_dir}
{user}
"""

# startretries is large on purpose: a process that dies is started again, with a growing pause.
_PROGRAM = """
[program:{name}]
command={command}
directory={root}
autorestart=true
startsecs=1
startretries=1000
stopasgroup=true
killasgroup=true
stopwaitsecs=12
stopsignal=TERM
priority={priority}
stdout_logfile=/dev/fd/1
stdout_logfile_maxbytes=0
redirect_stderr=true
"""

_ANNOUNCE = """
[program:announce]
command={command}
directory={root}
autorestart=false
startsecs=0
startretries=0
priority=900
stdout_logfile=/dev/fd/1
stdout_logfile_maxbytes=0
redirect_stderr=true
"""


class PortBusy(SystemExit):
    """A port is taken: says which setting to change."""


def refuse_busy_ports(settings: Settings) -> None:
    """Raises PortBusy before anything is started, with the setting that helps."""
    ports = {
        "PORT": settings.port,
        "ENGINE_PORT": settings.engine_port,
        "ACTIONS_PORT": settings.actions_port,
    }
    for name, port in ports.items():
        host = settings.host if name == "PORT" else "127.0.0.1"
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                raise PortBusy(f"port {port} is in use: choose another with XIAOBAO_{name}") from None


def commands(settings: Settings) -> dict[str, list[str]]:
    """Argument vectors of the processes by name, in starting order."""
    guard = [sys.executable, "-m", "xiaobao.guard"]
    # The engine runs old packages: it is not shown the keys that sign tokens and open the vault.
    hidden = ["--without", "XIAOBAO_SECRET_KEY", "--without", "XIAOBAO_PREVIOUS_KEYS"]
    engine = [*guard, *hidden, str(ENGINE_PYTHON), "-m", "bot.nlu.serve"]
    return {
        "actions": [*guard, sys.executable, "-m", "xiaobao.serve", "actions"],
        "engine": [*engine, "--port", str(settings.engine_port)],
        "gateway": [*guard, sys.executable, "-m", "xiaobao.serve", "gateway"],
    }


def environment(settings: Settings, base: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What the processes inherit: every setting in force, spelled out, and nothing of another Python."""
    inherited = {k: v for k, v in base.items() if k not in FOREIGN}
    # Spelled out even when empty: a child must not read another value from the environment or from .env.
    stated = {f"XIAOBAO_{name.upper()}": _spelled(getattr(settings, name)) for name in Settings.model_fields}
    return (
        inherited
        | stated
        | {
            "XIAOBAO_DATA_DIR": str(settings.data_dir.resolve()),
            "XIAOBAO_SECRET_KEY": settings.key.decode(),
            "XIAOBAO_ENGINE_SECRET": settings.engine_secret,
            "XIAOBAO_TRACKER_URL": settings.tracker,
            "RASA_TELEMETRY_ENABLED": "false",
            "PYTHONUNBUFFERED": "1",
        }
    )


def _spelled(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def supervisor_config(settings: Settings) -> Path:
    """Write the supervisor's configuration under the data directory and return its path."""
    run_dir = settings.data_dir.resolve() / "run"
    run_dir.mkdir(parents=True, exist_ok=True)
    user = "user=root" if os.getuid() == 0 else ""
    parts = [_HEAD.format(run_dir=run_dir, user=user)]
    for priority, (name, argv) in enumerate(commands(settings).items()):
        parts.append(_PROGRAM.format(name=name, command=_quoted(argv), root=ROOT, priority=priority))
    parts.append(_ANNOUNCE.format(command=_quoted([sys.executable, "-m", "xiaobao.announce"]), root=ROOT))
    path = run_dir / "supervisord.conf"
    path.write_text("".join(parts))
    return path


def _quoted(argv: list[str]) -> str:
    # supervisord expands %(…)s and splits like a shell.
    return " ".join('"' + a.replace("%", "%%").replace('"', '\\"') + '"' for a in argv)
