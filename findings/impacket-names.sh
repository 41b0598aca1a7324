#!/usr/bin/env bash
# impacket's winregistry cannot list the subkeys of a key when one of their names has a Latin letter outside ASCII,
# and takes a value with a name in another script for the default value.
#
# Names of Latin-1 characters are stored with one byte each. enumKey decodes them as UTF-8, so one "Café" raises
# UnicodeDecodeError, and none of its siblings is listed. A key name that is stored as UTF-16 comes back as one
# character for each byte. A value whose name is stored as UTF-16 lacks the flag of the short form, which
# enumValues takes to mean that it has no name.
# Seen with python3-impacket 0.10.0-4 (Debian 12).

. "$(dirname "$0")/debian.bash"
packages python3-impacket=0.10.0-4 python3-six=1.16.0-4
export PYTHONPATH=$PYTHONPATH:$work/root/usr/lib/python3/dist-packages

python3 - "$work" >"$work/out.txt" <<'PY'
import sys
from hive import Key, build
from impacket import winregistry

def opened(root):
    open(sys.argv[1] + '/names.hiv', 'wb').write(build(root))
    hive = winregistry.Registry(sys.argv[1] + '/names.hiv')
    return hive, hive.findKey('\\')

hive, root = opened(Key('ROOT', keys=[Key('Before'), Key('Caf\u00e9'), Key('Zebra')]))
try:
    print(hive.enumKey(root))
except UnicodeDecodeError as error:
    print(type(error).__name__)
hive, root = opened(Key('ROOT', keys=[Key('\u0416')]))
print([ascii(name) for name in hive.enumKey(root)])
text = 'text\0'.encode('utf-16-le')
hive, root = opened(Key('ROOT', [('', 1, text), ('plain', 1, text), ('\u0416', 1, text)]))
print(hive.enumValues(root))
PY
seen 'subkeys, one of them Café' UnicodeDecodeError "$(sed -n 1p "$work/out.txt")"
seen 'a key named U+0416' "[\"'\\\\x16\\\\x04'\"]" "$(sed -n 2p "$work/out.txt")"
seen 'values: default, plain, U+0416' "[b'default', b'plain', b'default']" "$(sed -n 3p "$work/out.txt")"
