/** `credcheck sync` */

import { type Command, Option } from 'commander';
import { neededPrefixes } from '../accounts/needed-prefixes.ts';
import { CredcheckError } from '../errors.ts';
import { formatBytes, formatNumber, formatPercent, formatSeconds, nameSome } from '../figures.ts';
import { PREFIX_COUNT, type PrefixInterval } from '../range/prefix.ts';
import { PROBES } from '../sync/probe.ts';
import type { SpaceNeed } from '../sync/space.ts';
import { DEFAULT_CONCURRENCY, DEFAULT_TIMEOUT_MS } from '../sync/sweep.ts';
import { DEFAULT_MAX_AGE_MS, DEFAULT_SWEEP_EVERY_MS, sync } from '../sync/sync.ts';
import type { SyncOutcome, SyncProgress } from '../sync/sync-run.ts';
import type { Terminal } from '../terminal.ts';
import {
	addCommonOptions,
	addDelimiterOption,
	addSourceOptions,
	type CommandContext,
	type CommonFlags,
	duration,
	parsePrefixes,
	type SourceFlags,
	sourceName,
	storePath,
	type TableFlags,
	tableOptions,
	terminalFor,
	wholeNumber,
} from './options.ts';

interface SyncFlags extends CommonFlags, SourceFlags, TableFlags {
	readonly prefixes?: PrefixInterval;
	readonly for?: string;
	readonly maxAge: number;
	readonly concurrency: number;
	readonly full?: boolean;
	readonly ifChanged?: boolean;
	readonly sweepEvery: number;
	readonly timeout: number;
	readonly trustSource?: boolean;
}

export function addSyncCommand(program: Command, context: CommandContext): void {
	const command = program
		.command('sync')
		.description(
			'bring the store of ranges up to date; running it again resumes and is always safe',
		)
		.option('--prefixes <a-b>', 'only these prefixes, both ends in', parsePrefixes)
		.option('--for <accounts.csv>', 'only the prefixes that this table needs')
		.option('--hash-column <name>', 'the column of hashes in that table')
		.addOption(
			new Option(
				'--max-age <duration>',
				'leave alone what was checked more recently than this: 30m, 12h, 7d, 0',
			)
				.argParser(duration('--max-age'))
				.default(DEFAULT_MAX_AGE_MS, '12h'),
		)
		.addOption(
			new Option('--concurrency <n>', 'requests in flight')
				.argParser(wholeNumber('--concurrency', 1, 1024))
				.default(DEFAULT_CONCURRENCY),
		)
		.addOption(new Option('--full', 'fetch again, ignoring age and ETag').conflicts('ifChanged'))
		.option(
			'--if-changed',
			`ask ${PROBES} ranges first, and the others only if one of those has changed. A bulk load touches every range and is never missed; a change to one range in 20 is missed one time in 12, one to a range in 100 three times in 5, until --sweep-every or a later probe finds it`,
		)
		.addOption(
			new Option(
				'--sweep-every <duration>',
				'with --if-changed, ask all the same for what was checked longer ago than this',
			)
				.argParser(duration('--sweep-every'))
				.default(DEFAULT_SWEEP_EVERY_MS, '7d'),
		)
		.addOption(
			new Option(
				'--timeout <duration>',
				'the longest one range may take in all, from its first request on',
			)
				.argParser(duration('--timeout', 1))
				.default(DEFAULT_TIMEOUT_MS, '2m'),
		)
		.option(
			'--trust-source',
			'take what the source gives even where it lacks what is held: when ranges really shrank, or were stored wrong',
		)
		.action((flags: SyncFlags) => runSync(flags, context));
	addDelimiterOption(addSourceOptions(addCommonOptions(command)));
}

async function runSync(flags: SyncFlags, { signal }: CommandContext): Promise<void> {
	const terminal = terminalFor(flags);
	const store = storePath(flags);
	const needed =
		flags.for === undefined
			? undefined
			: await neededPrefixes(flags.for, tableOptions(flags), signal, (message) =>
					terminal.warn(message),
				);
	const progress = terminal.progress();
	const startedAt = Date.now();
	const outcome = await sync(
		{
			store,
			source: sourceName(flags),
			prefixes: flags.prefixes,
			needed,
			maxAgeMs: flags.maxAge,
			concurrency: flags.concurrency,
			full: flags.full,
			ifChanged: flags.ifChanged,
			sweepEveryMs: flags.sweepEvery,
			timeoutMs: flags.timeout,
			trustSource: flags.trustSource,
			allowHttp: flags.allowHttp,
			signal,
		},
		{
			onPlan: (due, space) => {
				if (space.neededBytes >= WORTH_SAYING_BYTES) terminal.note(describeNeed(due, space));
			},
			onProgress: (now) => progress.update(now.done, now.total, () => describeRate(now, startedAt)),
			onRetry: (prefix, reason, delayMs) =>
				terminal.detail(`${prefix}: ${reason}; again in ${Math.round(delayMs)} ms`),
			onFailure: (prefix, reason) => terminal.detail(`${prefix}: ${reason}; given up`),
			onBrokenOff: (outcome) => {
				progress.stop();
				report(outcome, store, terminal);
			},
		},
	).finally(() => progress.stop());
	report(outcome, store, terminal);
	if (outcome.failed > 0) {
		const named = nameSome(outcome.failures.map(({ prefix }) => prefix));
		throw new CredcheckError(
			'INCOMPLETE',
			`${formatNumber(outcome.failed)} of ${formatNumber(outcome.requested)} ranges could not be fetched: ${named}`,
			`what was held of them is kept; the first reason is "${outcome.failures[0]?.reason}"; the next sync asks for them again`,
		);
	}
}

/** Small runs need no words. */
const WORTH_SAYING_BYTES = 1e9;

function describeNeed(due: number, { neededBytes, freeBytes, measured }: SpaceNeed): string {
	const usual = measured ? '' : ', if they are of the usual size';
	return `${formatNumber(due)} ranges to ask for; those not held yet need about ${formatBytes(neededBytes)}${usual}, and ${formatBytes(freeBytes)} are free`;
}

function describeRate({ done, total, bytes }: SyncProgress, startedAt: number): string {
	const seconds = Math.max(0.001, (Date.now() - startedAt) / 1000);
	const ranges = `${formatNumber(done)}/${formatNumber(total)} ranges`;
	return `${ranges}  ${Math.round(done / seconds)} ranges/s  ${(bytes / 1e6 / seconds).toFixed(1)} MB/s`;
}

function report(outcome: SyncOutcome, store: string, terminal: Terminal): void {
	if (terminal.json) {
		const { failures, rangesHeld, probe, ended, ...figures } = outcome;
		const { requested, changed, unchanged, skipped, failed, hashes, bytes, seconds } = figures;
		const failedPrefixes = failures.map(({ prefix }) => prefix);
		terminal.print(
			JSON.stringify({
				type: 'sync',
				requested,
				changed,
				unchanged,
				skipped,
				failed,
				failedPrefixes,
				hashes,
				bytes,
				seconds,
				rangesHeld,
				failures,
				probe: probe ?? null,
				ended,
			}),
		);
		return;
	}
	const count = formatNumber;
	const { requested, changed, unchanged, skipped, failed, rangesHeld, probe } = outcome;
	const spared = probe?.spared ?? 0;
	const sparing =
		spared === 0
			? []
			: [
					`none of ${probe?.asked} ranges asked first had changed: ${count(spared)} others were spared`,
				];
	terminal.say(
		[
			...sparing,
			`${count(requested)} ranges asked for in ${formatSeconds(outcome.seconds)}: ${count(changed)} changed, ${count(unchanged)} unchanged, ${count(failed)} failed; ${count(skipped - spared)} were fresh enough`,
			`received ${formatBytes(outcome.bytes)}, stored ${count(outcome.hashes)} hashes`,
			`${store} holds ${count(rangesHeld)} of ${count(PREFIX_COUNT)} ranges (${formatPercent(rangesHeld / PREFIX_COUNT)})`,
		].join('\n'),
	);
}
