/** `credcheck sync`: its definition. */

import { defineCommand } from '../command.ts';
import { SYNC_FLAGS } from './flags.ts';

export const SYNC = defineCommand({
	name: 'sync',
	summary: 'bring the store up to date with the source',
	operands: {},
	flags: SYNC_FLAGS,
	run: async (_, flags, context) => (await import('./run.ts')).syncCommand(flags, context),
	manual: {
		description: `Brings the store up to date. It is always safe to run it again: that resumes an interrupted
			run, and costs only what has changed.

			A full download is about 39 GB. Most tables do not need it: \`--for\` fetches only the ranges of
			their accounts. Only prefixes, the first five hex digits of a hash, leave your machine.

			A refresh sends the ETag and date that came with each range, and an unchanged range costs one short
			response. A range that failed is requested by the next run, however recent the stored copy is.

			Only one sync can run at a time: a second one exits at once with 11 and says who holds the store.
			The lock ends with its holder, also after \`kill -9\`. Other commands can read the store meanwhile.`,
		sections: [
			{
				title: 'WHICH RANGES ARE REFUSED',
				text: `A range is stored only if its body is complete and every line is valid and in order. It is
					refused, and the stored copy kept,

					- if it has fewer than three quarters of the hashes stored before, or lacks more than a quarter
					of them (for ranges below 100 hashes, only the number counts);

					- if it has less than a quarter of the average number of hashes in other ranges, or more than four times that number;

					- if another range has the same body. The range whose stored copy agrees with the body keeps it, else the
					range that was stored first; of two new ranges, neither keeps it.

					No client can detect a first body that belongs to another range never seen, or one that lost a
					few whole lines. If ranges really shrank, or wrong ones were stored, use \`--trust-source\`.`,
			},
			{
				title: 'RETRIES',
				text: `A range that fails for a reason that may pass (no answer, 429, 5xx, a broken body) is tried
					four times, with random delays or as long as the source asks, up to a minute. A 429 pauses all
					requests. After that the range counts as failed, the others continue, and the exit code is 3.
					If requests keep failing, the run ends with 13; look for a proxy or a captive portal.

					From a folder or a file all ranges in it are read. What \`--prefixes\` or \`--for\` selects and is
					not there counts as failed.`,
			},
			{
				title: 'DISK SPACE',
				text: `The whole corpus takes about 41 GB. If the remaining ranges are known not to fit, the run
					ends with 5 before the disk is full. What was written is kept in any case.`,
			},
		],
		examples: [
			{
				run: 'credcheck sync --for users.csv',
				does: 'Fetch only the ranges that the accounts need.',
			},
			{ run: 'credcheck sync', does: 'Fetch everything.' },
			{
				run: 'credcheck sync --quiet --max-age 20h --if-changed',
				does: 'Refresh from cron; most nights 48 requests are enough.',
			},
			{ run: 'credcheck sync --source ranges/', does: 'Import a folder of range files.' },
		],
		files: [
			['STORE-lock', 'Held during a sync. It is empty and stays.'],
			[
				'STORE-wal, STORE-shm',
				'Part of the store while it is open. Copy a store only while nothing uses it.',
			],
		],
		exits: ['INPUT', 'SOURCE_UNAVAILABLE'],
		seeAlso: ['status', 'verify', 'backtest'],
	},
});
