#!/usr/bin/env bash
# System packages of the tests: Chromium with Chinese fonts, Redis and PostgreSQL. Installs what is missing.
source "$(dirname "$0")/env.sh"

has() { command -v "$1" >/dev/null 2>&1; }
wanted=()
# Debian's headless shell is the same engine with half the work.
SHELL_OF_IT=chromium-headless-shell
browser() { has chromium || has chromium-browser || has google-chrome; }
has "$SHELL_OF_IT" || (browser && ! apt-cache show "$SHELL_OF_IT" >/dev/null 2>&1) || wanted+=("$SHELL_OF_IT")
fc-list :lang=zh 2>/dev/null | grep -q . || wanted+=(fonts-noto-cjk)
ldconfig -p 2>/dev/null | grep -q 'libpangoft2-1\.0' || wanted+=(libpangoft2-1.0-0)
has redis-server || wanted+=(redis-server)
has initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || wanted+=(postgresql)
[ ${#wanted[@]} -eq 0 ] && exit 0

# The packages' own services are not wanted: tests start private ones.
if apt_install "${wanted[@]}"; then exit 0; fi
# Elsewhere there is only the whole browser.
apt_install "${wanted[@]/#$SHELL_OF_IT/chromium}" || browser || has "$SHELL_OF_IT" ||
  "$ROOT/.venv/bin/playwright" install chromium >&2 ||
  die "the browser tests need Chromium: install it and run again."
