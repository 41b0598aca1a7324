#!/usr/bin/env bash
# Two readers do not know big data, the storage of values above 16,344 bytes since Windows XP, and do not say so.
#
# Such a value leads to a record "db", which lists segments of 16,344 bytes. reged -x (chntpw) exports the record
# itself and then whatever follows it in the file, as many bytes as the value has, with exit status 0.
# Parse::Win32Registry gives the value no data. regfexport, reglookup and hivex read it right.
# Real hives have few of them, but important ones: AppCompatCache of SYSTEM, for example.
# Seen with chntpw 140201-1 and libparse-win32registry-perl 1.1-2 (Debian 12).

. "$(dirname "$0")/debian.bash"
packages chntpw=140201-1 libparse-win32registry-perl=1.1-2

python3 - "$work/big.hiv" <<'PY'
import sys
from hive import Key, build
open(sys.argv[1], 'wb').write(build(Key('ROOT', [('big', 3, b'\xaa' * 40000)])))
PY

status=0
reged -x "$work/big.hiv" 'HKEY_LOCAL_MACHINE\X' '\' "$work/out.reg" >/dev/null || status=$?
seen 'exit status of reged' 0 "$status"
exported=$(tr -d '\r\n\\ ' <"$work/out.reg" | sed 's/.*hex://')
seen 'how many bytes reged exports' 40000 "$(tr ',' '\n' <<<"$exported" | wc -l)"
# The value is AA all over; 64 62 03 is "db", three segments.
seen 'how they begin' '64,62,03,00' "$(cut -d, -f1-4 <<<"$exported")"

length=$(perl -I"$work/root/usr/share/perl5" -MParse::Win32Registry -e '
  my ($value) = Parse::Win32Registry->new($ARGV[0])->get_root_key->get_list_of_values;
  print length($value->get_raw_data // "")' "$work/big.hiv")
seen 'bytes that Parse::Win32Registry reads of 40,000' 0 "$length"
