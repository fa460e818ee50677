/** The store: how much of it there is, and how old it is. */

import { kindNamed } from '../../../range/kind.ts';
import { PREFIX_COUNT } from '../../../range/prefix.ts';
import { formatNumber as count, formatAge } from '../../../text/format.ts';
import type { BacktestSummary } from '../../summary.ts';
import { type HtmlValue, html } from '../html.ts';
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
	const ageOf = (time: string) => formatAge(now - Date.parse(time));
	const when = (time: string | null): HtmlValue =>
		time === null ? 'never' : explained(moment(time), ageOf(time));
	return {
		id: 'store',
		title: 'The store',
		lead:
			store.newestCheck === null
				? html`<p>The store was never brought up to date: run ${code('credcheck sync')}.</p>`
				: html`<p>Last brought up to date ${ageOf(store.newestCheck)}, counted from when this page was made. The store lacks passwords that have become public since.</p>`,
		content: definitionTable('The store', [
			['Most recent check of a range', when(store.newestCheck)],
			['Oldest check of a range', when(store.oldestCheck)],
			[
				'Ranges in the store',
				`${count(store.ranges)} of ${count(PREFIX_COUNT)} (${shareOf(store.ranges, PREFIX_COUNT)})`,
			],
			['Hashes', `${count(store.hashes)}, ${kindNamed(store.algorithm).title}`],
			['Accounts checked whose range is in the store', percent(store.coverage)],
		]),
	};
}
