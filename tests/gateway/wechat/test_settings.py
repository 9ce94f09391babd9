"""A configuration that cannot work stops the start and says which setting is wrong."""

import pytest
from pydantic import ValidationError

from tests.gateway.wechat.signed import settings_for


@pytest.mark.parametrize("mode", ["aes", "compatible", "plain"])
def test_a_whole_configuration_starts(mode: str) -> None:
    assert settings_for(mode).wechat_mode == mode


def test_without_an_account_nothing_is_wanted() -> None:
    unused = settings_for(wechat_app_id="", wechat_token="", wechat_aes_key="", wechat_secret="")
    assert unused.wechat_app_id == ""


@pytest.mark.parametrize(
    ("mode", "changes", "named"),
    [
        ("aes", {"wechat_token": ""}, "wechat_token is missing"),
        ("aes", {"wechat_token": "ab"}, "3 to 32"),
        ("aes", {"wechat_token": "with space"}, "3 to 32"),
        ("aes", {"wechat_aes_key": ""}, "wechat_aes_key is missing"),
        ("compatible", {"wechat_aes_key": ""}, "wechat_aes_key is missing"),
        ("aes", {"wechat_aes_key": "short"}, "43 characters"),
        ("aes", {"wechat_aes_key": "-" * 43}, "43 characters"),
        ("plain", {"wechat_aes_key": "a" * 43}, "wechat_aes_key is set"),
        ("aes", {"wechat_secret": ""}, "wechat_secret is missing"),
        ("aes", {"wechat_app_id": "gh_1"}, "wechat_app_id"),
        ("aes", {"wechat_account": "gh 1"}, "wechat_account"),
        ("aes", {"wechat_api": "http://api.weixin.qq.com"}, "wechat_api"),
        ("aes", {"wechat_api": "https://api.weixin.qq.com/cgi-bin"}, "wechat_api"),
        ("aes", {"wechat_api": "http://127.0.0.1.example.com"}, "wechat_api"),
        ("none", {}, "wechat_mode"),
    ],
)
def test_what_cannot_work_is_named(mode: str, changes: dict[str, object], named: str) -> None:
    with pytest.raises(ValidationError, match=named) as refused:
        settings_for(mode, **changes)
    for secret in ("abcdefghij", "0123456789abcdef"):
        assert secret not in str(refused.value)


def test_an_account_that_cannot_push_needs_no_secret() -> None:
    assert settings_for(wechat_secret="", wechat_push=False).wechat_push is False
