#!/usr/bin/env bash
# hivexregedit --export writes names in two encodings into one file: Latin-1 where a name fits into it, else UTF-8.
#
# The file has no mark of either, and no encoding reads both names right. Perl warns of a "wide character" for the
# second only, so an export with names of Latin-1 alone gives no warning and is not UTF-8. The exit status is 0.
# With PERL_UNICODE=SDA in the environment all names are UTF-8.
# Seen with libwin-hivex-perl 1.3.23-1+b1 (Debian 12).

. "$(dirname "$0")/debian.bash"
packages libhivex-bin=1.3.23-1+b1 libhivex0=1.3.23-1+b1 libwin-hivex-perl=1.3.23-1+b1
PERL5LIB=$(find "$work/root" -type d -path '*/perl5*' \( -name perl5 -o -name '5.*' \) | paste -sd:)
export PERL5LIB

python3 - "$work/names.hiv" <<'PY'
import sys
from hive import Key, build
one = b'\x01\0\0\0'
open(sys.argv[1], 'wb').write(build(Key('ROOT', [('\u00e9', 4, one), ('\u0416', 4, one)])))
PY

names() { hivexregedit --export "$work/names.hiv" '\' 2>"$work/warnings.txt" | grep -a dword | cut -d'"' -f2 | od -An -tx1 | tr -d ' \n'; }
seen 'bytes of the names U+00E9 and U+0416' e90ad0960a "$(names)"
seen 'warnings of wide characters' 1 "$(grep -c 'Wide character' "$work/warnings.txt")"
export PERL_UNICODE=SDA
seen 'the same with PERL_UNICODE=SDA' c3a90ad0960a "$(names)"
