"""A browser without script at the pages to learn from."""

from tests.gateway.complaints.conftest import Browser, browser, text_of
from tests.gateway.conftest import Gateway, engine, gateway, settings

__all__ = ["Browser", "Gateway", "browser", "engine", "gateway", "settings", "text_of"]
