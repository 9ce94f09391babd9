"""Lets Rasa be imported without TensorFlow: only Rasa's own modules see a placeholder for it.

Rasa 3.6 imports TensorFlow at start although no component of this project uses it (2.5 s, 350 MB,
2 GB of packages). `sys.modules` stays clean, so every other library (thinc, spaCy, safetensors)
finds out the ordinary way, by ImportError, that there is no TensorFlow.
"""

import builtins
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType
from typing import Any

ABSENT = frozenset({"tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras"})
# The only modules of Rasa 3.6.21 that import one of them.
IMPORTERS = (
    "rasa.core.policies.ted_policy",
    "rasa.core.policies.unexpected_intent_policy",
    "rasa.nlu.classifiers.diet_classifier",
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer",
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer",
    "rasa.nlu.selectors.response_selector",
    "rasa.utils.tensorflow.",
    "rasa.utils.train_utils",
)


class _Placeholder(type):
    """Any attribute is another placeholder class: good enough as a base, an annotation or a decorator."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = _Placeholder(name, (Absent,), {})
        setattr(cls, name, made)
        return made

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """Pass a decorated function through; anything else would need the real library."""
        if len(args) == 1 and callable(args[0]) and not kwargs:
            return args[0]
        raise RuntimeError(
            f"{cls.__name__} needs TensorFlow, which this engine runs without (docs/engine.md). "
            "Install it and set XIAOBAO_WITH_TENSORFLOW=1."
        )


class Absent(metaclass=_Placeholder):
    """Stands for TensorFlow inside Rasa's modules."""


def _import(name: str, *context: Any, **named: Any) -> Any:
    level = named.get("level", context[3] if len(context) > 3 else 0)
    if level == 0 and name.partition(".")[0] in ABSENT:
        return Absent
    return builtins.__import__(name, *context, **named)


_BUILTINS = {**vars(builtins), "__import__": _import}


class _Loader(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        module.__dict__["__builtins__"] = _BUILTINS
        super().exec_module(module)


class RasaFinder(MetaPathFinder):
    """Loads the few TensorFlow importers inside Rasa with a placeholder in TensorFlow's place."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Only for the modules in `IMPORTERS`; every other import goes its ordinary way."""
        if not fullname.startswith(IMPORTERS):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec
