/** The elements that the sections of the page share: figures in words, tables, notes. */

import { formatNumber as count, formatPercent } from '../../text/format.ts';
import { type Html, type HtmlValue, html, userText } from './html.ts';
import type { PlotValue } from './plots.ts';

/** A section of the page, which the table of contents links to. */
export interface Section {
	readonly id: string;
	readonly title: string;
	/** The message of the section in a sentence or two. */
	readonly lead: Html;
	readonly content: HtmlValue;
}

/** `0.194` as `19.4 %`, which never breaks across lines. */
export function percent(share: number): string {
	return formatPercent(share).replace(' ', '\u00a0');
}

/** A share as a percentage, or a dash if the whole is 0. */
export function shareOf(portion: number, whole: number): string {
	return whole === 0 ? '–' : percent(portion / whole);
}

/** An option, command, file or other literal. */
export function code(text: HtmlValue): Html {
	return html`<code>${text}</code>`;
}

/** A time in the form `2026-07-14 09:30 UTC`. */
export function moment(time: string): string {
	const date = new Date(time);
	// An earlier report may have been edited by hand.
	if (Number.isNaN(date.getTime())) return 'an unknown time';
	const iso = date.toISOString();
	return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/**
 * A table whose first column names its rows; all other columns are figures.
 *
 * @param caption for screen readers
 */
export function table(
	caption: string,
	columns: readonly string[],
	rows: readonly HtmlValue[][],
): Html {
	const heads = columns.map(
		(name, at) => html`<th scope="col" class="${at === 0 ? 'text' : 'figure'}">${name}</th>`,
	);
	const body = rows.map(([name = null, ...figures]) => {
		const cells = figures.map((cell) => html`<td class="figure">${cell}</td>`);
		return html`<tr><th scope="row" class="text">${name}</th>${cells}</tr>\n`;
	});
	return html`<table><caption class="unseen">${caption}</caption><thead><tr>${heads}</tr></thead><tbody>
${body}</tbody></table>`;
}

/** A table of names and values, without a head. */
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

/** A name or figure with an explanation below. */
export function explained(what: HtmlValue, explanation: HtmlValue): Html {
	return html`${what}<small>${explanation}</small>`;
}

export function note(...text: readonly HtmlValue[]): Html {
	return html`<p class="note">${text}</p>`;
}

export function joined(pieces: readonly HtmlValue[], separator: string): Html {
	return html`${pieces.map((piece, at) => [at === 0 ? null : separator, piece])}`;
}

/** The first `most` texts from the table or command line, separated by commas, and how many more there are. */
export function listed(
	texts: readonly string[],
	most: number,
	show = (text: string) => userText(text),
): Html {
	const shown = joined(texts.slice(0, most).map(show), ', ');
	const more = texts.length - most;
	return more > 0 ? html`${shown} and ${count(more)} more` : shown;
}

/** A plot with its title; null if there is nothing to draw, which the table below shows as well. */
export function figure(
	title: string,
	values: readonly PlotValue[],
	plot: readonly Html[],
): Html | null {
	return values.every(({ value }) => value === 0)
		? null
		: html`<figure><figcaption>${title}</figcaption>${plot}</figure>`;
}
