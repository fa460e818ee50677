#!/usr/bin/env bash
# A back-test by sort and join: writes id,count of every account whose hash is in the dump.
#
#     sort-join.sh TABLE DUMP OUT
#
# Cells must not contain commas, and hashes must be valid and in upper case. Hash and id are sorted as one
# line, which is faster than a key. All programs of the pipeline run concurrently.
set -euo pipefail
export LC_ALL=C
awk -F, 'NR > 1 && $5 != "" { print $5 ":" $1 }' "$1" |
	sort --parallel=2 -S 1G |
	join -t: -o 1.2,2.2 --nocheck-order - "$2" |
	tr : , > "$3"
