#!/usr/bin/env bash
# Parse::Win32Registry replaces each character above U+FFFF by U+FFFD U+FFFD, so that different keys have
# one name.
#
# It reads each UTF-16 unit as a character of its own and replaces surrogates, in names and in strings. The ideographs of
# extension B, which occur in Chinese and Japanese personal names, take two units.
# Seen with libparse-win32registry-perl 1.1-2 (Debian 12).

. "$(dirname "$0")/debian.bash"
packages libparse-win32registry-perl=1.1-2

python3 - "$work/names.hiv" <<'PY'
import sys
from hive import Key, build
text = '\U00020000\0'.encode('utf-16-le')
keys = [Key('\U00020000'), Key('\U00020001')]
open(sys.argv[1], 'wb').write(build(Key('ROOT', [('text', 1, text)], keys)))
PY

perl -I"$work/root/usr/share/perl5" -MParse::Win32Registry -e '
  my $root = Parse::Win32Registry->new($ARGV[0])->get_root_key;
  printf "%vX\n", $_->get_name for $root->get_list_of_subkeys;
  printf "%vX\n", $root->get_value("text")->get_data' "$work/names.hiv" >"$work/out.txt"
seen 'the key U+20000' FFFD.FFFD "$(sed -n 1p "$work/out.txt")"
seen 'the key U+20001' FFFD.FFFD "$(sed -n 2p "$work/out.txt")"
seen 'the string U+20000' FFFD.FFFD "$(sed -n 3p "$work/out.txt")"
