#!/usr/bin/env bash
# The question of a back-test put to sort and join: writes id,count of every account that is in the dump.
#
#     sort-join.sh TABLE DUMP OUT
#
# The table is cut at its commas, so no cell may hold one, and its hashes are taken to be right and in
# upper case. Hash and id are sorted as one line, which is quicker than a key; both programs run beside
# each other, and what join writes is made a CSV beside them.
set -euo pipefail
export LC_ALL=C
awk -F, 'NR > 1 && $5 != "" { print $5 ":" $1 }' "$1" |
	sort --parallel=2 -S 1G |
	join -t: -o 1.2,2.2 --nocheck-order - "$2" |
	tr : , > "$3"
