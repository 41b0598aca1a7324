#!/usr/bin/env bash
# reged -x (chntpw) glues the next value to the line of one without data, and exits with 0.
#
# After "hex:" or "hex(0):" of an empty value it writes no line break. Values without data are common: 4,968 of
# 557,922 in 41 hives that Windows used. Windows' own import drops such a line, so the value glued to it is lost.
# An empty REG_SZ is written right.
# Seen with chntpw 140201-1 (Debian 12).

. "$(dirname "$0")/debian.bash"
packages chntpw=140201-1

python3 - "$work/empty.hiv" <<'PY'
import sys
from hive import Key, build
text = 'text\0'.encode('utf-16-le')
values = [('a', 1, b''), ('b', 0, b''), ('c', 3, b''), ('d', 1, text), ('e', 1, text)]
open(sys.argv[1], 'wb').write(build(Key('ROOT', values)))
PY

status=0
reged -x "$work/empty.hiv" 'HKEY_LOCAL_MACHINE\X' '\' "$work/out.reg" >/dev/null || status=$?
seen 'exit status of reged' 0 "$status"
lines=$(tr -d '\r' <"$work/out.reg" | grep '=' | paste -sd' ')
seen 'lines with values' '"a"="" "b"=hex(0):"c"=hex:"d"="text" "e"="text"' "$lines"
