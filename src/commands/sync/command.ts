/** `credcheck sync`: its definition. */

import {
	DEFAULT_CONCURRENCY,
	DEFAULT_MAX_AGE_MS,
	DEFAULT_SWEEP_EVERY_MS,
	DEFAULT_TIMEOUT_MS,
	PROBES,
} from '../../sync/defaults.ts';
import { defineCommand } from '../command.ts';
import type { Flags, FlagValues } from '../flag.ts';
import { COMMON_FLAGS, SOURCE_FLAGS, TABLE_FLAGS } from '../shared-flags.ts';
import { duration, file, prefixes, wholeNumber } from '../values.ts';

const FLAGS = {
	...SOURCE_FLAGS,
	prefixes: {
		value: 'A-B',
		type: prefixes,
		help: 'only ranges of these prefixes, such as 00000-000FF',
		manual: `Fetch only the ranges of the prefixes from \`A\` to \`B\`, both included. \`A\` alone is one prefix.
			Each is five hex digits.`,
	},
	for: {
		value: 'ACCOUNTS.csv',
		type: file,
		help: 'only the ranges that this table needs',
		manual: `Fetch only the ranges that this table's hashes need. The source learns their prefixes and nothing else.
			Without \`--for\` and \`--prefixes\` the prefixes do not depend on your accounts if the store is empty or
			\`--full\` is given; else fresh ranges are left out.`,
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
		manual: `First request ${PROBES} of the ranges that are due, spread evenly and different each time. Request the
			others only if one of these, or a range that had to be fetched anyway, has changed, or if a request
			fails. When Have I Been Pwned loads a new collection, every range changes, which no probe misses. If one
			range in 20 has changed, 9 % of probes miss it; if one in 100, 62 %. A later probe or \`--sweep-every\`
			then finds the change. Whatever the probe finds, missing ranges, ranges that failed and the rest of an
			interrupted run are always fetched. With fewer than ${2 * PROBES} ranges due there is no probe.`,
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
		help: 'accept ranges that have lost many of their hashes',
		manual: `Accept ranges even if they lack more than a quarter of the stored hashes, the first of the rules under
			WHICH RANGES ARE REFUSED, and compare them only with other ranges of this run. Use it if ranges
			really shrank, or if wrong ones were stored.`,
	},
	...COMMON_FLAGS,
} as const satisfies Flags;

export type SyncFlags = FlagValues<typeof FLAGS>;

export const SYNC = defineCommand({
	name: 'sync',
	summary: 'bring the store up to date with the source',
	operands: {},
	flags: FLAGS,
	run: async (_, flags, context) => (await import('./run.ts')).syncCommand(flags, context),
	manual: {
		description: `Brings the store up to date. Running it again is always safe: it resumes an interrupted run, and
			downloads only what has changed.

			A full download is about 39 GB, and somewhat less for NTLM. Most tables do not need it: \`--for\` fetches only the ranges that
			their accounts need. Only prefixes, the first five hex digits of a hash, leave your machine.

			A refresh sends the ETag and date that came with each range, and an unchanged range costs one short
			response. A range that failed is requested again by the next run, however recent its stored copy is.

			Only one sync can run on a store at a time: a second one exits at once with 11 and reports which
			process holds the lock. The lock ends with that process, even after \`kill -9\`. Other commands can
			read the store meanwhile.`,
		sections: [
			{
				title: 'WHICH RANGES ARE REFUSED',
				text: `A range is stored only if its body is complete and every line is valid and in order. It is
					refused, and the stored copy is kept,

					- if it has fewer than three quarters as many hashes as the stored copy, or lacks more than a
					quarter of the hashes in that copy (which is not tested if the copy has fewer than 100);

					- if it has so few hashes that it cannot be chance: more than six sigma, six times the square root
					of the average of the other ranges, below that average. With 1,973 hashes on average that is
					fewer than 1,707. Or if it has more than four times the average. Not tested with fewer than 64
					ranges, or an average below 100, or if it has all hashes of the stored copy.

					The last range of a single file is compared with the other ranges of the file in the same way. It is
					also refused if the last line has no line end, except where a file with all ranges simply lacks
					it: a count that was cut short cannot be recognized. A warning says where a file ends that does
					not have all ranges.

					No two ranges have the same body. If the source sends one body for two prefixes, it is kept for the
					range whose stored copy resembles it, else for the range that was stored before this run. If both
					are new, both are dropped and count as failed.

					Two faults cannot be detected: a source that omits a few lines, and one that sends, for a range
					that is not stored yet, the body of another range that is never fetched itself.`,
			},
			{
				title: 'RETRIES',
				text: `A range that fails for a reason that may pass (no answer, 429, 5xx, a broken body) is tried up
					to four times. The delays are random; if the source sends \`Retry-After\`, they are at least that
					long, up to a minute. A 429 pauses all requests. After the last attempt the range counts as
					failed, the others continue, and the exit code is 3. If requests keep failing, the run ends with
					13; look for a proxy or a captive portal.

					A folder or a file is read for the ranges it has, except those that are still fresh. A range that \`--prefixes\` or \`--for\` selects
					and that is not there counts as failed.`,
			},
			{
				title: 'DISK SPACE',
				text: `The whole corpus takes about 41 GB, and 35 GB for NTLM. If the remaining ranges are known not to fit, the run
					ends with 5 before the disk is full. What was written is kept in any case.`,
			},
		],
		examples: [
			['credcheck sync --for users.csv', 'Fetch only the ranges that the accounts need.'],
			['credcheck sync', 'Fetch everything.'],
			[
				'credcheck sync --quiet --max-age 20h --if-changed',
				'Refresh from cron; most nights 48 requests are enough.',
			],
			['credcheck sync --source ranges/', 'Import a folder of range files.'],
			['credcheck sync --kind ntlm', 'Fetch everything for NT hashes, to a store of its own.'],
		],
		files: [
			['STORE-lock', 'Locked during a sync. It is empty and is not deleted.'],
			[
				'STORE-wal, STORE-shm',
				'Belong to the store while a sync has it open. Copy a store only while no sync runs.',
			],
		],
		exits: ['INPUT', 'SOURCE_UNAVAILABLE'],
		seeAlso: ['status', 'verify', 'backtest'],
	},
});
