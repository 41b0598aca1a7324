#!/usr/bin/env bash
# regfexport (libregf) shows other bytes than are stored when a value has one to three of them.
#
# A value of up to four bytes lies in the value record itself, at the low addresses of its data field. Windows
# stores all of them so. regfexport takes such data from the end of the field: of 01 02 03 it shows 02 03 00, of
# 01 it shows 00. Four bytes, and anything longer, are shown right; hivex and reglookup show all of them right.
# In real hives this concerns every REG_BINARY boolean of a boot configuration (BCD), among others.
# Seen with libregf-utils 20201007-2+b2 (Debian 12).

. "$(dirname "$0")/debian.bash"
packages libregf-utils=20201007-2+b2 libregf1=20201007-2+b2

python3 - "$work/small.hiv" <<'PY'
import sys
from hive import Key, build
values = [(str(n), 3, bytes(range(1, n + 1))) for n in (1, 2, 3, 4, 5)]
open(sys.argv[1], 'wb').write(build(Key('ROOT', values)))
PY

shown=$(regfexport "$work/small.hiv" | sed -n 's/^00000000: \(\([0-9a-f][0-9a-f] \)*\).*/\1/p' | sed 's/ *$//' | paste -sd,)
seen 'bytes shown for 01, 01 02, 01 02 03, 01 02 03 04, 01 02 03 04 05' \
  '00,00 00,02 03 00,01 02 03 04,01 02 03 04 05' "$shown"
