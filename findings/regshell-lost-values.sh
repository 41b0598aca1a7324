#!/usr/bin/env bash
# Samba's regshell loses the values that are set in a key made in the same session, and exits with 0.
#
# It lists them as long as the session lasts. The key itself is written, and a value that is set in it in a later session
# is kept.
# Seen with registry-tools 2:4.17.12+dfsg-0+deb12u4; read by reglookup 1.0.1+svn287-9 (Debian 12).

. "$(dirname "$0")/debian.bash"
packages registry-tools=2:4.17.12+dfsg-0+deb12u4 samba-libs=2:4.17.12+dfsg-0+deb12u4 libwbclient0=2:4.17.12+dfsg-0+deb12u4 \
  libldb2=2:2.6.2+samba4.17.12+dfsg-0+deb12u4 libtalloc2=2.4.0-f2 libtdb1=1.4.8-2 libtevent0=0.14.1-1 \
  reglookup=1.0.1+svn287-9 libregfi1=1.0.1+svn287-9

python3 - "$work/new.hiv" <<'PY'
import sys
from hive import Key, build
open(sys.argv[1], 'wb').write(build(Key('ROOT')))
PY

status=0
session() { regshell --file="$work/new.hiv" 2>/dev/null || status=$?; }
rows() { reglookup "$work/new.hiv" | tail -n +3 | cut -d, -f1-3 | paste -sd' '; }
listed=$(printf 'mkkey Made\nck Made\nset first REG_SZ kept\nls\n' | session | grep -o 'V ".*')
seen 'exit status of regshell' 0 "$status"
seen 'what it lists' 'V "first" REG_SZ kept' "$listed"
seen 'what is in the file' '/Made,KEY,' "$(rows)"
printf 'ck Made\nset second REG_SZ kept\n' | session >/dev/null
seen 'what is there after a later session' '/Made,KEY, /Made/second,SZ,kept' "$(rows)"
