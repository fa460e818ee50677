import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { reportPage } from '../../src/report/page/page.ts';
import { findChromium } from '../support/chromium.ts';
import { HOSTILE, LARGE, MINIMAL, NOW, RICH } from '../support/summaries.ts';

const CHROMIUM = findChromium();
const SUMMARIES = { rich: RICH, minimal: MINIMAL, hostile: HOSTILE, large: LARGE };
type Name = keyof typeof SUMMARIES;
const NAMES = Object.keys(SUMMARIES) as Name[];

if (CHROMIUM === undefined) {
	process.stderr.write('No Chromium found, so the page is not tested: set CHROMIUM to its path.\n');
}

describe.skipIf(CHROMIUM === undefined)(
	'the page in Chromium (skipped where there is none)',
	() => {
		let browser: Browser;
		let folder: string;

		beforeAll(async () => {
			folder = mkdtempSync(join(tmpdir(), 'credcheck-test-'));
			for (const name of NAMES) {
				writeFileSync(join(folder, `${name}.html`), await reportPage(SUMMARIES[name], NOW));
			}
			browser = await chromium.launch({ executablePath: CHROMIUM as string });
		});

		afterAll(async () => {
			await browser?.close();
			rmSync(folder, { recursive: true, force: true });
		});

		/** A page with its console errors and its requests. */
		async function open(name: Name, width: number, colorScheme: 'light' | 'dark') {
			const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
			onTestFinished(() => page.close());
			const errors: string[] = [];
			const requests: string[] = [];
			page.on('console', (message) => errors.push(message.text()));
			page.on('pageerror', (error) => errors.push(error.message));
			page.on('dialog', async (dialog) => {
				errors.push(dialog.message());
				await dialog.dismiss();
			});
			page.on('request', (request) => requests.push(request.url()));
			const address = pathToFileURL(join(folder, `${name}.html`)).href;
			await page.goto(address);
			return { page, errors, requests, address };
		}

		/** Accessibility violations: rule and element. */
		async function violationsOf(page: Page): Promise<string[]> {
			await page.evaluate(axe.source);
			return await page.evaluate(
				`axe.run().then(({ violations }) => violations.flatMap(
				({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`,
			);
		}

		const views = NAMES.flatMap((name) =>
			[360, 1600].map((width) => [name, width, width === 360 ? 'dark' : 'light'] as const),
		);

		it.each(views)(
			'the %s page at %i pixels has no error, no request, and nothing off screen',
			async (...view) => {
				const { page, errors, requests, address } = await open(...view);
				expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(view[1]);
				expect(
					await page.evaluate(`[...document.querySelectorAll('svg text, p, td, th, li, h1, h2, code')]
				.filter((element) => !element.closest('.unseen') && element.checkVisibility())
				.map((element) => ({ text: element.textContent, box: element.getBoundingClientRect() }))
				.filter(({ box }) => box.left < 0 || box.right > innerWidth + 0.5)
				.map(({ text }) => text)`),
				).toEqual([]);
				expect({ errors, requests }).toEqual({ errors: [], requests: [address] });
			},
		);

		it.each(NAMES)(
			'the %s page is accessible in light and dark mode, on a phone and on a large screen',
			async (name) => {
				const { page } = await open(name, 1600, 'light');
				expect(await violationsOf(page)).toEqual([]);
				await page.emulateMedia({ colorScheme: 'dark' });
				expect(await violationsOf(page)).toEqual([]);
				await page.setViewportSize({ width: 360, height: 900 });
				expect(await violationsOf(page)).toEqual([]);
			},
		);

		it('no plot of the page is shown twice, and its text keeps its size', async () => {
			const { page } = await open('rich', 360, 'light');
			const heights = `[...document.querySelectorAll('.plot')]
			.filter((plot) => plot.checkVisibility())
			.map((plot) => plot.querySelector('.value').getBoundingClientRect().height)`;
			for (const width of [360, 700, 800, 1600]) {
				await page.setViewportSize({ width, height: 900 });
				const shown = await page.evaluate<number[]>(heights);
				expect(shown).toHaveLength(2);
				expect(Math.min(...shown)).toBeGreaterThanOrEqual(12);
			}
		});

		it('the labels of neighboring points in a plot do not overlap', async () => {
			for (const [name, width] of [
				['rich', 1600],
				['rich', 360],
				['large', 1600],
				['large', 360],
			] as const) {
				const { page } = await open(name, width, 'light');
				expect(
					await page.evaluate(`(() => {
					const boxes = [...document.querySelectorAll('.plot .value')]
						.filter((value) => value.checkVisibility())
						.map((value) => value.getBoundingClientRect());
					return boxes.filter((a, at) => boxes.some((b, other) => other > at
						&& a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)).length;
				})()`),
				).toBe(0);
			}
		});

		it('markup in user text is shown as text', async () => {
			const { page } = await open('hostile', 1600, 'light');
			const text = await page.innerText('main');
			expect(text).toContain('<script>alert(1)</script>');
			expect(text).toContain('</title></style><svg onload=alert(1)>');
			expect(await page.title()).toMatch(
				/^credcheck: 19\.4\s% of 1,000 accounts matched \(in doubt\)$/,
			);
			expect(await page.locator('h1').isVisible()).toBe(true);
			expect(await page.locator('main script, main img, [onload], [onerror]').count()).toBe(0);
		});

		it.each(NAMES)('the %s page prints on white paper, even in dark mode', async (name) => {
			const { page, errors } = await open(name, 1600, 'dark');
			const pdf = await page.pdf({ format: 'A4' });
			expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
			expect(pdf.length).toBeGreaterThan(20_000);
			await page.emulateMedia({ media: 'print' });
			expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
				'rgb(255, 255, 255)',
			);
			expect(await page.locator('h1').isVisible()).toBe(true);
			expect(errors).toEqual([]);
		});
	},
);
