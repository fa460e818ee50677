/**
 * The plots of the page, as SVG. They have classes in place of colours, so that the page's style
 * says what they look like by day, by night and in print, and no text that comes from the user.
 */

import { scaleBand, scaleLinear, scalePoint } from 'd3-scale';
import { area, line } from 'd3-shape';
import { formatNumber as count, formatPercent } from '../../text/format.ts';
import { type Html, html } from './html.ts';

/** What a plot is called, for those who do not see it. */
export interface PlotName {
	/** A letter and letters, unique on the page. */
	readonly id: string;
	readonly title: string;
	readonly description: string;
}

/** A value with its place on the axis. */
export interface PlotValue {
	readonly label: string;
	/** Accounts. */
	readonly value: number;
	/** 0 to 1. */
	readonly share: number;
	/** Said of this one value alone. */
	readonly mark?: string;
}

type Point = readonly [x: number, y: number];

/** Sizes in pixels, as drawn; text is 12 to 13 px high. */
const WIDE = 760;
const NARROW = 340;

/** Pixels that a figure takes at 13 px, bold. */
const DIGIT = 8;

/** What can be drawn. */
export const plots = { fallingLine, bars, shareStrip, intervalPlot };

/** A falling line through values, with the value at each point; on phones it runs from top to bottom. */
function fallingLine(name: PlotName, axis: string, values: readonly PlotValue[]): Html {
	return bothWidths(
		drawing(name, 'wide', WIDE, 324, fallingRight(axis, values)),
		drawing(name, 'narrow', NARROW, 34 + 40 * values.length, fallingDown(axis, values)),
	);
}

function fallingRight(axis: string, values: readonly PlotValue[]): Html {
	const bottom = 256;
	const most = highest(values);
	const long = DIGIT * (count(most).length / 2);
	const y = scaleLinear([0, most], [bottom, 44]);
	const x = scalePoint(indexes(values), [Math.max(28, long), WIDE - Math.max(30, long)]);
	const points = values.map(({ value }, at): Point => [x(at) as number, y(value)]);
	const outline = area<Point>(
		([px]) => px,
		bottom,
		([, py]) => py,
	).digits(1);
	return html`<path class="area" d="${outline(points)}"/>
<path class="grid" d="M0 ${bottom}H${WIDE}"/>
${through(points)}
${values.map((value, at) => pointOnLine(value, points[at] as Point, points[Math.max(0, at - 1)] as Point, bottom))}
<text class="axis" x="0" y="318">${axis}</text>`;
}

/** @param before the point from which the line comes */
function pointOnLine(
	{ label, value, share, mark }: PlotValue,
	[x, y]: Point,
	before: Point,
	bottom: number,
): Html {
	const at = tenth(x);
	// A steep line would run through what is written above its end.
	const beside = tenth(x + Math.min(18, (y - before[1]) * 0.3));
	const marked = mark === undefined ? '' : ' marked';
	return html`<circle class="dot${marked}" cx="${at}" cy="${tenth(y)}" r="4.5"/>
<text class="value halo" x="${beside}" y="${tenth(y - 27)}" text-anchor="middle">${count(value)}</text>
<text class="share halo" x="${beside}" y="${tenth(y - 12)}" text-anchor="middle">${formatPercent(share)}</text>
<text class="tick${marked}" x="${at}" y="${bottom + 20}" text-anchor="middle">${label}</text>
${mark === undefined ? null : html`<text class="tick marked" x="${at}" y="${bottom + 36}" text-anchor="middle">${mark}</text>`}`;
}

function fallingDown(axis: string, values: readonly PlotValue[]): Html {
	const left = 66;
	const most = highest(values);
	const x = scaleLinear([0, most], [left, NARROW - 70 - DIGIT * count(most).length]);
	const y = scalePoint(indexes(values), [48, 10 + 40 * values.length]);
	const points = values.map(({ value }, at): Point => [x(value), y(at) as number]);
	const outline = area<Point>()
		.x0(left)
		.x1(([px]) => px)
		.y(([, py]) => py)
		.digits(1);
	return html`<text class="axis" x="0" y="14">${axis}</text>
<path class="area" d="${outline(points)}"/>
<path class="grid" d="M${left} 34V${24 + 40 * values.length}"/>
${through(points)}
${values.map((value, at) => pointDown(value, points[at] as Point, left))}`;
}

function pointDown({ label, value, share, mark }: PlotValue, [x, y]: Point, left: number): Html {
	const marked = mark === undefined ? '' : ' marked';
	const below =
		mark === undefined
			? null
			: html`<text class="tick marked" x="${left - 12}" y="${tenth(y + 16)}" text-anchor="end">${mark}</text>`;
	return html`<circle class="dot${marked}" cx="${tenth(x)}" cy="${tenth(y)}" r="4.5"/>
<text class="tick${marked}" x="${left - 12}" y="${tenth(y + 4)}" text-anchor="end">${label}</text>
${below}
${figures(x + 12, y + 4, value, share)}`;
}

function through(points: readonly Point[]): Html {
	return html`<path class="line" d="${line<Point>().digits(1)([...points])}"/>`;
}

/** Horizontal bars, each with its value and share. */
function bars(name: PlotName, values: readonly PlotValue[]): Html {
	const height = 36 * values.length + 4;
	return bothWidths(
		drawing(name, 'wide', WIDE, height, barRows(values, WIDE, 124)),
		drawing(name, 'narrow', NARROW, height, barRows(values, NARROW, 108)),
	);
}

function barRows(values: readonly PlotValue[], width: number, left: number): Html {
	const most = highest(values);
	const x = scaleLinear([0, most], [0, width - left - 74 - DIGIT * count(most).length]);
	const y = scaleBand(indexes(values), [0, 36 * values.length]).padding(0.3);
	const rows = values.map(({ label, value, share }, at) => {
		const top = y(at) as number;
		// Something even for very little.
		const length = value === 0 ? 0 : Math.max(2, x(value));
		const base = top + y.bandwidth() / 2 + 4.5;
		return html`<text class="tick" x="${left - 12}" y="${tenth(base)}" text-anchor="end">${label}</text>
<rect class="bar" x="${left}" y="${tenth(top)}" width="${tenth(length)}" height="${tenth(y.bandwidth())}" rx="2"/>
${figures(left + length + 10, base, value, share)}`;
	});
	return html`<path class="grid" d="M${left - 0.5} 0V${36 * values.length + 4}"/>${rows}`;
}

function figures(x: number, y: number, value: number, share: number): Html {
	return html`<text class="halo" x="${tenth(x)}" y="${tenth(y)}"><tspan class="value">${count(value)}</tspan><tspan class="share" dx="8">${formatPercent(share)}</tspan></text>`;
}

/** One bar cut into shares, side by side. */
function shareStrip(
	{ id, title, description }: PlotName,
	parts: readonly { readonly kind: string; readonly share: number }[],
): Html {
	const shown = parts.filter(({ share }) => share > 0);
	const x = scaleLinear([0, 1], [0, 100]);
	let begun = 0;
	const pieces = shown.map(({ kind, share }) => {
		const from = begun;
		begun += share;
		return html`<rect class="${kind}" x="${hundredth(x(from))}%" width="${hundredth(x(share))}%" height="100%"/>`;
	});
	return html`<svg class="strip" role="img" aria-labelledby="${id}T ${id}D"><title id="${id}T">${title}</title><desc id="${id}D">${description}</desc>${pieces}</svg>`;
}

/** A rate with what it may be. */
export interface RateInterval {
	/** 0 to 1, all three. */
	readonly rate: number;
	readonly low: number;
	readonly high: number;
}

/** Draws rates beneath each other on one axis: its head, and a row for each. Stretches to any width. */
export interface IntervalPlot {
	readonly axis: Html;
	row(interval: RateInterval): Html;
	/** The row of one that has no rate. */
	readonly blank: Html;
}

/** @param reference a rate that each row is seen against, 0 to 1 */
function intervalPlot(intervals: readonly RateInterval[], reference: number): IntervalPlot {
	const most = Math.max(0.01, reference, ...intervals.map(({ high }) => high));
	// Ends in, so that no mark is cut off.
	const x = scaleLinear([0, most], [5, 94]).nice(4);
	const at = (share: number) => `${hundredth(x(share))}%`;
	const ticks = x.ticks(4);
	const lines = ticks.map(
		(tick) => html`<line class="grid" x1="${at(tick)}" x2="${at(tick)}" y2="100%"/>`,
	);
	const behind = html`${lines}<line class="reference" x1="${at(reference)}" x2="${at(reference)}" y2="100%"/>`;
	return {
		blank: html`<svg class="interval" aria-hidden="true">${behind}</svg>`,
		axis: html`<svg class="interval" aria-hidden="true">${ticks.map((tick) => axisTick(tick, at(tick)))}</svg>`,
		row: ({ rate, low, high }) =>
			html`<svg class="interval" role="img" aria-label="${formatPercent(rate)}, between ${formatPercent(low)} and ${formatPercent(high)}">${behind}<line class="whisker" x1="${at(low)}" x2="${at(high)}" y1="50%" y2="50%"/><circle class="dot" cx="${at(rate)}" cy="50%" r="4.5"/></svg>`,
	};
}

function axisTick(tick: number, x: string): Html {
	// Steps of whole and half percents, written as short as they go.
	const label = `${Number((tick * 100).toFixed(2))} %`;
	return html`<text class="tick" x="${x}" y="100%" dy="-8" text-anchor="middle">${label}</text>`;
}

function bothWidths(wide: Html, narrow: Html): Html {
	return html`${wide}${narrow}`;
}

function drawing(name: PlotName, kind: string, width: number, height: number, body: Html): Html {
	const id = name.id + (kind === 'wide' ? 'W' : 'N');
	return html`<svg class="plot ${kind}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}T ${id}D">
<title id="${id}T">${name.title}</title><desc id="${id}D">${name.description}</desc>
${body}
</svg>`;
}

/** 1 or more, so that nothing divides by it in vain. */
function highest(values: readonly PlotValue[]): number {
	return Math.max(1, ...values.map(({ value }) => value));
}

function indexes(values: readonly unknown[]): number[] {
	return [...values.keys()];
}

function tenth(pixels: number): number {
	return Math.round(pixels * 10) / 10;
}

function hundredth(percent: number): number {
	return Math.round(percent * 100) / 100;
}
