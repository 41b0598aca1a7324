#!/usr/bin/env bash
# Samba's regtree leaves out each key whose name has a letter outside ASCII, and all keys below it, and exits with 0.
#
# It says so only at debug level 5, as WERR_FILE_NOT_FOUND: it gets the name from the list of subkeys and then cannot find
# the key by that name. It makes no difference whether the name is stored with one byte or two bytes a character.
# hivex, reglookup and regfexport list these keys.
# Seen with registry-tools 2:4.17.12+dfsg-0+deb12u4 (Debian 12).

. "$(dirname "$0")/debian.bash"
packages registry-tools=2:4.17.12+dfsg-0+deb12u4 samba-libs=2:4.17.12+dfsg-0+deb12u4 libwbclient0=2:4.17.12+dfsg-0+deb12u4 \
  libldb2=2:2.6.2+samba4.17.12+dfsg-0+deb12u4 libtalloc2=2.4.0-f2 libtdb1=1.4.8-2 libtevent0=0.14.1-1

python3 - "$work/names.hiv" <<'PY'
import sys
from hive import Key, build
# The first of the two is stored as Latin-1, the other as UTF-16.
keys = [Key('Before'), Key('Caf\u00e9', keys=[Key('Below')]), Key('Zebra'), Key('\u0416uk')]
open(sys.argv[1], 'wb').write(build(Key('ROOT', keys=keys)))
PY

status=0
regtree --file="$work/names.hiv" >"$work/out.txt" 2>/dev/null || status=$?
seen 'exit status of regtree' 0 "$status"
seen 'keys that regtree lists, of Before, Café, Below, Zebra, Жuk' 'Before Zebra' "$(awk 'NF { print $1 }' "$work/out.txt" | paste -sd' ')"
