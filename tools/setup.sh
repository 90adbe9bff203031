#!/usr/bin/env bash
# Brings a machine to where this repository runs: Debian packages, .venv, the project in it.
# Usage: tools/setup.sh run|test      Idempotent; the second time it only compares a hash.
set -euo pipefail
cd "$(dirname "$0")/.."

RUN_PACKAGES="python3 python3-venv espeak-ng sox alsa-utils fonts-noto-cjk libgl1-mesa-dri libegl1 libgles2 libmtdev1 libxss1 libusb-1.0-0
  libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
TEST_PACKAGES="git xvfb xauth chromium fonts-wqy-microhei zbar-tools poppler-utils postgresql
  umockdev gir1.2-umockdev-1.0 python3-gi qemu-system-x86 busybox-static kmod cpio"

die() { echo "setup: $*" >&2; exit 1; }

missing() {
  local package
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || echo "$package"
  done
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  else sudo --preserve-env=http_proxy,https_proxy,no_proxy,APT_CONFIG,DEBIAN_FRONTEND "$@"; fi
}

# Installing postgresql starts a server on its port; the tests start their own, so the packaged one is asked not to.
without_services() {
  local policy=/usr/sbin/policy-rc.d
  [ -e "$policy" ] && { "$@"; return; }
  as_root sh -c "printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy"
  local rc=0
  "$@" || rc=$?
  as_root rm -f "$policy"
  return "$rc"
}

debian_packages() {
  local wanted log
  wanted=$(missing "$@" | tr '\n' ' ')
  [ -z "${wanted// /}" ] && return
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || die "missing Debian packages, run as root: apt-get install $wanted"
  echo "setup: installing $wanted"
  log=$(mktemp)
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get update -qq || echo "setup: apt-get update failed, trying with the lists at hand" >&2
  # shellcheck disable=SC2086
  without_services as_root apt-get install -y -qq --no-install-recommends $wanted >"$log" 2>&1 || true
  # A service that could not start is no reason to stop; a package that is not there is.
  wanted=$(missing "$@" | tr '\n' ' ')
  if [ -n "${wanted// /}" ]; then
    tail -n 20 "$log" >&2
    die "these Debian packages could not be installed: $wanted"
  fi
  rm -f "$log"
}

fingerprint() {
  { cat pyproject.toml requirements.lock; .venv/bin/python -V; pwd; } | sha256sum | cut -d' ' -f1
}

virtualenv() {
  local stamp=.venv/.bianmin-installed
  .venv/bin/python -V >/dev/null 2>&1 || { rm -rf .venv; python3 -m venv .venv; }
  .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || die "Python 3.11 or newer is needed"
  [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint)" ] && return
  .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip -q
  echo "setup: installing the project and its pinned dependencies into .venv"
  .venv/bin/python -m pip install -q --disable-pip-version-check -r requirements.lock
  .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
  fingerprint >"$stamp"
}

# An independent ESC/POS printer judges ours in tests; it wants a newer Python than Debian's. Without one those tests say so.
oracle_virtualenv() {
  local python="" candidate stamp=.venv-oracle/.bianmin-installed wanted shim
  shim=$(command -v python3.13 || echo "$HOME/.pyenv/shims/python3.13")
  # A pyenv shim answers only where that version is chosen; the interpreters lie beside the shims.
  for candidate in python3.14 python3.13 "${shim%/*}"/../versions/3.1[3-9]*/bin/python3; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 13))' 2>/dev/null; then python=$candidate; break; fi
  done
  if [ -z "$python" ]; then
    echo "setup: no Python 3.13 or newer here: the tests against an independent printer are left out" >&2
    return
  fi
  wanted=$(sha256sum requirements-oracle.lock | cut -d' ' -f1)
  [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return
  rm -rf .venv-oracle
  "$python" -m venv .venv-oracle
  .venv-oracle/bin/python -m pip install -q --disable-pip-version-check -r requirements-oracle.lock
  echo "$wanted" >"$stamp"
}

case "${1:-}" in
  run) packages=$RUN_PACKAGES ;;
  test) packages="$RUN_PACKAGES $TEST_PACKAGES" ;;
  *) echo "usage: tools/setup.sh run|test" >&2; exit 2 ;;
esac
if command -v apt-get >/dev/null; then
  # shellcheck disable=SC2086
  debian_packages $packages
else
  echo "setup: no apt-get here; these Debian packages are expected in some form: $packages" >&2
fi
# The voice's default recordings; without them espeak-ng speaks, so this is no reason to stop.
recordings() {
  .venv/bin/python tools/voice_pack.py --if-old || echo "setup: no recordings were made, calls are said by espeak-ng" >&2
}

virtualenv
recordings
[ "$1" = test ] && oracle_virtualenv
exit 0
