#!/usr/bin/env bash
# A hive to which hivex adds a thousand subkeys grows by five megabytes, of which a hundred kilobytes are in use.
#
# For each subkey hivex writes a new list of all subkeys of the parent at the end of the file and frees the one
# before, but it never puts anything into a freed cell, not in a later session either. So the file grows with the
# square of the number of keys, and it does not become smaller. Windows and reged reuse free cells.
# Seen with libhivex-bin 1.3.23-1+b1 (Debian 12).

. "$(dirname "$0")/debian.bash"
packages libhivex-bin=1.3.23-1+b1 libhivex0=1.3.23-1+b1

python3 - "$work/grown.hiv" <<'PY'
import sys
from hive import Key, build
open(sys.argv[1], 'wb').write(build(Key('ROOT')))
PY
bytes() { stat -c %s "$work/grown.hiv"; }
# used: the bytes of the cells in use, each of which begins with its size as a negative number.
used() {
  python3 - "$work/grown.hiv" <<'PY'
import struct, sys
data = open(sys.argv[1], 'rb').read()
total, bin_at = 0, 4096
while data[bin_at:bin_at + 4] == b'hbin':
    at, end = bin_at + 32, bin_at + struct.unpack_from('<I', data, bin_at + 8)[0]
    while at < end:
        size, = struct.unpack_from('<i', data, at)
        total, at = total + max(-size, 0), at + abs(size)
    bin_at = end
print(total)
PY
}
seen 'bytes of an empty hive' 8192 "$(bytes)"
{ for i in $(seq 1000 1499); do printf 'add key%s\n' "$i"; done; echo commit; } | hivexsh -w "$work/grown.hiv"
seen 'bytes with 500 subkeys' 1368064 "$(bytes)"
{ for i in $(seq 1500 1999); do printf 'add key%s\n' "$i"; done; echo commit; } | hivexsh -w "$work/grown.hiv"
seen 'bytes with 1,000 subkeys, added in a second session' 5468160 "$(bytes)"
seen 'of which in use' 96200 "$(used)"
