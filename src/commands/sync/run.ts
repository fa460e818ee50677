/** Runs `credcheck sync`. */

import { syncDocument } from '../../documents/sync.ts';
import { CredcheckError } from '../../errors.ts';
import { PREFIX_COUNT } from '../../range/prefix.ts';
import { kindOfStore } from '../../store/store-kind.ts';
import type { SpaceNeed } from '../../sync/plan/space.ts';
import { sync } from '../../sync/sync.ts';
import type { SyncOutcome, SyncProgress } from '../../sync/sync-run.ts';
import { neededPrefixes } from '../../table/needed-prefixes.ts';
import { openTerminal } from '../../terminal.ts';
import {
	formatNumber as count,
	formatBytes,
	formatPercent,
	formatSeconds,
	many,
	nameSome,
} from '../../text/format.ts';
import type { CommandContext } from '../command.ts';
import { sourceName, storePath } from '../environment.ts';
import type { SyncFlags } from './command.ts';

export async function syncCommand(flags: SyncFlags, { signal, io }: CommandContext): Promise<void> {
	const terminal = await openTerminal(flags, io);
	const store = storePath(flags, io.env);
	const kind = kindOfStore(store, flags.kind).name;
	const needed =
		flags.for === undefined
			? undefined
			: await neededPrefixes(flags.for, { ...flags, kind }, signal, (message) =>
					terminal.warn(message),
				);
	const report = (outcome: SyncOutcome) =>
		terminal.result(syncDocument(outcome), describeOutcome(outcome, store));
	const progress = terminal.progress();
	const startedAt = Date.now();
	const outcome = await sync(
		{
			// The other flags have the names of the library's options.
			...flags,
			store,
			kind,
			source: sourceName(flags, io.env),
			needed,
			maxAgeMs: flags.maxAge,
			sweepEveryMs: flags.sweepEvery,
			timeoutMs: flags.timeout,
			clock: io.clock,
			signal,
		},
		{
			onPlan: (due, space) => {
				if (space.neededBytes >= MIN_ANNOUNCED_BYTES) terminal.note(describeNeed(due, space));
			},
			onProgress: (now) => progress.update(now.done, now.total, () => describeRate(now, startedAt)),
			onRetry: (prefix, reason, delayMs) =>
				terminal.detail(`${prefix}: ${reason}; retrying in ${Math.round(delayMs)} ms`),
			onFailure: (prefix, reason) => terminal.detail(`${prefix}: ${reason}; giving up`),
			onWarning: (message) => terminal.warn(message),
			onAborted: (outcome) => {
				progress.stop();
				report(outcome);
			},
		},
	).finally(() => progress.stop());
	report(outcome);
	if (outcome.failed > 0) {
		const failed = nameSome(outcome.failures.map(({ prefix }) => prefix));
		throw new CredcheckError(
			'INCOMPLETE',
			`${count(outcome.failed)} of ${count(outcome.requested)} ranges could not be fetched: ${failed}`,
			`stored copies are kept, and the next sync tries again; the first reason is "${outcome.failures[0]?.reason}"`,
		);
	}
}

/** The disk space of a run is announced if it needs at least this much. */
const MIN_ANNOUNCED_BYTES = 1e9;

function describeNeed(due: number, { neededBytes, freeBytes, measured }: SpaceNeed): string {
	const usual = measured ? '' : ' at the usual size';
	return `${count(due)} ranges to fetch; the new ones need about ${formatBytes(neededBytes)}${usual}, and ${formatBytes(freeBytes)} are free`;
}

function describeRate({ done, total, bytes }: SyncProgress, startedAt: number): string {
	const seconds = Math.max(0.001, (Date.now() - startedAt) / 1000);
	const ranges = `${count(done)}/${count(total)} ranges`;
	return `${ranges}  ${Math.round(done / seconds)} ranges/s  ${(bytes / 1e6 / seconds).toFixed(1)} MB/s`;
}

function describeOutcome(outcome: SyncOutcome, store: string): string {
	const { requested, changed, unchanged, skipped, failed, rangesHeld, probe } = outcome;
	const spared = probe?.spared ?? 0;
	return [
		...(spared > 0
			? [`none of the ${probe?.asked} probed ranges had changed: ${count(spared)} others skipped`]
			: []),
		`${many(requested, 'range')} requested in ${formatSeconds(outcome.seconds)}: ${count(changed)} changed, ${count(unchanged)} unchanged, ${count(failed)} failed; ${count(skipped - spared)} skipped as fresh`,
		`received ${formatBytes(outcome.bytes)}, stored ${count(outcome.hashes)} hashes`,
		`${store} has ${count(rangesHeld)} of ${count(PREFIX_COUNT)} ranges (${formatPercent(rangesHeld / PREFIX_COUNT)})`,
	].join('\n');
}
