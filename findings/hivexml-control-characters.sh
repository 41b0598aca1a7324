#!/usr/bin/env bash
# hivexml writes XML that no XML parser accepts when a string has a control character, and exits with 0.
#
# XML 1.0 cannot express U+0001 to U+001F but for tab, LF and CR. Registry strings can hold them, and some do:
# two of 41 hives that Windows used have such a string. hivexml writes a character reference all the same.
# hivexregedit exports the same value as bytes.
# Seen with libhivex-bin 1.3.23-1+b1 (Debian 12).

. "$(dirname "$0")/debian.bash"
packages libhivex-bin=1.3.23-1+b1 libhivex0=1.3.23-1+b1

python3 - "$work/control.hiv" <<'PY'
import sys
from hive import Key, build
text = 'a\x01b\0'.encode('utf-16-le')
open(sys.argv[1], 'wb').write(build(Key('ROOT', [('text', 1, text)])))
PY

status=0
hivexml "$work/control.hiv" >"$work/out.xml" || status=$?
seen 'exit status of hivexml' 0 "$status"
parsed=$(python3 - "$work/out.xml" <<'PY'
import sys
from xml.parsers.expat import ParserCreate, ExpatError
try:
    ParserCreate().Parse(open(sys.argv[1], 'rb').read(), True)
    print('well-formed')
except ExpatError:
    print('not well-formed')
PY
)
seen 'what an XML parser says of its output' 'not well-formed' "$parsed"
