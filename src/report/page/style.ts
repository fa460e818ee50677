/** The style of the page: in light and dark mode, in print, and from a width of 360 pixels. */

import { Html } from './html.ts';

// The contrast with the background is at least 4.5 for text, and at least 3 for drawings. Dark mode applies only
// to screens, so that paper stays white.
export const PAGE_STYLE = new Html(`
:root {
	--paper: #ffffff; --soft: #f5f7f9; --ink: #1b222c; --muted: #566070; --rule: #e1e5ea;
	--accent: #24589f; --accent-soft: #e3ecf7; --bar: #24589f;
	--critical: #a3182f; --high: #b25b00; --clean: #4a7d62; --unknown: #7c8693;
}
@media screen and (prefers-color-scheme: dark) {
	:root {
		color-scheme: dark;
		--paper: #12161b; --soft: #1a2027; --ink: #e7ebf0; --muted: #a4aebb; --rule: #2c343e;
		--accent: #8bb8f3; --accent-soft: #1c2d45; --bar: #6498dd;
		--critical: #ff8f98; --high: #f0b161; --clean: #83c2a0; --unknown: #8994a2;
	}
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
	margin: 0 auto; padding: 2rem 1rem 3rem; max-width: 76rem;
	background: var(--paper); color: var(--ink);
	font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
	font-variant-numeric: tabular-nums; overflow-wrap: break-word;
}
html { background: var(--paper); }
p { margin: 0 0 .75rem; max-width: 66ch; text-wrap: pretty; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
code { font: .875em ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace; white-space: nowrap; }
bdi { white-space: normal; overflow-wrap: anywhere; }
small { display: block; font-size: .875rem; font-weight: 400; color: var(--muted); }
a { color: var(--accent); text-underline-offset: .2em; }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 2px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.brand { margin: 0 0 1.5rem; font-weight: 650; }
.brand span { margin-left: .5rem; font-weight: 400; color: var(--muted); }
h1 { display: flex; flex-wrap: wrap; align-items: end; gap: .5rem 2rem; margin: 0 0 1.25rem; font-size: clamp(1.35rem, 3.4vw, 2rem); font-weight: 600; letter-spacing: -.01em; }
h1 .rate { font-size: clamp(4rem, 13vw, 7.5rem); font-weight: 680; line-height: .95; letter-spacing: -.04em; white-space: nowrap; color: var(--accent); }
h1 .words { flex: 1 1 16ch; max-width: 24ch; padding-bottom: .25rem; }
.lead { font-size: 1.0625rem; }
.warnings { margin: 0 0 1.75rem; padding: 1rem 1.25rem; max-width: 72ch; background: var(--soft); border-left: 5px solid var(--high); border-radius: 4px; }
.warnings.doubt { border-left-color: var(--critical); }
.warnings > p { margin: 0 0 .5rem; font-size: 1.0625rem; font-weight: 650; }
.warnings ul { margin: 0; padding-left: 1.125rem; }
.warnings li + li { margin-top: .5rem; }
.warnings span { display: block; }
nav { margin: 1.75rem 0 0; padding: 1rem 0; border-block: 1px solid var(--rule); font-size: .9375rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; margin: 0; padding: 0; list-style: none; }
nav a { display: inline-block; padding: .125rem 0; text-decoration-color: var(--rule); }
nav a:hover { text-decoration-color: currentColor; }

section { padding: 3rem 0; border-bottom: 1px solid var(--rule); }
h2 { margin: 0 0 .75rem; font-size: 1.375rem; font-weight: 650; letter-spacing: -.01em; }
h3 { margin: 0 0 .5rem; font-size: 1rem; font-weight: 650; }
.about p { color: var(--muted); }
.about strong { color: var(--ink); }
.content { min-width: 0; }
.content > * + *, .content > .strip + .cards { margin-top: 1.5rem; }
.content > * + h3 { margin-top: 2rem; }
.note { padding-left: 1rem; border-left: 3px solid var(--rule); color: var(--muted); }
footer { padding-top: 1.5rem; font-size: .9375rem; color: var(--muted); }

.strip { display: block; width: 100%; height: 1rem; border-radius: 3px; overflow: hidden; }
.strip rect { stroke: var(--paper); stroke-width: 1.5; }
.CRITICAL { fill: var(--critical); --own: var(--critical); }
.HIGH { fill: var(--high); --own: var(--high); }
.CLEAN { fill: var(--clean); --own: var(--clean); }
.UNKNOWN { fill: var(--unknown); --own: var(--unknown); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(12rem, 100%), 1fr)); gap: 1rem; margin: 0; padding: 0; list-style: none; }
.card { padding: 1rem 1.125rem; background: var(--soft); border-top: 4px solid var(--own); border-radius: 4px; font-size: .9375rem; }
.card h3 { margin: 0; font-size: .8125rem; letter-spacing: .06em; }
.card p { margin: 0 0 .5rem; }
.card .number { margin: .125rem 0 .5rem; font-size: 2.125rem; font-weight: 650; line-height: 1.2; letter-spacing: -.02em; }
.card .long { font-size: 1.375rem; white-space: nowrap; }
.card .long span { display: block; }
.card .number span { font-size: .9375rem; font-weight: 400; letter-spacing: 0; color: var(--muted); }
.card .where { margin: .75rem 0 0; color: var(--muted); }

table { width: 100%; max-width: 44rem; border-collapse: collapse; font-size: .9375rem; }
th, td { padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; font-weight: 400; }
thead th { padding-top: .25rem; border-bottom-color: var(--muted); font-size: .875rem; color: var(--muted); vertical-align: bottom; }
th:last-child, td:last-child { padding-right: 0; }
.figure { text-align: right; }
td.figure { white-space: nowrap; }
.facts th { width: 44%; color: var(--muted); }
.tag { display: inline-block; margin-left: .25rem; padding: 0 .5rem; border-radius: 1rem; background: var(--accent-soft); color: var(--ink); font-size: .8125rem; }
.meanings { margin-bottom: 0; padding-left: 1.125rem; max-width: 68ch; }
.meanings li + li { margin-top: .75rem; }

figure { margin: 0; }
figcaption { margin-bottom: .75rem; font-weight: 650; }
.plot { display: block; width: 100%; height: auto; overflow: visible; }
.plot text, .interval text { fill: var(--muted); font-size: 12.5px; }
.plot .value { fill: var(--ink); font-size: 13.5px; font-weight: 650; }
.plot .marked { fill: var(--ink); font-weight: 650; }
.halo { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
.grid { stroke: var(--rule); fill: none; }
.area { fill: var(--accent-soft); }
.line { fill: none; stroke: var(--accent); stroke-width: 2.25; stroke-linejoin: round; }
.bar { fill: var(--bar); }
.dot { fill: var(--paper); stroke: var(--accent); stroke-width: 2.25; }
.plot .dot.marked { fill: var(--accent); }
.interval { position: absolute; inset: 0; width: 100%; height: 100%; overflow: visible; }
.interval .dot { fill: var(--accent); stroke: var(--paper); stroke-width: 1.5; }
.whisker { stroke: var(--accent); stroke-width: 3; stroke-linecap: round; opacity: .75; }
.reference { stroke: var(--muted); stroke-dasharray: 3 3; }
.cohorts { max-width: none; }
.cohorts .drawn { position: relative; width: 30%; padding: 0; }

.narrow { display: none; }
@media screen and (max-width: 47.99rem) {
	.wide { display: none; }
	.narrow { display: block; max-width: 30rem; }
}
@media screen and (max-width: 39.99rem) {
	.cohorts, .cohorts thead, .cohorts tbody, .cohorts thead tr { display: block; }
	.cohorts thead th { display: none; }
	.cohorts thead .drawn { display: block; width: auto; height: 2rem; border: 0; }
	.cohorts tbody tr { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 0 .5rem; padding: .75rem 0; border-bottom: 1px solid var(--rule); }
	.cohorts tbody th { grid-column: 1 / -1; max-width: none; font-weight: 650; }
	.cohorts tbody th, .cohorts td { padding: .125rem 0; border: 0; }
	.cohorts td.figure { text-align: left; white-space: normal; }
	.cohorts td[data-label]::before { content: attr(data-label) ' '; color: var(--muted); }
	.cohorts td.drawn { grid-column: 1 / -1; width: auto; height: 2rem; }
}
@media screen and (min-width: 48rem) { body { padding-inline: 2rem; } }
@media screen and (min-width: 72rem) {
	body { padding-top: 3.5rem; }
	section { display: grid; grid-template-columns: 17rem minmax(0, 1fr); gap: 0 3.5rem; }
}

@page { margin: 16mm 15mm; }
@media print {
	html { font-size: 9.5pt; }
	body { padding: 0; max-width: none; }
	nav { display: none; }
	h1 { font-size: 17pt; }
	h1 .rate { font-size: 52pt; }
	section { padding: 16pt 0; break-inside: avoid; }
	.warnings { background: none; border: 1px solid var(--rule); border-left: 5px solid var(--high); break-inside: avoid; }
	#cohorts { break-inside: auto; }
	section:last-child { border: 0; }
	.about { break-inside: avoid; }
	h2, h3, figcaption, .about { break-after: avoid; }
	.cards { grid-template-columns: repeat(4, 1fr); gap: .75rem; }
	figure, table, tr, .card, .strip, .meanings li, .note { break-inside: avoid; }
	.cohorts.long { break-inside: auto; }
	thead { display: table-header-group; }
	p, li { orphans: 3; widows: 3; }
	.card { background: none; border: 1px solid var(--rule); border-top: 4px solid var(--own); }
	.strip, .plot, .card, .warnings, .interval, .tag { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`);
