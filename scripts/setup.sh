#!/usr/bin/env bash
# Makes both environments from their lock files; quick when nothing changed.
source "$(dirname "$0")/env.sh"
cd "$ROOT"

sync() { # PROJECT PYTHON [ARGS…]
  local project=$1 python=$2; shift 2
  env -u VIRTUAL_ENV UV_PYTHON="$python" UV_PYTHON_DOWNLOADS=never \
    "$UV" sync -q --project "$project" --frozen --compile-bytecode "$@"
}

sync . "$PYTHON_APP"
sync engine "$PYTHON_ENGINE"
