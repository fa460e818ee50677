/** `credcheck status` */

import type { Command } from 'commander';
import { formatAge, formatBytes, formatNumber, formatPercent, formatTable } from '../figures.ts';
import { readStatus, type StoreStatus } from '../store/status.ts';
import { addCommonOptions, type CommonFlags, storePath, terminalFor } from './options.ts';

const NAMED_FAILURES = 20;

export function addStatusCommand(program: Command): void {
	const command = program
		.command('status')
		.description('say what the store holds, how old it is, and what the last sync could not fetch')
		.action((flags: CommonFlags) => {
			const terminal = terminalFor(flags);
			const status = readStatus(storePath(flags));
			if (terminal.json) terminal.print(JSON.stringify({ type: 'status', ...status }));
			else terminal.say(describeStatus(status, Date.now()));
		});
	addCommonOptions(command);
}

function describeStatus(status: StoreStatus, now: number): string {
	const age = (time: string | null) =>
		time === null ? 'never' : `${formatAge(now - Date.parse(time))} (${time})`;
	const rows: [string, string][] = [
		['store', status.path],
		['size', formatBytes(status.bytes)],
		['algorithm', status.algorithm],
		[
			'ranges',
			`${formatNumber(status.ranges)} of ${formatNumber(status.rangesTotal)} (${formatPercent(status.coverage)})`,
		],
		['hashes', formatNumber(status.hashes)],
		['oldest check', age(status.oldestCheck)],
		['newest check', age(status.newestCheck)],
		['last sync', describeLastSync(status.lastSync)],
		['not fetched', describeFailures(status.failures)],
	];
	return formatTable(rows);
}

function describeLastSync(sync: StoreStatus['lastSync']): string {
	if (sync === null) return 'none';
	if (sync.finishedAt === null) return `begun ${sync.startedAt} and not ended by itself`;
	return `ended ${sync.finishedAt}: ${formatNumber(sync.changed ?? 0)} changed, ${formatNumber(sync.unchanged ?? 0)} unchanged, ${formatNumber(sync.failed ?? 0)} failed, from ${sync.source}`;
}

function describeFailures(failures: StoreStatus['failures']): string {
	if (failures.length === 0) return 'nothing';
	const named = failures
		.slice(0, NAMED_FAILURES)
		.map(({ prefix, reason }) => `${prefix} (${reason})`);
	const more = failures.length > named.length ? `, and ${failures.length - named.length} more` : '';
	return `${named.join(', ')}${more}`;
}
