#!/usr/bin/env bash
# Keys that reged -I (chntpw) creates are not counted as users of their security descriptor, and have no last write time.
#
# All keys with the same descriptor share one record, which counts them; the descriptor is removed when the count gets to
# 0. reged gives a new key the record of its parent and leaves the count as it is, so a program that trusts it removes the
# descriptor while keys still use it, once as many keys were deleted as were counted. The last write time of the new key is 0,
# the year 1601, and the time of the parent is not changed. The exit status is 2, as always when reged has changed a
# hive.
# Seen with chntpw 140201-1 (Debian 12).

. "$(dirname "$0")/debian.bash"
packages chntpw=140201-1

python3 - "$work" <<'PY'
import sys
from hive import Key, build
open(sys.argv[1] + '/new.hiv', 'wb').write(build(Key('ROOT', keys=[Key('Old')])))
text = 'Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\X\\Old\\One]\r\n\r\n[HKEY_LOCAL_MACHINE\\X\\Old\\Two]\r\n'
open(sys.argv[1] + '/new.reg', 'w', newline='').write(text)
PY
reported() {
  python3 - "$work/new.hiv" <<'PY'
import struct, sys
data = open(sys.argv[1], 'rb').read()
users, times, at = 0, [], 4096 + 32
while at + 8 <= len(data):
    size, = struct.unpack_from('<i', data, at)
    if size == 0 or data[at:at + 4] == b'hbin':
        break
    if size < 0 and data[at + 4:at + 6] == b'nk':
        users += 1
        length, = struct.unpack_from('<H', data, at + 76)
        time, = struct.unpack_from('<Q', data, at + 8)
        times.append('%s %s' % (data[at + 80:at + 80 + length].decode(), time and 'some'))
    if size < 0 and data[at + 4:at + 6] == b'sk':
        count, = struct.unpack_from('<I', data, at + 16)
    at += abs(size)
print('%d keys, counted %d; times: %s' % (users, count, ', '.join(sorted(times))))
PY
}
seen 'before' '2 keys, counted 2; times: Old some, ROOT some' "$(reported)"
status=0
reged -I -C "$work/new.hiv" 'HKEY_LOCAL_MACHINE\X' "$work/new.reg" >/dev/null || status=$?
seen 'exit status of reged -I, 2 for a changed hive' 2 "$status"
seen 'after' '4 keys, counted 2; times: Old some, One 0, ROOT some, Two 0' "$(reported)"
