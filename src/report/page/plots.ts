/**
 * The plots of the page, as SVG. They have classes instead of colors, so that the page's style sets their look in
 * light mode, in dark mode and in print. They contain no text from the table or the command line.
 */

import { formatNumber as count, formatPercent } from '../../text/format.ts';
import type { Cohort } from '../summary.ts';
import { type Html, html } from './html.ts';

/** The text alternative of a plot. */
export interface PlotName {
	/** Letters only, unique on the page. */
	readonly id: string;
	readonly title: string;
	readonly description: string;
}

/** A value with its label on the axis. */
export interface PlotValue {
	readonly label: string;
	/** Accounts. */
	readonly value: number;
	/** 0 to 1. */
	readonly share: number;
	/** A second label, for a value to be highlighted. */
	readonly mark?: string;
}

type Point = [x: number, y: number];

/** Widths in pixels; text is 12 to 13 px high. */
const WIDTHS = { wide: 760, narrow: 340 } as const;

/** Width in pixels of a bold digit of 13 px. */
const DIGIT = 8;

const BAR_HEIGHT = 24;

/** A falling line with the value at each point: from left to right on wide screens, downward on phones. */
export function fallingLine(name: PlotName, axis: string, values: readonly PlotValue[]): Html[] {
	return [
		drawing(name, 'wide', 324, fallingRight(axis, values)),
		drawing(name, 'narrow', 34 + 40 * values.length, fallingDown(axis, values)),
	];
}

function fallingRight(axis: string, values: readonly PlotValue[]): Html {
	const bottom = 256;
	const most = highest(values);
	const margin = DIGIT * (count(most).length / 2);
	const y = linear(most, bottom, 44);
	const x = linear(values.length - 1, Math.max(28, margin), WIDTHS.wide - Math.max(30, margin));
	const points = values.map(({ value }, at): Point => [x(at), y(value)]);
	const back = `V${bottom}H${tenth(x(0))}`;
	return html`${lineAndArea(points, back, `M0 ${bottom}H${WIDTHS.wide}`)}
${values.map((value, at) => {
	const [px, py] = points[at] as Point;
	// Moved aside where a steep line, which comes from the point before, would run through it.
	const [, before] = points[Math.max(0, at - 1)] as Point;
	const beside = tenth(px + Math.min(18, (py - before) * 0.3));
	return html`${dot(value, px, py)}
<text class="value halo" x="${beside}" y="${tenth(py - 27)}" text-anchor="middle">${count(value.value)}</text>
<text class="share halo" x="${beside}" y="${tenth(py - 12)}" text-anchor="middle">${formatPercent(value.share)}</text>
${labels(value, px, bottom + 20, 'middle', 16)}`;
})}
<text class="axis" x="0" y="318">${axis}</text>`;
}

function fallingDown(axis: string, values: readonly PlotValue[]): Html {
	const left = 66;
	const most = highest(values);
	const x = linear(most, left, WIDTHS.narrow - 70 - DIGIT * count(most).length);
	const y = linear(values.length - 1, 48, 10 + 40 * values.length);
	const points = values.map(({ value }, at): Point => [x(value), y(at)]);
	return html`<text class="axis" x="0" y="14">${axis}</text>
${lineAndArea(points, `H${left}V48`, `M${left} 34V${24 + 40 * values.length}`)}
${values.map((value, at) => {
	const [px, py] = points[at] as Point;
	return html`${dot(value, px, py)}
${labels(value, left - 12, py + 4, 'end', 12)}
${figures(value, px + 12, py + 4)}`;
})}`;
}

/**
 * The line through the points, the area below it, and the axis.
 *
 * @param back the way from the last point along the axis to below the first
 */
function lineAndArea(points: readonly Point[], back: string, axis: string): Html {
	const path = `M${points.map(([x, y]) => `${tenth(x)} ${tenth(y)}`).join('L')}`;
	return html`<path class="area" d="${path}${back}Z"/>
<path class="grid" d="${axis}"/>
<path class="line" d="${path}"/>`;
}

function dot({ mark }: PlotValue, x: number, y: number): Html {
	return html`<circle class="dot${mark === undefined ? '' : ' marked'}" cx="${tenth(x)}" cy="${tenth(y)}" r="4.5"/>`;
}

/** The label of a value, with its mark below. */
function labels(
	{ label, mark }: PlotValue,
	x: number,
	y: number,
	anchor: 'middle' | 'end',
	lineHeight: number,
): Html[] {
	const texts = mark === undefined ? [label] : [label, mark];
	return texts.map(
		(text, at) =>
			html`<text class="tick${mark === undefined ? '' : ' marked'}" x="${tenth(x)}" y="${tenth(y + at * lineHeight)}" text-anchor="${anchor}">${text}</text>`,
	);
}

/** Horizontal bars, each with its value and share. */
export function bars(name: PlotName, values: readonly PlotValue[]): Html[] {
	const height = 36 * values.length + 4;
	return [
		drawing(name, 'wide', height, barRows(values, WIDTHS.wide, 124)),
		drawing(name, 'narrow', height, barRows(values, WIDTHS.narrow, 108)),
	];
}

function barRows(values: readonly PlotValue[], width: number, left: number): Html {
	const most = highest(values);
	const x = linear(most, 0, width - left - 74 - DIGIT * count(most).length);
	const rows = values.map((value, at) => {
		const top = 10 + 36 * at;
		// Visible even for very small values.
		const length = value.value === 0 ? 0 : Math.max(2, x(value.value));
		const base = top + BAR_HEIGHT / 2 + 4.5;
		return html`${labels(value, left - 12, base, 'end', 12)}
<rect class="bar" x="${left}" y="${tenth(top)}" width="${tenth(length)}" height="${BAR_HEIGHT}" rx="2"/>
${figures(value, left + length + 10, base)}`;
	});
	return html`<path class="grid" d="M${left - 0.5} 0V${36 * values.length + 4}"/>${rows}`;
}

function figures({ value, share }: PlotValue, x: number, y: number): Html {
	return html`<text class="halo" x="${tenth(x)}" y="${tenth(y)}"><tspan class="value">${count(value)}</tspan><tspan class="share" dx="8">${formatPercent(share)}</tspan></text>`;
}

/** A single bar, divided into shares. */
export function shareStrip(
	{ id, title, description }: PlotName,
	shares: readonly { readonly kind: string; readonly share: number }[],
): Html {
	let sum = 0;
	const pieces = shares
		.filter(({ share }) => share > 0)
		.map(({ kind, share }) => {
			const begin = sum;
			sum += share;
			return html`<rect class="${kind}" x="${across(100 * begin)}" width="${across(100 * share)}" height="100%"/>`;
		});
	return html`<svg class="strip" role="img" aria-labelledby="${id}T ${id}D"><title id="${id}T">${title}</title><desc id="${id}D">${description}</desc>${pieces}</svg>`;
}

type Rate = Pick<Cohort, 'matchRate' | 'interval'>;
export type IntervalPlot = ReturnType<typeof intervalPlot>;

/**
 * Draws rates and their intervals on one axis, a row for each. Stretches to any width.
 *
 * @param reference a rate to compare each row with, 0 to 1
 */
export function intervalPlot(rates: readonly Rate[], reference: number) {
	const most = Math.max(0.01, reference, ...rates.map(({ interval }) => interval[1]));
	const { step, steps } = ticksUpTo(most);
	// Margins, so that no dot is cut off.
	const x = linear(steps * step, 5, 94);
	const at = (share: number) => across(x(share));
	const ticks = Array.from({ length: steps + 1 }, (_, index) => index * step);
	const vertical = (kind: string, share: number) =>
		html`<line class="${kind}" x1="${at(share)}" x2="${at(share)}" y2="100%"/>`;
	const grid = [...ticks.map((tick) => vertical('grid', tick)), vertical('reference', reference)];
	const tickLabels = ticks.map((tick) => {
		// Without trailing zeros: small steps are fractions of a percent.
		const percent = Number((tick * 100).toFixed(2));
		return html`<text class="tick" x="${at(tick)}" y="100%" dy="-8" text-anchor="middle">${percent} %</text>`;
	});
	return {
		axis: html`<svg class="interval" aria-hidden="true">${tickLabels}</svg>`,
		row: ({ matchRate, interval: [low, high] }: Rate) =>
			html`<svg class="interval" role="img" aria-label="${formatPercent(matchRate)}, between ${formatPercent(low)} and ${formatPercent(high)}">${grid}<line class="whisker" x1="${at(low)}" x2="${at(high)}" y1="50%" y2="50%"/><circle class="dot" cx="${at(matchRate)}" cy="50%" r="4.5"/></svg>`,
		/** A row without a rate. */
		blank: html`<svg class="interval" aria-hidden="true">${grid}</svg>`,
	};
}

/** A plot in one of its two widths; the page's style shows the one that fits. */
function drawing(
	{ id, title, description }: PlotName,
	kind: keyof typeof WIDTHS,
	height: number,
	body: Html,
): Html {
	const own = id + (kind === 'wide' ? 'W' : 'N');
	return html`<svg class="plot ${kind}" viewBox="0 0 ${WIDTHS[kind]} ${height}" role="img" aria-labelledby="${own}T ${own}D">
<title id="${own}T">${title}</title><desc id="${own}D">${description}</desc>
${body}
</svg>`;
}

/** Maps 0 to `most` to the pixels or percents from `start` to `end`. */
function linear(most: number, start: number, end: number): (value: number) => number {
	return (value) => start + (value / most) * (end - start);
}

/** Steps of an axis that reaches `most`: each is 1, 2 or 5 times a power of ten, and there are about four. */
function ticksUpTo(most: number): { readonly step: number; readonly steps: number } {
	let end = most;
	let step = 0;
	// A wider axis may ask for wider steps, which may make it wider again.
	for (let next = tickStep(end); next !== step; next = tickStep(end)) {
		step = next;
		end = Math.ceil(end / step - 1e-9) * step;
	}
	return { step, steps: Math.round(end / step) };
}

function tickStep(end: number): number {
	const power = 10 ** Math.floor(Math.log10(end / 4));
	const multiple = end / 4 / power;
	if (multiple < Math.SQRT2) return power;
	if (multiple < Math.sqrt(10)) return 2 * power;
	return multiple < Math.sqrt(50) ? 5 * power : 10 * power;
}

/** At least 1, because scales divide by it. */
function highest(values: readonly PlotValue[]): number {
	return Math.max(1, ...values.map(({ value }) => value));
}

function tenth(pixels: number): number {
	return Math.round(pixels * 10) / 10;
}

function across(percent: number): string {
	return `${Math.round(percent * 100) / 100}%`;
}
