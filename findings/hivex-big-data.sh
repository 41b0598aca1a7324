#!/usr/bin/env bash
# hivex writes a value of more than 16,344 bytes in one cell, into a hive of a version that divides such values.
#
# From version 1.4 on (1.5 is that of each hive since Windows XP), data of this length is big data: a record "db" that
# lists segments of 16,344 bytes. hivex reads it, but setval stores the data in one piece and leaves the version as
# it is. A reader that goes by version and length, as Windows does, takes the first bytes of the data for that
# record. hivex itself reads the value back, so a test that writes and reads with hivex does not notice.
# Seen with libhivex-bin 1.3.23-1+b1 (Debian 12).

. "$(dirname "$0")/debian.bash"
packages libhivex-bin=1.3.23-1+b1 libhivex0=1.3.23-1+b1 libwin-hivex-perl=1.3.23-1+b1
PERL5LIB=$(find "$work/root" -type d -path '*/perl5*' \( -name perl5 -o -name '5.*' \) | paste -sd:)
export PERL5LIB

python3 - "$work" <<'PY'
import sys
from hive import Key, build
open(sys.argv[1] + '/big.hiv', 'wb').write(build(Key('ROOT')))
data = ','.join(['ab'] * 40000)
open(sys.argv[1] + '/big.reg', 'w').write('Windows Registry Editor Version 5.00\n\n[\\]\n"big"=hex:' + data + '\n')
PY
status=0
hivexregedit --merge "$work/big.hiv" "$work/big.reg" || status=$?
seen 'exit status of hivexregedit --merge' 0 "$status"
python3 - "$work/big.hiv" >"$work/out.txt" <<'PY'
import struct, sys
data = open(sys.argv[1], 'rb').read()
print(struct.unpack_from('<I', data, 24)[0])
at = data.index(b'vk\x03\x00')
length, cell = struct.unpack_from('<II', data, at + 4)
size, = struct.unpack_from('<i', data, 4096 + cell)
print(length, -size >= length + 4, data[4096 + cell + 4:4096 + cell + 6].hex())
PY
seen 'minor version of the hive' 5 "$(sed -n 1p "$work/out.txt")"
# The record of big data would begin with 64 62, "db".
seen 'bytes of the value, whether one cell holds them, how they begin' '40000 True abab' "$(sed -n 2p "$work/out.txt")"
