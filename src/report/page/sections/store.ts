/** The store on the page: how much of it there is, and how old. */

import { PREFIX_COUNT } from '../../../range/prefix.ts';
import { formatNumber as count, formatAge } from '../../../text/format.ts';
import type { BacktestSummary } from '../../summary.ts';
import { type Html, html } from '../html.ts';
import {
	code,
	definitionTable,
	explained,
	moment,
	percent,
	type Section,
	shareOf,
} from '../parts.ts';

/** @param now milliseconds since 1970 */
export function storeSection({ store }: BacktestSummary, now: number): Section {
	const { newestCheck, oldestCheck } = store;
	return {
		id: 'store',
		title: 'The store',
		lead:
			newestCheck === null
				? html`<p>The store was never brought up to date: run ${code('credcheck sync')}.</p>`
				: html`<p>Last brought up to date ${ageOf(newestCheck, now)}, as of when this page was made. A password that became public since then is not in it.</p>`,
		content: definitionTable('The store', [
			['Newest check of a range', newestCheck === null ? 'never' : when(newestCheck, now)],
			['Oldest check of a range', oldestCheck === null ? 'never' : when(oldestCheck, now)],
			[
				'Ranges held',
				`${count(store.ranges)} of ${count(PREFIX_COUNT)} (${shareOf(store.ranges, PREFIX_COUNT)})`,
			],
			['Hashes', `${count(store.hashes)}, ${nameOf(store.algorithm)}`],
			['Coverage of the accounts checked', percent(store.coverage)],
		]),
	};
}

function nameOf(algorithm: string): string {
	return algorithm === 'sha1' ? 'SHA-1' : algorithm.toUpperCase();
}

function when(time: string, now: number): Html {
	return explained(moment(time), ageOf(time, now));
}

function ageOf(time: string, now: number): string {
	return formatAge(now - Date.parse(time));
}
