"""Runs at every start of the engine's interpreter (from a `.pth` file): keep it tiny, standard library only.

It prepares what the plain `rasa` commands need: TensorFlow kept out, and defaults for the variables
that `endpoints.yml` refers to (Rasa stops with an error when one is unset).
"""

import os
import sys

DEFAULTS = {
    "XIAOBAO_ACTIONS_PORT": "5055",
    "XIAOBAO_TRACKER_URL": f"sqlite:///{os.environ.get('XIAOBAO_DATA_DIR') or 'var'}/tracker.db",
    # On PostgreSQL: a schema apart, since the main database has an `events` table of its own.
    "POSTGRESQL_SCHEMA": "engine",
    # Nothing leaves this machine.
    "RASA_TELEMETRY_ENABLED": "false",
    # Rasa 3.6 is pinned to SQLAlchemy 1.4; its notes about 2.0 help nobody here.
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}
WITH_TENSORFLOW = "XIAOBAO_WITH_TENSORFLOW"


def prepare() -> None:
    """Set missing defaults; keep TensorFlow away from Rasa unless XIAOBAO_WITH_TENSORFLOW=1."""
    for name, value in DEFAULTS.items():
        if not os.environ.get(name):
            os.environ[name] = value
    if os.environ.get(WITH_TENSORFLOW) != "1":
        from xiaobao_engine.absent import RasaFinder

        sys.meta_path.insert(0, RasaFinder())


prepare()
