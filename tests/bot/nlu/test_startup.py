"""TensorFlow is kept out of every process of the engine's environment, and only Rasa is deceived."""

import os
import subprocess
import sys

import pytest


def run(code: str, **environment: str) -> str:
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_rasa_starts_and_nothing_else_sees_tensorflow() -> None:
    code = """
import sys, rasa.__main__, rasa.engine.recipes.default_components, thinc.compat
assert not {"tensorflow", "keras", "tensorflow_hub"} & set(sys.modules)
assert thinc.compat.has_tensorflow is False
try:
    import tensorflow
except ImportError:
    print("absent")
"""
    assert run(code) == "absent"


def test_a_component_that_needs_tensorflow_says_so() -> None:
    code = """
from rasa.utils.tensorflow import layers
try:
    layers.tf.constant([1], dtype=None)
except RuntimeError as error:
    print(error)
"""
    assert "XIAOBAO_WITH_TENSORFLOW=1" in run(code)


@pytest.mark.parametrize(("switch", "kept_out"), [("1", "False"), ("0", "True"), ("", "True")])
def test_the_switch_takes_the_placeholder_away(switch: str, kept_out: str) -> None:
    code = "import sys; print(any(type(f).__name__ == 'RasaFinder' for f in sys.meta_path))"
    assert run(code, XIAOBAO_WITH_TENSORFLOW=switch) == kept_out


def test_every_variable_of_endpoints_yml_has_a_default() -> None:
    code = """
import os
from rasa.core.utils import AvailableEndpoints
e = AvailableEndpoints.read_endpoints("endpoints.yml")
print(e.action.url, e.tracker_store.url, os.environ["RASA_TELEMETRY_ENABLED"])
"""
    assert run(code) == "http://127.0.0.1:5055/webhook sqlite:///var/tracker.db false"
    assert "127.0.0.1:6000/" in run(code, XIAOBAO_ACTIONS_PORT="6000")
    assert "sqlite:////data/tracker.db" in run(code, XIAOBAO_DATA_DIR="/data")
