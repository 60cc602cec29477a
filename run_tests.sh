#!/usr/bin/env bash
# Run the tests on a server of their own, which is thrown away; arguments go to pytest.
# Without arguments a process a core (four at most) takes a file at a time, each with its server.
#
#   ./run_tests.sh                                     everything
#   ./run_tests.sh tests/unit -k settings              some
#   SKILLGAP_TEST_SERVER=mariadb ./run_tests.sh        on MariaDB
set -euo pipefail
ROOT=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd)
source "$ROOT/pipeline/set_up.sh"
set_up
cd "$ROOT"
[ $# -gt 0 ] || set -- -n auto --maxprocesses 4 --dist loadfile
exec "$VENV_PYTHON" -m pytest "$@"
