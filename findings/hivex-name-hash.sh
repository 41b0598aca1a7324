#!/usr/bin/env bash
# hivex writes a wrong name hash into the subkey list for a key whose name has a letter outside ASCII.
#
# An lh list holds a hash of each name, over its upper-cased UTF-16 units; Windows finds keys by it. hivex works
# it out over the bytes of the name's UTF-8 form instead, which is the same for ASCII only. A key made by hivex
# is listed by every reader that walks the tree, but a lookup that trusts the hash does not find it.
# For "Ölfarbe" the hash is 0x18FFAE96; hivex writes 0xA66BE73D. The neighbour "Oelfarbe" is right.
# Seen with libhivex-bin 1.3.23-1+b1 (Debian 12).

. "$(dirname "$0")/debian.bash"
packages libhivex-bin=1.3.23-1+b1 libhivex0=1.3.23-1+b1

python3 - "$work/names.hiv" <<'PY'
import sys
from hive import Key, build
open(sys.argv[1], 'wb').write(build(Key('ROOT', keys=[Key('Alpha'), Key('Ärger')])))
PY
printf 'add Ölfarbe\nadd Oelfarbe\ncommit\n' | LC_ALL=C.UTF-8 hivexsh -w "$work/names.hiv" >/dev/null

hashes=$(python3 - "$work/names.hiv" <<'PY'
import struct, sys
from hive import name_hash
data = open(sys.argv[1], 'rb').read()
root = 4096 + 4 + struct.unpack_from('<I', data, 36)[0]
leaf = 4096 + 4 + struct.unpack_from('<I', data, root + 28)[0]
signature, count = struct.unpack_from('<2sH', data, leaf)
assert signature == b'lh' and count == 4
for index in range(count):
    at, stored = struct.unpack_from('<II', data, leaf + 4 + 8 * index)
    length, = struct.unpack_from('<H', data, 4096 + 4 + at + 72)
    name = data[4096 + 4 + at + 76:][:length].decode('latin-1')
    print(name, 'right' if stored == name_hash(name) else 'wrong: 0x%08X' % stored)
PY
)
seen 'hashes in the list' 'Alpha right,Oelfarbe right,Ärger right,Ölfarbe wrong: 0xA66BE73D' \
  "$(paste -sd, <<<"$hashes")"
