#!/usr/bin/env bash
# Samba's regtree takes no notice of the length of a value: it shows the whole cell, and reads a big-endian number as
# little-endian.
#
# A value of up to four bytes lies in a field of four bytes in its record, longer data in a cell whose size is a multiple
# of 8, less 4. regtree shows the field or the cell whatever length the record states, so "01" cannot be told from
# "01 00 00 00". The data 00 00 00 01 of REG_DWORD_BIG_ENDIAN is the number 1; regtree shows 0x01000000, while reglookup and
# regfexport show 1.
# Seen with registry-tools 2:4.17.12+dfsg-0+deb12u4 (Debian 12).

. "$(dirname "$0")/debian.bash"
packages registry-tools=2:4.17.12+dfsg-0+deb12u4 samba-libs=2:4.17.12+dfsg-0+deb12u4 libwbclient0=2:4.17.12+dfsg-0+deb12u4 \
  libldb2=2:2.6.2+samba4.17.12+dfsg-0+deb12u4 libtalloc2=2.4.0-f2 libtdb1=1.4.8-2 libtevent0=0.14.1-1

python3 - "$work/values.hiv" <<'PY'
import sys
from hive import Key, build
values = [('one', 3, b'\x01'), ('three', 3, b'\x01\x02\x03'), ('five', 3, b'\x01\x02\x03\x04\x05'), ('big', 5, b'\0\0\0\x01')]
open(sys.argv[1], 'wb').write(build(Key('ROOT', values)))
PY

shown() { regtree --file="$work/values.hiv" 2>/dev/null | sed -n "s/^ *$1 = //p"; }
seen 'data 01 in regtree' 'REG_BINARY : 01000000' "$(shown one)"
seen 'data 01 02 03' 'REG_BINARY : 01020300' "$(shown three)"
seen 'data 01 02 03 04 05' 'REG_BINARY : 010203040500000000000000' "$(shown five)"
seen 'the big-endian number 1' 'REG_DWORD_BIG_ENDIAN : 0x01000000' "$(shown big)"
