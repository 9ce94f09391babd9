"""The values every room speaks of: script, region and mode."""

from __future__ import annotations

from typing import Literal

Script = Literal["zh-Hans", "zh-Hant-TW", "zh-Hant-HK"]
Region = Literal["CN", "HK", "MO", "TW"]
Mode = Literal["standard", "large"]

SCRIPTS: tuple[Script, ...] = ("zh-Hans", "zh-Hant-TW", "zh-Hant-HK")
REGIONS: tuple[Region, ...] = ("CN", "HK", "MO", "TW")
MODES: tuple[Mode, ...] = ("standard", "large")
