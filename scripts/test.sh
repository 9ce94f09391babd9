#!/usr/bin/env bash
# The engine's tests beside the application's, for both wait more than they work: scripts/test.sh PROCESSES.
source "$(dirname "$0")/env.sh"
cd "$ROOT"

# More than so many is no noise of the machine.
MOST_AGAIN=5
LEAKED=.pytest_cache/leaked

said="$(mktemp)"
engine/.venv/bin/python -m pytest -c engine/pytest.ini >"$said" 2>&1 &
engine=$!
trap 'kill "$engine" 2>/dev/null || true; rm -f "$said"' EXIT

# Tests that drive a browser or whole servers depend on a machine that may be busy for a minute: those that
# failed are tried once more, alone, and named. Any other failure is final, and so is a leak.
again() {
    local failed
    [[ ! -e $LEAKED ]] || return 1
    failed="$(.venv/bin/python -c 'import json; print(len(json.load(open(".pytest_cache/v/cache/lastfailed"))))')"
    ((failed > 0 && failed <= MOST_AGAIN)) || return 1
    # Exit code 5: no test collected, so none of them is an ordinary one.
    .venv/bin/pytest --last-failed --last-failed-no-failures none --collect-only -m "not stack and not browser" \
        >/dev/null 2>&1 && return 1
    (($? == 5)) || return 1
    echo "== once more, alone: $failed that need a browser or servers"
    .venv/bin/pytest --last-failed --last-failed-no-failures none -rA --show-capture=no && [[ ! -e $LEAKED ]]
}

ours=0 theirs=0
rm -f "$LEAKED"
# Whole files go to the processes in our order (tests/conftest.py): those that take longest first.
.venv/bin/pytest -n "$1" --dist loadfile --no-loadscope-reorder || ours=1
wait "$engine" || theirs=1
cat "$said"
((ours == 0)) || again || exit 1
exit "$theirs"
