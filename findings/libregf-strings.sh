#!/usr/bin/env bash
# libregf gives as the data and size of a string what it makes of the text, not what the hive stores.
#
# `data` and `data_size` of a value of type REG_SZ or REG_EXPAND_SZ end after the first NUL, whatever follows it, and an
# odd last byte becomes a whole character with a NUL after it. Bytes after a NUL are a known place to hide data, and
# they are in no output of regfexport either. A list of strings that ends without a NUL loses its last string.
# reglookup and hivex give all the bytes.
# Seen with python3-libregf 20201007-2+b2 (Debian 12).

. "$(dirname "$0")/debian.bash"
packages python3-libregf=20201007-2+b2 libregf1=20201007-2+b2
export PYTHONPATH=$PYTHONPATH:$work/root/usr/lib/python3/dist-packages

python3 - "$work/strings.hiv" <<'PY'
import sys
from hive import Key, build
values = [('tail', 1, 'seen\0hidden\0'.encode('utf-16-le')), ('odd', 1, b'a\0b\0c'), ('list', 7, 'one\0two'.encode('utf-16-le'))]
open(sys.argv[1], 'wb').write(build(Key('ROOT', values)))
PY
# python3 of Debian, for which the module is built.
/usr/bin/python3 - "$work/strings.hiv" >"$work/out.txt" <<'PY'
import sys
import pyregf
hive = pyregf.file()
hive.open(sys.argv[1])
values = {value.name: value for value in hive.get_root_key().values}
print(values['tail'].data_size, values['tail'].data.decode('utf-16-le').rstrip('\0'))
print(values['odd'].data_size, values['odd'].data.hex())
print(list(values['list'].get_data_as_multi_string()))
PY
seen 'of 24 bytes, "seen", NUL, "hidden", NUL' '10 seen' "$(sed -n 1p "$work/out.txt")"
seen 'of 61 00 62 00 63' '8 6100620063000000' "$(sed -n 2p "$work/out.txt")"
seen 'of the strings one and two, no NUL at the end' "['one']" "$(sed -n 3p "$work/out.txt")"
