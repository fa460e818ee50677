/**
 * A store and a source of twelve ranges that a test can break. Whatever breaks, the same must be true: the
 * run reports what went wrong with which ranges, the store is right to the byte, and once the source works
 * again, the next run fetches the rest.
 */

import { join } from 'node:path';
import { expect } from 'vitest';
import { SHA1 } from '../../src/range/kind.ts';
import { formatPrefix, parsePrefix } from '../../src/range/prefix.ts';
import { packText } from '../../src/range/wire.ts';
import type { Clock } from '../../src/sync/fetch/clock.ts';
import { credcheck, onlyJson, type RunResult } from './credcheck.ts';
import { type Exchange, type RangeServer, startRangeServer } from './range-server.ts';
import { madeUpEntries, madeUpRanges, type Ranges, rangeText } from './ranges.ts';
import { skippingClock } from './skipping-clock.ts';
import { blobsOf } from './store.ts';
import { temporaryFolder } from './temporary.ts';

/** Of the twelve ranges, the first eight are stored before the source breaks. */
export const RANGES = 12;
const STORED = 8;
export const LINES = 120;
export const ALL = madeUpRanges(RANGES, LINES);
/** The two ranges that the source breaks for: one stored, one missing. */
export const BROKEN_STORED = '00003';
export const BROKEN_NEW = '00009';
export const BROKEN = [BROKEN_STORED, BROKEN_NEW];
/** A range that has changed since it was stored, and that the source answers well. */
const CHANGED = '00001';

export const textOf = (prefix: string) => ALL.get(prefix) as string;
export const linesOf = (prefix: string) => textOf(prefix).split('\r\n');

/** The blobs that a store of these ranges must have. */
export function blobsFor(ranges: Ranges): Map<number, Buffer> {
	return new Map(
		[...ranges].map(([name, text]) => {
			const prefix = parsePrefix(name) as number;
			const result = packText(Buffer.from(text), prefix, SHA1);
			if (!result.ok) throw new Error(result.fault);
			return [prefix, Buffer.from(result.packed)];
		}),
	);
}

export interface Mirror {
	readonly server: RangeServer;
	readonly store: string;
	/** The clock of its syncs. */
	readonly clock: Clock;
	/** Answers requests from now on; those that it returns false for get the usual answer. */
	breakWith(intervene: (exchange: Exchange) => boolean): void;
	sync(...flags: string[]): Promise<RunResult>;
}

/** A store with the first eight of twelve ranges, and its source, where one of them has changed since. */
export async function makeMirror(): Promise<Mirror> {
	let intervene: (exchange: Exchange) => boolean = () => false;
	const server = await startRangeServer(ALL, (exchange) => intervene(exchange));
	const store = join(temporaryFolder(), 'store.sqlite');
	const clock = skippingClock();
	const args = ['sync', '--source', server.url, '--store', store, '--max-age', '0', '--json'];
	const first = await credcheck([...args, '--prefixes', `00000-${formatPrefix(STORED - 1)}`]);
	expect(first).toMatchObject({ code: 0 });
	server.ranges.set(CHANGED, rangeText(madeUpEntries(CHANGED, LINES + 5)));
	server.requests.length = 0;
	return {
		server,
		store,
		clock,
		breakWith(how) {
			intervene = how;
		},
		sync: (...flags) =>
			credcheck([...args, '--prefixes', `00000-${formatPrefix(RANGES - 1)}`, ...flags], { clock }),
	};
}

/** What the store must have when these ranges could not be fetched: the old version, if there was one. */
function without(server: RangeServer, failed: readonly string[]): Map<number, Buffer> {
	const ranges = new Map(server.ranges);
	for (const prefix of failed) {
		if ((parsePrefix(prefix) as number) < STORED) ranges.set(prefix, textOf(prefix));
		else ranges.delete(prefix);
	}
	return blobsFor(ranges);
}

/** Expects that a sync from the broken source fails as it should, and that one from the repaired source succeeds. */
export async function expectRefused(
	mirror: Mirror,
	intervene: (exchange: Exchange) => boolean,
	expected: { failed?: readonly string[]; reason: RegExp; flags?: readonly string[] },
): Promise<void> {
	const { failed = BROKEN, reason, flags = [] } = expected;
	mirror.breakWith(intervene);
	const run = await mirror.sync(...flags);
	expect(run).toMatchObject({ code: 3, stderr: expect.stringContaining('INCOMPLETE') });
	const outcome = onlyJson(run.stdout);
	expect(outcome).toMatchObject({ requested: RANGES, failedPrefixes: failed });
	for (const failure of outcome['failures'] as { reason: string }[]) {
		expect(failure.reason).toMatch(reason);
	}
	expect(blobsOf(mirror.store)).toEqual(without(mirror.server, failed));

	mirror.breakWith(() => false);
	expect(await mirror.sync()).toMatchObject({ code: 0 });
	expect(blobsOf(mirror.store)).toEqual(blobsFor(mirror.server.ranges));
}

/** Breaks the answers for the two ranges; `answerFor` makes each from its prefix. */
export function brokenAs(answerFor: (prefix: string) => (response: Exchange['response']) => void) {
	return ({ prefix, response }: Exchange) => {
		if (!BROKEN.includes(prefix)) return false;
		answerFor(prefix)(response);
		return true;
	};
}
