import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, userText } from '../../../src/report/page/html.ts';
import { reportPage } from '../../../src/report/page/page.ts';
import { PAGE_STYLE } from '../../../src/report/page/style.ts';
import type { BacktestSummary } from '../../../src/report/summary.ts';
import { REJECT_REASONS } from '../../../src/table/reject-reasons.ts';
import { HASHES, HOSTILE, LARGE, MINIMAL, NOW, RICH } from '../../support/summaries.ts';

const MOST_BYTES = 300_000;

/** All text between tags, with each run of blanks as one space. */
function textOf(page: string): string {
	return page
		.replace(/<style>.*<\/style>/s, '')
		.replaceAll(/<[^>]*>/g, ' ')
		.replaceAll(/\s+/g, ' ');
}

function titlesOf(page: string): string[] {
	return [...page.matchAll(/<h2[^>]*>(.*?)<\/h2>/g)].map(([, title]) => title as string);
}

/** The text of the page of RICH, with these fields changed. */
async function textWith(changes: Partial<BacktestSummary>): Promise<string> {
	return textOf(await reportPage({ ...RICH, ...changes }, NOW));
}

describe('the HTML file', () => {
	it.each([
		['rich', RICH],
		['minimal', MINIMAL],
		['hostile', HOSTILE],
		['large', LARGE],
	])(
		'the %s page is small, loads nothing, runs nothing, and is the same each time',
		async (_, summary) => {
			const page = await reportPage(summary, NOW);
			expect(Buffer.byteLength(page)).toBeLessThan(MOST_BYTES);
			expect(page).toContain(
				`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
			);
			expect(page).not.toMatch(/url\(|@import|@font-face/);
			const tags = [...page.matchAll(/<[a-z][^>]*>/g)].map(([tag]) => tag);
			for (const tag of tags) {
				expect(tag).not.toMatch(
					/^<(script|link|img|iframe|object|embed|base|form|foreignObject|a (?!href="#))/i,
				);
				expect(tag).not.toMatch(/\s(on\w+|src|srcset|xlink:href|action|formaction)=/i);
			}
			expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
			expect(await reportPage(summary, NOW)).toBe(page);
		},
	);

	it('the page has ordered headings, unique ids, and no broken links', async () => {
		const page = await reportPage(RICH, NOW);
		expect(page).toContain('Before you read the match rate');
		expect(page.match(/<h1/g)).toHaveLength(1);
		const levels = [...page.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
		for (const [at, level] of levels.entries()) {
			expect(level - (levels[at - 1] ?? 0)).toBeLessThanOrEqual(1);
		}
		const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
		expect(new Set(ids).size).toBe(ids.length);
		const named = [...page.matchAll(/(?:href="#|labelledby=")([^"]+)"/g)];
		expect(ids).toEqual(
			expect.arrayContaining(named.flatMap(([, to]) => (to as string).split(' '))),
		);
	});

	it('the page stays small with very long texts, and shows no hash', async () => {
		const signs = ['&', '"', '👩', '\u0300', '<'].map((sign) => sign.repeat(100_000));
		const groups = HOSTILE.cohorts?.groups.map((group) => ({
			...group,
			values: [...signs, ...HASHES],
		}));
		const page = await reportPage(
			{
				...HOSTILE,
				report: signs.join(''),
				cohorts: { columns: [...HASHES, ...signs], groups: groups ?? [], other: null },
				names: HOSTILE.names && { ...HOSTILE.names, columns: signs.concat(signs, signs, signs) },
				input: {
					...HOSTILE.input,
					columns: {
						hash: HASHES[0] ?? '',
						id: HASHES[1] ?? '',
						email: HASHES[2] ?? '',
						changed: null,
					},
				},
			},
			NOW,
		);
		expect(Buffer.byteLength(page)).toBeLessThan(MOST_BYTES);
		expect(page).not.toMatch(/[0-9A-F]{32}/i);
		expect(textOf(page)).toContain('[hash]');
	});
});

describe('the text of the page', () => {
	it('the page has its sections in order, and those of an option only with that option', async () => {
		const always = {
			first: [
				'What to do',
				'Accounts to act on at each threshold',
				'How often their passwords were seen',
			],
			last: [
				'Rejected rows',
				'The store',
				'Opening the lists in a spreadsheet',
				'How this was made',
				'What a match means and does not mean',
			],
		};
		expect(titlesOf(await reportPage(RICH, NOW))).toEqual([
			...always.first,
			'Since last time',
			'Cohorts',
			'Shared passwords',
			'Names in passwords',
			...always.last,
		]);
		expect(titlesOf(await reportPage(MINIMAL, NOW))).toEqual([
			...always.first,
			'Shared passwords',
			...always.last,
		]);
	});

	it('the page gives the match rate, the number of accounts, and the bounds', async () => {
		const text = await textWith({});
		expect(text).toContain(
			'19.4 % of the accounts that could be looked up have a password that is public',
		);
		expect(text).toContain('194 of 1,000 accounts matched. The store covers 94.6 %');
		expect(text).toContain('57 accounts could not be looked up');
		expect(text).toContain('between 18.4 % (if none of those matched) and 23.7 %');
		const sure = await textWith({
			verdicts: { ...RICH.verdicts, UNKNOWN: 0 },
			input: { ...RICH.input, lookedUp: RICH.input.checked },
		});
		expect(sure).toContain('19.4 % of the accounts have a password that is public');
		expect(sure).not.toContain('could not be looked up, since');
	});

	it('the page says when no account could be checked, and gives no rate', async () => {
		const empty = textOf(await reportPage(MINIMAL, NOW));
		expect(empty).toContain('No account could be checked');
		expect(empty).toContain('The table has no row that could be used.');
		const none = { ...MINIMAL, input: { ...MINIMAL.input, rows: 9, checked: 9 } };
		const verdicts = { ...MINIMAL.verdicts, UNKNOWN: 9 };
		const unknown = await reportPage({ ...none, verdicts, matchRateBounds: [0, 1] }, NOW);
		expect(textOf(unknown)).toContain('between 0.0 % (if none of those matched) and 100.0 %');
	});

	it('the page gives the action for each verdict, and what is in the lists', async () => {
		const text = await textWith({});
		expect(text).toContain('Revoke the session. 39 of 41 in critical.csv');
		expect(text).toContain('Queue an in-app nudge. 100 of 153 in nudge-candidates.csv');
		expect(text).toContain('or is made from the account’s own name');
		expect(text).toContain('5 candidates excluded from the lists by --exclude');
		expect(text).toContain(
			'at most 139 candidates, those with the highest counts; --limit left out 50',
		);
		const plain = await textWith({
			...{ names: null, excluded: null, limit: null, minCount: 20 },
			listed: { CRITICAL: 41, HIGH: 153 },
			input: { ...RICH.input, breachedEmails: null },
		});
		expect(plain).toContain('All 153 in nudge-candidates.csv');
		expect(plain).toContain('Use --breached-emails');
		expect(plain).toContain('seen in breaches 20 times or more.');
		expect(plain).not.toContain('person’s name');
		expect(plain).not.toMatch(/--exclude|--limit/);
	});

	it('the page shows every threshold in both plots and in the table', async () => {
		const page = await reportPage(RICH, NOW);
		const plots = page.match(/<svg class="plot .*?<\/svg>/gs) ?? [];
		expect(plots).toHaveLength(4);
		for (const { matched } of RICH.thresholds) {
			for (const plot of plots.slice(0, 2)) expect(plot).toContain(`>${matched}<`);
			expect(page).toContain(`<td class="figure">${matched}</td>`);
		}
		expect(textOf(page)).toContain(
			'acting only on counts of 10 or more affects 92, and leaves 102',
		);
	});

	it('the page shows only the largest cohorts, and says where the others are', async () => {
		const page = await reportPage(HOSTILE, NOW);
		expect(page.match(/<th role="rowheader"/g)).toHaveLength(40);
		expect(textOf(page)).toContain(
			'These are the 40 largest of 10,000 cohorts; all of them are in cohorts.csv',
		);
		const few = await textWith({});
		expect(few).toContain('Deutschland · free 311 14 unknown 71 23.9 % 19.4 to 29.1 %');
		expect(few).toContain('France · free 22 22 unknown 2 – not looked up');
		expect(few).toContain('4 cohorts of fewer than ten accounts 13');
		expect(few).toContain('empty · free');
	});

	it('the page says what became of earlier candidates', async () => {
		const text = await textWith({});
		expect(text).toContain(
			'61 of 231 earlier candidates are resolved (26.4 %). New candidates: 38.',
		);
		expect(text).toContain('Rotated to another breached password');
		const since = RICH.since && { ...RICH.since, startedAt: '<b>then</b>' };
		expect(await textWith({ since })).toContain('of an unknown time');
	});

	it('the page explains each reason for rejected rows', async () => {
		const rejectedByReason = Object.fromEntries(REJECT_REASONS.map((reason) => [reason, 2]));
		const page = await reportPage({ ...RICH, input: { ...RICH.input, rejectedByReason } }, NOW);
		for (const reason of REJECT_REASONS) {
			expect(page).toMatch(new RegExp(`<bdi>${reason}</bdi></code><small>\\w[^<]{10,}\\.</small>`));
		}
	});

	it('the page says how old the store is', async () => {
		expect(await textWith({})).toContain(
			'Last brought up to date 6 hours ago, counted from when this page was made.',
		);
		expect(textOf(await reportPage(LARGE, NOW))).toContain('43 days ago');
		expect(textOf(await reportPage(MINIMAL, NOW))).toContain('never brought up to date');
	});

	it('the page explains how a spreadsheet shows the lists', async () => {
		expect(await textWith({})).toContain('shows them as text');
		const spreadsheet = { ...RICH.spreadsheet, plain: true };
		expect(await textWith({ spreadsheet })).toContain('Take care: cells were written unchanged');
	});

	it('the page avoids the words pwned, victim, compromised and hacked', async () => {
		expect(await textWith({})).not.toMatch(/pwned|victim|compromised|hacked/i);
	});
});

describe('user text', () => {
	it('user text is never markup, whatever it is', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
				const inner = userText(text).text.replace(/^<(bdi|i)>(.*)<\/\1>$/s, '$2');
				expect(inner).not.toMatch(/[<>"'`]|&(?!(amp|lt|gt|quot|#39|#96);)/);
				const attribute = html`<p title="${text}">${[text]}</p>`.text;
				expect(attribute.match(/[<>]/g)).toHaveLength(4);
				expect(attribute.match(/"/g)).toHaveLength(2);
			}),
		);
	});

	it.each([
		['two\r\n\tlines\u0000', 'two lines\\x00'],
		['\u202Eturned\u2066', '\\u202eturned\\u2066'],
		['\uD800half', '\\ud800half'],
		['می\u200cخواهم', 'می\u200cخواهم'],
		['x'.repeat(61), `${'x'.repeat(59)}…`],
		['👍'.repeat(60), '👍'.repeat(60)],
		[`${'x'.repeat(50)}${'a'.repeat(40)}`, `${'x'.repeat(50)}[hash]`],
		[`a${'\u0300'.repeat(9)}`, `a${'\u0300'.repeat(4)}`],
	])('user text %j is shown as %j', (text, shown) => {
		expect(userText(text).text).toBe(`<bdi>${shown}</bdi>`);
	});

	it('user text that is blank is shown as "empty"', () => {
		expect(userText(' \n').text).toBe('<i>empty</i>');
	});
});

describe('colors', () => {
	const [light = '', dark = ''] = PAGE_STYLE.text.match(/:root \{.*?\}/gs) ?? [];

	it.each([
		['light', light],
		['dark', dark],
	])('colors have enough contrast in %s mode', (_, style) => {
		const colors = Object.fromEntries(
			[...style.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, color]) => [name, color]),
		) as Record<string, string>;
		const contrast = (a: string, b: string) => ratio(colors[a] ?? '', colors[b] ?? '');
		for (const text of ['ink', 'muted', 'accent']) {
			for (const ground of ['paper', 'soft', 'accent-soft']) {
				expect({ text, ground, enough: contrast(text, ground) >= 4.5 }).toMatchObject({
					enough: true,
				});
			}
		}
		for (const drawn of ['bar', 'critical', 'high', 'clean', 'unknown']) {
			for (const ground of ['paper', 'soft']) {
				expect({ drawn, ground, enough: contrast(drawn, ground) >= 3 }).toMatchObject({
					enough: true,
				});
			}
		}
	});

	/** Contrast ratio as WCAG 2 defines it. */
	function ratio(a: string, b: string): number {
		const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
		return (lighter + 0.05) / (darker + 0.05);
	}

	function luminance(color: string): number {
		const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
			const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
			return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
	}
});
