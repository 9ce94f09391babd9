#!/usr/bin/env bash
# Finds or fetches what the project stands on: uv, Python 3.10 (engine) and a current Python (application).
# Sourced by the other scripts; sets UV, PYTHON_ENGINE and PYTHON_APP to absolute paths.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TOOLS="$ROOT/.tools"
# A server started without byte code pays seconds at every start.
unset PYTHONDONTWRITEBYTECODE
export RASA_TELEMETRY_ENABLED=false

die() { printf 'xiaobao: %s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null 2>&1; then sudo -n "$@"; else return 1; fi
}

apt_install() {
  command -v apt-get >/dev/null 2>&1 || return 1
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

# answers VERSION PYTHON: does this interpreter really run, and is it of that version?
answers() { [ "$("$2" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$1" ]; }

any_python() {
  local candidate
  for candidate in python3 python python3.14 python3.13 python3.12 python3.11 python3.10; do
    if "$candidate" -c 'import sys; assert sys.version_info >= (3, 8)' 2>/dev/null; then
      command -v "$candidate"; return
    fi
  done
  return 1
}

find_uv() {
  if command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then command -v uv; return; fi
  if [ -x "$TOOLS/uv/bin/uv" ]; then echo "$TOOLS/uv/bin/uv"; return; fi
  local python; python=$(any_python) || die "no Python found: install Python 3 (any version from 3.8)."
  mkdir -p "$TOOLS"
  if ! { "$python" -m venv "$TOOLS/uv" && "$TOOLS/uv/bin/python" -m pip install -q uv; } >/dev/null 2>&1; then
    rm -rf "$TOOLS/uv"
    # Debian splits venv off; pip alone can still install into a folder.
    "$python" -m pip install -q --target "$TOOLS/uv" uv >&2 ||
      { apt_install python3-venv && "$python" -m venv "$TOOLS/uv" && "$TOOLS/uv/bin/python" -m pip install -q uv >&2; } ||
      die "could not install uv: run 'pip install uv' and try again."
  fi
  echo "$TOOLS/uv/bin/uv"
}

# Every place where a Python of VERSION may stand; shims are tried too, but only believed when they answer.
python_candidates() {
  local version=$1 base
  for base in "${PYENV_ROOT:-}" "$HOME/.pyenv" /opt/pyenv /usr/local/pyenv "${ASDF_DATA_DIR:-$HOME/.asdf}/installs/python" "$HOME/.local/share/mise/installs/python"; do
    [ -n "$base" ] && ls -d "$base"/versions/"$version"*/bin/python"$version" "$base"/"$version"*/bin/python"$version" 2>/dev/null | sort -V -r
  done
  ls -d "${XDG_DATA_HOME:-$HOME/.local/share}"/uv/python/cpython-"$version".*/bin/python"$version" 2>/dev/null || true
  type -aP "python$version" 2>/dev/null || true
  ls "$HOME"/{miniconda3,miniforge3,anaconda3}/envs/*/bin/python"$version" /opt/python*/bin/python"$version" \
     /usr/bin/python"$version" /usr/local/bin/python"$version" 2>/dev/null || true
}

find_python() {
  local version=$1 candidate
  while read -r candidate; do
    if answers "$version" "$candidate"; then echo "$candidate"; return; fi
  done < <(python_candidates "$version")
  return 1
}

fetch_python() {
  local version=$1
  "$UV" python install -q "$version" >&2 2>/dev/null ||
    { command -v pyenv >/dev/null 2>&1 && pyenv install -s "$version" >&2; } ||
    apt_install "python$version" "python$version-venv" 2>/dev/null || return 1
  find_python "$version"
}

find_app_python() {
  local version
  for version in 3.14 3.13 3.12 3.11; do find_python "$version" && return; done
  fetch_python 3.13
}

UV=$(find_uv)
PYTHON_ENGINE=$(find_python 3.10 || fetch_python 3.10) ||
  die "Python 3.10 is needed for the engine and could not be fetched: install it (e.g. 'uv python install 3.10' or 'pyenv install 3.10')."
PYTHON_APP=$(find_app_python) ||
  die "Python 3.11 or later is needed and could not be fetched: install it (e.g. 'uv python install 3.13')."
export UV PYTHON_ENGINE PYTHON_APP ROOT
