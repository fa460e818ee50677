/**
 * `report.html`: the summary as a page. A single file that loads nothing, runs nothing, prints well, and stays
 * small whatever is in the table.
 */

import type { BacktestSummary } from '../summary.ts';
import { headline, titleOf } from './headline.ts';
import { type Html, html } from './html.ts';
import type { Section } from './parts.ts';
import { cohortsSection } from './sections/accounts/cohorts.ts';
import { domainSection } from './sections/accounts/domain.ts';
import { namesSection } from './sections/accounts/names.ts';
import { sharedPasswords } from './sections/accounts/shared-passwords.ts';
import { howItWasMade } from './sections/made.ts';
import { whatItMeans } from './sections/meaning.ts';
import { rejectedRows } from './sections/rejected-rows.ts';
import { sinceLastTime } from './sections/since.ts';
import { spreadsheetSafety } from './sections/spreadsheet.ts';
import { storeSection } from './sections/store.ts';
import { thresholds } from './sections/thresholds.ts';
import { tiers } from './sections/tiers.ts';
import { whatToDo } from './sections/what-to-do.ts';
import { PAGE_STYLE } from './style.ts';

/**
 * The page as HTML: about 50 kB, never more than 300. The same summary and time give the same bytes.
 *
 * @param now milliseconds since 1970, for the age of the store
 */
export function reportPage(summary: BacktestSummary, now: number): string {
	const sections = sectionsOf(summary, now);
	return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${titleOf(summary)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
${headline(summary)}
</header>
<nav aria-label="On this page"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
<main>
${sections.map(sectionMarkup)}
</main>
<footer><p>This page holds no password and no hash. It opens no connection and runs no script.</p></footer>
</body>
</html>
`.text;
}

function sectionsOf(summary: BacktestSummary, now: number): Section[] {
	const { since, cohorts, names, domain } = summary;
	return [
		whatToDo(summary),
		thresholds(summary),
		tiers(summary),
		since && sinceLastTime(since),
		cohorts && cohortsSection(cohorts, summary.matchRate),
		sharedPasswords(summary),
		domain && domainSection(domain, summary),
		names && namesSection(names, summary.input.checked),
		rejectedRows(summary),
		storeSection(summary, now),
		spreadsheetSafety(summary),
		howItWasMade(summary),
		whatItMeans(),
	].filter((section) => section !== null);
}

function sectionMarkup({ id, title, lead, content }: Section): Html {
	return html`<section id="${id}" aria-labelledby="${id}-title">
<div class="about"><h2 id="${id}-title">${title}</h2>${lead}</div>
<div class="content">${content}</div>
</section>
`;
}
