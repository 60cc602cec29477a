#!/usr/bin/env bash
# Set up what is missing (Python environment, database server), then run the pipeline.
#
#   ./run_pipeline.sh                  extract, load, build, test, publish
#   ./run_pipeline.sh gap FROM TO      the skill gap between two occupations
#   ./run_pipeline.sh --help           everything else
set -euo pipefail
ROOT=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd)
source "$ROOT/pipeline/set_up.sh"
set_up
# The caller's folder stays, so that relative paths mean what they say.
export PYTHONPATH=$ROOT${PYTHONPATH:+:$PYTHONPATH}
exec "$VENV_PYTHON" -P -m pipeline "$@"
