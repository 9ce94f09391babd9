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

# Receipts as PDF need Pango and a Chinese font; without them customers get the page to print.
if command -v ldconfig >/dev/null 2>&1 && ! ldconfig -p | grep -q 'libpangoft2-1\.0'; then missing=libpangoft2-1.0-0; fi
if ! fc-list :lang=zh 2>/dev/null | grep -q .; then missing="${missing:-} fonts-noto-cjk"; fi
if [ -n "${missing:-}" ]; then
  echo "xiaobao: for receipts as PDF install Pango and a Chinese font (Debian: apt-get install $missing); until then they are printed by the browser." >&2
fi
