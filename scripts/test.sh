#!/usr/bin/env bash
# The engine's tests beside the application's, for both wait more than they work: scripts/test.sh PROCESSES.
source "$(dirname "$0")/env.sh"
cd "$ROOT"

said="$(mktemp)"
engine/.venv/bin/python -m pytest -c engine/pytest.ini >"$said" 2>&1 &
engine=$!
trap 'kill "$engine" 2>/dev/null || true; rm -f "$said"' EXIT

failed=0
# Whole files go to the processes in our order (tests/conftest.py): those that take longest first.
.venv/bin/pytest -n "$1" --dist loadfile --no-loadscope-reorder || failed=1
wait "$engine" || failed=1
cat "$said"
exit "$failed"
