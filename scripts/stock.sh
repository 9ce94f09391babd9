#!/usr/bin/env bash
# The stock Rasa environment with TensorFlow (2 GB): only the measurements need it.
source "$(dirname "$0")/env.sh"
cd "$ROOT"
env -u VIRTUAL_ENV UV_PYTHON="$PYTHON_ENGINE" UV_PYTHON_DOWNLOADS=never \
  "$UV" sync -q --project bench/stock --frozen --compile-bytecode
