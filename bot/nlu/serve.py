"""Starts the engine: `python -m bot.nlu.serve --port 5005` from the project's root.

The same server as `rasa run -i 127.0.0.1 -p 5005`, without the parts of Rasa's command line it does not need.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import sys
import warnings

LOOPBACK = "127.0.0.1"


def main(arguments: list[str] | None = None) -> int:
    """Serve until stopped; 1 with one sentence when there is no model or a setting is wrong."""
    options = _options(arguments)
    # Millions of objects are made while Rasa is imported and none of them is garbage.
    gc.disable()
    from rasa.shared.exceptions import RasaException
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    # Rasa's debug log holds what customers write; it is never wanted here.
    configure_logging_and_warnings(logging.INFO, None, warn_only_once=True, filter_repeated_logs=True)
    configure_structlog(logging.INFO)
    logging.basicConfig(
        force=True, level=logging.INFO, format="%(asctime)s %(levelname)-8s %(name)s  %(message)s"
    )
    try:
        _serve(options)
    except RasaException as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.nlu.serve", description="Start Xiaobao's engine.")
    # Elsewhere than on the loopback only behind a network that nobody but the gateway reaches.
    parser.add_argument("--host", default=os.environ.get("XIAOBAO_ENGINE_HOST") or LOOPBACK)
    parser.add_argument("--port", type=int, default=int(os.environ.get("XIAOBAO_ENGINE_PORT", "5005")))
    parser.add_argument("--model", default="models", help="a model archive, or a directory: its newest")
    parser.add_argument("--endpoints", default="endpoints.yml")
    parser.add_argument("--credentials", default="credentials.yml")
    return parser.parse_args(arguments)


def _serve(options: argparse.Namespace) -> None:
    # Sanic turns deprecation warnings on; what is pinned cannot follow them.
    import sanic  # noqa: F401

    warnings.simplefilter("ignore", DeprecationWarning)
    import rasa.core.run
    import rasa.model
    from rasa.core.utils import AvailableEndpoints

    rasa.core.run.serve_application(
        rasa.model.get_local_model(options.model),
        credentials=options.credentials,
        endpoints=AvailableEndpoints.read_endpoints(options.endpoints),
        interface=options.host,
        port=options.port,
        enable_api=False,
    )


if __name__ == "__main__":
    sys.exit(main())
