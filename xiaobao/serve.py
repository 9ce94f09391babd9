"""Starts one of the application's servers: ``python -m xiaobao.serve gateway|actions``."""

import sys

import uvicorn

from xiaobao.settings import Settings


def main(name: str) -> None:
    """Serve until told to stop; the gateway faces people, the actions stay on the loopback interface."""
    settings = Settings()
    if name == "gateway":
        from gateway.app import create_app

        app, host, port = create_app(settings), settings.host, settings.port
    else:
        from actions.server import create_app as create_actions

        app, host, port = create_actions(), "127.0.0.1", settings.actions_port  # type: ignore[assignment]
    uvicorn.run(
        app, host=host, port=port, log_config=None, access_log=False, server_header=False, date_header=True,
        proxy_headers=bool(settings.trusted_proxies), forwarded_allow_ips=settings.trusted_proxies or None,
        timeout_graceful_shutdown=5, timeout_keep_alive=75, ws="none",
    )  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1])
