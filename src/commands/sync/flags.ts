/** The flags of `credcheck sync`. */

import {
	DEFAULT_CONCURRENCY,
	DEFAULT_MAX_AGE_MS,
	DEFAULT_SWEEP_EVERY_MS,
	DEFAULT_TIMEOUT_MS,
	PROBES,
} from '../../sync/defaults.ts';
import type { Flags, FlagValues } from '../flag.ts';
import { COMMON_FLAGS, SOURCE_FLAGS, TABLE_FLAGS } from '../shared-flags.ts';
import { duration, file, prefixes, wholeNumber } from '../values.ts';

export const SYNC_FLAGS = {
	...SOURCE_FLAGS,
	prefixes: {
		value: 'A-B',
		type: prefixes,
		help: 'only these prefixes, such as 00000-000FF',
		manual:
			'Only the prefixes from `A` to `B`, both included. `A` alone is one prefix. Each is five hex digits.',
	},
	for: {
		value: 'ACCOUNTS.csv',
		type: file,
		help: 'only the prefixes that this table needs',
		manual: `Only the prefixes of this table's hashes. The source learns these prefixes and nothing else; without
			the flag all 1,048,576 are requested, which says nothing about your accounts.`,
	},
	...TABLE_FLAGS,
	maxAge: {
		value: 'DURATION',
		type: duration(),
		default: DEFAULT_MAX_AGE_MS,
		defaultText: '12h',
		help: 'skip ranges checked more recently than this',
		manual:
			'Skip ranges that were checked more recently than this: `30m`, `12h`, `7d`, or `0` to skip none.',
	},
	ifChanged: {
		help: 'probe a few ranges first, and stop if none has changed',
		manual: `Request ${PROBES} ranges first, spread over all and different ones each time, and the others only if
			one of these has changed. A bulk load touches every range and is never missed. A change to one range
			in 20 is missed one time in 12, a change to one in 100 three times in five, until a later probe or
			\`--sweep-every\` finds it. Missing ranges, failed ranges and an interrupted sweep are always fetched,
			whatever the probe finds. Below ${2 * PROBES} ranges there is no probe.`,
	},
	sweepEvery: {
		value: 'DURATION',
		type: duration(),
		default: DEFAULT_SWEEP_EVERY_MS,
		defaultText: '7d',
		help: 'with --if-changed, recheck ranges older than this anyway',
		manual:
			'With `--if-changed`, recheck ranges last checked longer ago than this, whatever the probe finds.',
	},
	concurrency: {
		value: 'N',
		type: wholeNumber(1, 1024),
		default: DEFAULT_CONCURRENCY,
		help: 'requests in flight',
		manual: 'How many requests are in flight at once, 1 to 1024.',
	},
	timeout: {
		value: 'DURATION',
		type: duration(1),
		default: DEFAULT_TIMEOUT_MS,
		defaultText: '2m',
		help: 'time limit for one range, retries included',
		manual: 'The time limit for one range, from its first request on, retries included.',
	},
	full: {
		conflicts: 'ifChanged',
		help: 'fetch everything again, ignoring age and ETag',
		manual:
			'Fetch everything again, ignoring age and ETag. Cannot be combined with `--if-changed`.',
	},
	trustSource: {
		help: 'accept ranges that lack stored hashes',
		manual: `Accept ranges even if they lack hashes that are stored: for when ranges really shrank, or wrong ones
			were stored.`,
	},
	...COMMON_FLAGS,
} as const satisfies Flags;

export type SyncFlags = FlagValues<typeof SYNC_FLAGS>;
