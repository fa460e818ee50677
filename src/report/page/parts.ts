/** What the sections of the page are made of: figures in words, tables, notes. */

import { formatNumber as count, formatPercent } from '../../text/format.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import type { PlotValue } from './plots.ts';

/** A part of the page, with its place in the list of contents. */
export interface Section {
	readonly id: string;
	readonly title: string;
	/** What it says, in a sentence or two. */
	readonly lead: Html;
	readonly content: Html;
}

/** `1 account`, `1,234 accounts`. */
export function many(number: number, noun: string): string {
	return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** `0.194` as `19.4 %`, on one line whatever the width. */
export function percent(share: number): string {
	return formatPercent(share).replace(' ', '\u00a0');
}

/** The share that a part is; nothing of nothing has none. */
export function shareOf(part: number, whole: number): string {
	return whole === 0 ? '–' : percent(part / whole);
}

/** A flag, command or file, as it is typed. */
export function code(text: string): Html {
	return html`<code>${text}</code>`;
}

/** A time as people read it: `2026-07-14 09:30 UTC`. */
export function moment(time: string | number): string {
	const date = new Date(time);
	// An earlier report may have been edited by hand.
	if (Number.isNaN(date.getTime())) return 'an unknown time';
	const iso = date.toISOString();
	return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** A column of a table: its name, and whether it holds figures. */
export type Column = readonly [name: string, kind: 'figure' | 'text'];

/**
 * A table whose first column names its rows.
 *
 * @param caption for those who do not see where it stands
 */
export function table(
	caption: string,
	columns: readonly Column[],
	rows: readonly HtmlValue[][],
): Html {
	const heads = columns.map(([name, kind]) => html`<th scope="col" class="${kind}">${name}</th>`);
	const body = rows.map(([first, ...others]) => {
		const cells = others.map(
			(cell, at) => html`<td class="${columns[at + 1]?.[1] ?? 'text'}">${cell}</td>`,
		);
		return html`<tr><th scope="row" class="${columns[0]?.[1] ?? 'text'}">${first ?? null}</th>${cells}</tr>\n`;
	});
	return html`<table><caption class="unseen">${caption}</caption><thead><tr>${heads}</tr></thead><tbody>
${body}</tbody></table>`;
}

/** Names and what they stand for, without a head. */
export function definitionTable(
	caption: string,
	rows: readonly (readonly [HtmlValue, HtmlValue])[],
): Html {
	const body = rows.map(
		([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>\n`,
	);
	return html`<table class="facts"><caption class="unseen">${caption}</caption><tbody>
${body}</tbody></table>`;
}

/** A name with its explanation below. */
export function explained(name: HtmlValue, explanation: HtmlValue): Html {
	return html`${name}<small>${explanation}</small>`;
}

export function note(...text: readonly HtmlValue[]): Html {
	return html`<p class="note">${text}</p>`;
}

/** Pieces with commas between them; the first `most`, and how many more there are. */
export function listed(pieces: readonly Html[], most: number): Html {
	const shown = pieces.slice(0, most).map((piece, at) => html`${at === 0 ? null : ', '}${piece}`);
	const more = pieces.length - most;
	return more > 0 ? html`${shown} and ${count(more)} more` : html`${shown}`;
}

/** Where there is nothing to draw, the table says so. */
export function figure(title: string, values: readonly PlotValue[], plot: Html): Html | null {
	return values.every(({ value }) => value === 0)
		? null
		: html`<figure><figcaption>${title}</figcaption>${plot}</figure>`;
}
