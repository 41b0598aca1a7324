#!/usr/bin/env bash
# impacket's winregistry returns a number for any data of up to four bytes: 65 for the string "A", 0 for an empty one.
#
# Such data lies in the value record. getValue returns the field as an integer, whatever type and length the record
# states, so that a program that expects bytes gets an int, and 01 cannot be told from 01 00 00 00. Longer data comes as bytes.
# Seen with python3-impacket 0.10.0-4 (Debian 12).

. "$(dirname "$0")/debian.bash"
packages python3-impacket=0.10.0-4 python3-six=1.16.0-4
export PYTHONPATH=$PYTHONPATH:$work/root/usr/lib/python3/dist-packages

python3 - "$work" >"$work/out.txt" <<'PY'
import sys
from hive import Key, build
from impacket import winregistry
values = [('letter', 1, b'A\0'), ('empty', 1, b''), ('byte', 3, b'\x01'), ('longer', 1, b'A\0B\0\0\0')]
open(sys.argv[1] + '/short.hiv', 'wb').write(build(Key('ROOT', values)))
hive = winregistry.Registry(sys.argv[1] + '/short.hiv')
for name, kind, data in values:
    print(hive.getValue('\\' + name))
PY
seen 'REG_SZ "A" without a NUL' '(1, 65)' "$(sed -n 1p "$work/out.txt")"
seen 'REG_SZ without data' '(1, 0)' "$(sed -n 2p "$work/out.txt")"
seen 'REG_BINARY 01' '(3, 1)' "$(sed -n 3p "$work/out.txt")"
seen 'REG_SZ "AB"' "(1, b'A\\x00B\\x00\\x00\\x00')" "$(sed -n 4p "$work/out.txt")"
