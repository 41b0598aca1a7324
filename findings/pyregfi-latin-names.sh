#!/usr/bin/env bash
# pyregfi (reglookup) garbles names with a Latin letter outside ASCII, and does not find keys by them.
#
# Windows stores a name of Latin-1 characters with one byte each. pyregfi takes such bytes for UTF-8. In the name
# of a value the letters become U+FFFD; the name of a key is read as UTF-16 then, two letters to a unit. A key that subkeys
# lists cannot be looked up by its real name. Names that are stored as UTF-16 are right.
# Seen with python3-pyregfi 1.0.1+svn287-9 (Debian 12).

. "$(dirname "$0")/debian.bash"
packages python3-pyregfi=1.0.1+svn287-9 libregfi1=1.0.1+svn287-9
export PYTHONPATH=$PYTHONPATH:$work/root/usr/lib/python3/dist-packages

python3 - "$work/names.hiv" <<'PY'
import sys
from hive import Key, build
one = b'\x01\0\0\0'
keys = [Key('plain'), Key('caf\u00e9'), Key('\u0416')]
open(sys.argv[1], 'wb').write(build(Key('ROOT', [('caf\u00e9', 4, one), ('\u0416', 4, one)], keys)))
PY
/usr/bin/python3 - "$work/names.hiv" >"$work/out.txt" <<'PY'
import sys
import pyregfi
root = pyregfi.openHive(sys.argv[1]).root
print(*(ascii(value.name) for value in root.values))
print(*(ascii(key.name) for key in root.subkeys))
for name in ('plain', 'caf\u00e9', '\u0416'):
    try:
        root.subkeys[name]
        print('found')
    except KeyError:
        print('KeyError')
PY
seen 'values café and Ж' "'caf\\ufffd' '\\u0416'" "$(sed -n 1p "$work/out.txt")"
seen 'keys café, plain, Ж' "'\\u6163\\ue966' 'plain' '\\u0416'" "$(sed -n 2p "$work/out.txt")"
seen 'subkeys["plain"], subkeys["café"], subkeys["Ж"]' 'found KeyError found' "$(sed -n '3,$p' "$work/out.txt" | paste -sd' ')"
