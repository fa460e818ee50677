/** Runs `credcheck status`. */

import type { StatusDocument } from '../../documents/status.ts';
import { readStatus, type StoreStatus } from '../../store/status.ts';
import { forecastSync, type SyncForecast } from '../../sync/plan/forecast.ts';
import { openTerminal } from '../../terminal.ts';
import {
	formatNumber as count,
	formatAge,
	formatBytes,
	formatPercent,
	formatTable,
	nameSome,
} from '../../text/format.ts';
import type { CommandContext } from '../command.ts';
import { storePath } from '../environment.ts';
import type { StatusFlags } from './command.ts';

export async function statusCommand(flags: StatusFlags, { io }: CommandContext): Promise<void> {
	const terminal = await openTerminal(flags, io);
	const store = storePath(flags, io.env);
	const document: StatusDocument = {
		type: 'status',
		...readStatus(store, flags.kind),
		nextSync: forecastSync({ ...flags, store, maxAgeMs: flags.maxAge }),
	};
	terminal.result(document, describeStatus(document, Date.now()));
}

function describeStatus(status: StatusDocument, now: number): string {
	const age = (time: string | null) =>
		time === null ? 'never' : `${formatAge(now - Date.parse(time))} (${time})`;
	const rows: [string, string][] = [
		['store', status.path],
		['size', formatBytes(status.bytes)],
		['algorithm', status.algorithm],
		[
			'ranges',
			`${count(status.ranges)} of ${count(status.rangesTotal)} (${formatPercent(status.coverage)})`,
		],
		['hashes', count(status.hashes)],
		['oldest check', age(status.oldestCheck)],
		['newest check', age(status.newestCheck)],
		['last sync', describeLastSync(status.lastSync)],
		['failed ranges', describeFailures(status.failures)],
		['next sync', describeNextSync(status.nextSync)],
	];
	return formatTable(rows);
}

function describeLastSync(sync: StoreStatus['lastSync']): string {
	if (sync === null) return 'none';
	if (sync.finishedAt === null) {
		return `started ${sync.startedAt} from ${sync.source}; still running, or killed`;
	}
	const counts = `${count(sync.changed ?? 0)} changed, ${count(sync.unchanged ?? 0)} unchanged, ${count(sync.failed ?? 0)} failed, from ${sync.source}`;
	return `${describeEnd(sync.ended)} ${sync.finishedAt}: ${counts}`;
}

function describeEnd(ended: NonNullable<StoreStatus['lastSync']>['ended']): string {
	if (ended === null || ended === 'done' || ended === 'INCOMPLETE') return 'ended';
	if (ended === 'unchanged') return 'found nothing new';
	return `stopped early (${ended})`;
}

/** Ranges that failed for the same reason are listed together. */
function describeFailures(failures: StoreStatus['failures']): string {
	if (failures.length === 0) return 'none';
	const reasons = [...new Set(failures.map(({ reason }) => reason))];
	return reasons
		.map((reason) => {
			const alike = failures.filter((failure) => failure.reason === reason);
			const [since] = alike.map((failure) => failure.since).toSorted();
			return `${nameSome(alike.map(({ prefix }) => prefix))} (${reason}, since ${since})`;
		})
		.join('; ');
}

function describeNextSync({ missing, stale, fresh }: SyncForecast): string {
	return `would request ${count(missing + stale)} ranges: ${count(missing)} missing, ${count(stale)} stale; ${count(fresh)} are fresh`;
}
