#!/usr/bin/env bash
# reglookup-recover names the key of a deleted value or does not, depending on the order of their cells in the file.
#
# A deleted key, its value list, its values and their data are all there, in free space that nothing has written to.
# reglookup-recover follows the list and prints the values with the path of the key. But a list or value whose last
# byte is the last one of a run of bytes that it has not used yet counts as overwritten: the value is printed without
# a path then, like one whose key nobody knows, and if it is the list, all of them are. The key is the same in all
# hives below; only the order of the four kinds of cells differs: key, list, values, data.
# Seen with reglookup 1.0.1+svn287-9 (Debian 12).

. "$(dirname "$0")/debian.bash"
packages reglookup=1.0.1+svn287-9 libregfi1=1.0.1+svn287-9 libtalloc2=2.4.0-f2

cat >"$work/deleted.py" <<'PY'
"""Writes a hive with a deleted key `gone` and two values: deleted.py FILE ORDER, such as `key list values data`."""
import struct
import sys
from hive import NIL, Key, build

file, order = sys.argv[1], sys.argv[2].split()
TEXTS = [f'text {n} of it\0'.encode('utf-16-le') for n in range(2)]
hive = bytearray(build(Key('ROOT', [], [Key('kept')])))
base, at, root = 4096, 4096 + 32, None
while (size := struct.unpack_from('<i', hive, at)[0]) < 0:
    if hive[at + 80:at + 84] == b'ROOT':
        root = at - base
    at -= size
# The only free cell is left; what was deleted lies in it, as it does after the cells were merged.
sizes = {'key': [88], 'list': [16], 'values': [32, 32], 'data': [32, 32]}
places = {}
for kind in order:
    places[kind] = [at + sum(sizes[kind][:n]) for n in range(len(sizes[kind]))]
    at += sum(sizes[kind])


def write(kind, n, payload):
    struct.pack_into('<i', hive, places[kind][n], sizes[kind][n])
    start = places[kind][n] + 4
    hive[start:start + len(payload)] = payload


def offset(kind, n=0):
    return places[kind][n] - base


write('key', 0, struct.pack('<2sHQ15IHH', b'nk', 0x20, 0x01D9000000000000, 0, root, 0, 0, NIL, NIL, 2,
                            offset('list'), 32, NIL, 0, 0, 14, len(TEXTS[0]), 0, 4, 0) + b'gone')
write('list', 0, struct.pack('<2I', offset('values', 0), offset('values', 1)))
for n, text in enumerate(TEXTS):
    write('values', n, struct.pack('<2sHIIIHH', b'vk', 7, len(text), offset('data', n), 1, 1, 0) + b'value %d' % n)
    write('data', n, text)
first = min(places[kind][0] for kind in order)
struct.pack_into('<i', hive, first, len(hive) - first)
open(file, 'wb').write(hive)
PY

# paths ORDER...: path and name of the values that it finds.
paths() {
  python3 "$work/deleted.py" "$work/deleted.hiv" "$*"
  reglookup-recover -H "$work/deleted.hiv" 2>/dev/null | awk -F, '$3 == "VALUE" { print $4 ":" $5 }' | paste -sd,
}

seen 'key, list, values, data' '/ROOT/gone:value 0,/ROOT/gone:value 1' "$(paths key list values data)"
seen 'key, values, list, data' '/ROOT/gone:value 0,:value 1' "$(paths key values list data)"
seen 'list, key, data, values' ':value 0,:value 1' "$(paths list key data values)"
