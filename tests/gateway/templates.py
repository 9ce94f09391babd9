"""The templates of all gateways of one process, compiled once."""

from functools import partial
from typing import Any

from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache


class _Kept(BytecodeCache):
    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


# In place of `gateway.pages.render.Environment`.
compiled_once = partial(Environment, bytecode_cache=_Kept())
