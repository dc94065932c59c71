#!/usr/bin/env bash
# Makes the Python environments of the inference servers that tests talk to, in .cache/servers; those that are there stay.
# usage: scripts/servers.sh [triton] [mlserver] [kserve]   without a name: triton and mlserver, which the tests need
set -euo pipefail
cd "$(dirname "$0")/.."
declare -A packages=([triton]=nvidia-pytriton==0.7.0 [mlserver]=mlserver==1.7.1 [kserve]=kserve==0.21.0)
[ $# -gt 0 ] || set -- triton mlserver
# Triton's Python backend loads the system's own libpython, and fails with the standard library of another one.
if ! /usr/bin/python3 -c 'import ensurepip' 2>/dev/null || ! ldconfig -p | grep -q 'libpython3\.11\.so\.1\.0'; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv libpython3.11 >/dev/null
fi
for name in "$@"; do
  package=${packages[$name]:?"unknown server $name; expected triton, mlserver or kserve"}
  folder=.cache/servers/$name
  [ -e "$folder/installed-$package" ] && continue
  rm -rf "$folder"
  /usr/bin/python3 -m venv "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check "$package"
  touch "$folder/installed-$package"
done
