# Sourced by the findings: brings pinned Debian packages into a temporary folder that is removed at the end.
# Needs Debian 12 (or another system whose apt serves these versions), dpkg and python3. Nothing is installed
# on the system itself.

set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1

# packages NAME=VERSION...: unpacks the packages below $work/root and puts their programs on the path.
packages() {
  mkdir -p "$work/debs" "$work/root"
  (cd "$work/debs" && apt-get download -q "$@" >/dev/null)
  for deb in "$work"/debs/*.deb; do dpkg -x "$deb" "$work/root"; done
  export PATH=$work/root/usr/bin:$work/root/usr/sbin:$PATH
  LD_LIBRARY_PATH=$(find "$work/root" -name '*.so.*' -printf '%h\n' | sort -u | paste -sd:)
  export LD_LIBRARY_PATH
}

# seen WHAT EXPECTED ACTUAL: fails when a tool behaves in another way than this finding states.
seen() {
  if [ "$2" = "$3" ]; then
    printf '%s: %s\n' "$1" "$3"
  else
    printf 'CHANGED: %s\n  stated: %s\n  now:    %s\n' "$1" "$2" "$3" >&2
    exit 1
  fi
}
