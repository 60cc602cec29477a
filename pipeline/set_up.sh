# Make the Python environment; sourced by run_pipeline.sh and run_tests.sh, which set ROOT.
#
# Leaves VENV_PYTHON, the environment's interpreter. When nothing is missing this only
# compares one line of text. Bash 4 or newer, `set -euo pipefail`.

VENV=$ROOT/.venv
VENV_PYTHON=$VENV/bin/python
STAMP=$VENV/requirements.stamp         # written last: what the environment was made for
UNFINISHED=$VENV/requirements.unfinished # there while packages are being installed

say() { printf '%s\n' "$*" >&2; }

give_up() { # give_up SUMMARY [LINE...]
  say "error: $1"
  shift
  local line
  for line in "$@"; do say "  $line"; done
  exit 1
}

is_new_enough() { # is_new_enough PYTHON
  "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null
}

find_python() { # print the first interpreter that will do
  local name
  for name in python3 python3.13 python3.12 python3.11 python3.14; do
    if command -v "$name" >/dev/null && is_new_enough "$name"; then
      command -v "$name"
      return
    fi
  done
  return 1
}

has_venv() { # Debian ships Python without ensurepip until python3-venv is installed
  "$1" -c 'import ensurepip, venv' 2>/dev/null
}

is_root_with_apt() { [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; }

apt_install() { # apt_install PACKAGE...
  say "installing $* (apt-get)"
  local log
  log=$(mktemp)
  if ! { apt-get update && apt-get install -y --no-install-recommends "$@"; } \
    </dev/null >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    rm -f "$log"
    give_up "$* could not be installed" "try       apt-get install $*"
  fi
  rm -f "$log"
}

# Without root: pip's wheel is downloaded, not installed, and pip is run from it.
make_environment_without_ensurepip() { # make_environment_without_ensurepip PYTHON
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
  say "fetching pip (apt-get download python3-pip-whl; nothing is installed)"
  local folder=$ROOT/.local/pip-wheel wheel
  rm -rf "$folder"
  mkdir -p "$folder"
  (cd "$folder" && apt-get download -qq python3-pip-whl && dpkg-deb -x python3-pip-whl_*.deb .) \
    >/dev/null 2>&1 || return 1
  wheel=$(echo "$folder"/usr/share/python-wheels/pip-*.whl)
  "$1" -m venv --without-pip "$VENV" >/dev/null 2>&1 &&
    "$VENV_PYTHON" "$wheel/pip" install --quiet --disable-pip-version-check --no-index "$wheel" \
      >/dev/null 2>&1 || return 1
  rm -rf "$folder"
}

make_environment() {
  local python
  if ! python=$(find_python); then
    is_root_with_apt || give_up "Python 3.11 or newer is needed" \
      "found     $(python3 --version 2>&1 || true)" \
      "try       as root: apt-get install python3 python3-venv"
    apt_install python3 python3-venv
    python=$(find_python) || give_up "Python 3.11 or newer is needed" \
      "found     $(python3 --version 2>&1), the newest this release has" \
      "try       install a newer Python and put it first in PATH"
  fi
  rm -rf "$VENV"
  if ! has_venv "$python" && is_root_with_apt; then
    apt_install python3-venv
  fi
  if has_venv "$python"; then
    "$python" -m venv "$VENV" >&2
  elif ! make_environment_without_ensurepip "$python"; then
    rm -rf "$VENV"
    give_up "Python's venv module is not complete here, and pip could not be fetched" \
      "found     $("$python" --version) without ensurepip" \
      "try       as root: apt-get install python3-venv"
  fi
}

# One that an interrupted call left, that was moved, or whose Python was replaced.
is_unusable() {
  [[ -e $UNFINISHED ]] || ! is_new_enough "$VENV_PYTHON" ||
    ! "$VENV_PYTHON" -m pip --version >/dev/null 2>&1 || is_stamped_for_another_place
}

is_stamped_for_another_place() {
  local stamp wanted
  [[ -f $STAMP ]] || return 1
  stamp=$(<"$STAMP")
  wanted=$(wanted_stamp)
  [[ ${stamp#* } != "${wanted#* }" ]]
}

# A good environment is brought up to date; an unusable one is made anew.
install_requirements() {
  local log=$VENV/install.log
  if is_unusable; then
    make_environment
  fi
  : >"$UNFINISHED"
  say "installing requirements.txt into .venv with $("$VENV_PYTHON" --version) (once; a minute or more)"
  if ! "$VENV_PYTHON" -m pip install --disable-pip-version-check --no-input \
    -r "$ROOT/requirements.txt" </dev/null >"$log" 2>&1; then
    grep -i '^error' "$log" | head -n 3 >&2 || true
    give_up "the Python packages could not be installed" \
      "where     $log" \
      "state     nothing was started; the next call tries again" \
      "try       connect this machine to its package index, then call again"
  fi
  rm -f "$UNFINISHED"
  wanted_stamp >"$STAMP.part"
  mv "$STAMP.part" "$STAMP"
}

wanted_stamp() { # requirements, interpreter and place: an environment cannot be moved
  local sum
  sum=$(sha256sum <"$ROOT/requirements.txt")
  printf '%s %s %s\n' "${sum%% *}" "$(readlink -f "$VENV_PYTHON")" "$ROOT"
}

is_ready() {
  [[ -x $VENV_PYTHON && -f $STAMP ]] && [[ $(<"$STAMP") == "$(wanted_stamp)" ]]
}

set_up() {
  is_ready && return
  local lock=$ROOT/.local/set_up.lock
  mkdir -p "$ROOT/.local" 2>/dev/null && [[ -w $ROOT ]] ||
    give_up "this folder cannot be written to" "where     $ROOT" "found     user $(id -un)"
  exec {set_up_lock}>"$lock"
  flock -w 1800 "$set_up_lock" ||
    give_up "another process has been installing for half an hour" "where     $lock"
  is_ready || install_requirements
  exec {set_up_lock}>&-
}
