/**
 * Runs a fuzzer: makes inputs from a corpus and a seed, and asks an oracle about what the program makes of each.
 *
 *     npm run fuzz:NAME -- [--seconds N] [--runs N] [--seed S] [--case N] [--keep DIR]
 *
 * The same seed makes the same cases. A case that fails is written to `--keep` with the command that repeats it. Exits
 * 1 if there was one.
 */

import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildProgram } from './build.js';
import { Random } from './random.js';
import { startWatchdog } from './watchdog.js';

/**
 * What a fuzzer gets.
 *
 * @typedef {object} Bench
 * @property {import('./build.js').Inside} inside
 * @property {string} folder an empty one, for its files
 * @property {ReadonlyMap<string, Buffer>} corpus the files of `corpus/NAME`
 * @property {(what: string) => void} tally counts what happened to a case
 */

/**
 * A case: what is done with an input, and the files that are the input.
 *
 * @typedef {object} Case
 * @property {Readonly<Record<string, Uint8Array | string>>} files to keep if it fails
 * @property {() => Promise<string | undefined> | string | undefined} run returns what is wrong
 */

/**
 * @typedef {object} Fuzzer
 * @property {(random: Random) => Case} make
 */

/** After so many findings there is something to do. */
const MAX_FINDINGS = 20;
/** User time of a case, in seconds: inputs have 64 KB at most. */
const MAX_CPU_SECONDS = 10;

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		seconds: { type: 'string' },
		runs: { type: 'string' },
		seed: { type: 'string' },
		case: { type: 'string' },
		keep: { type: 'string' },
	},
});
const [name = ''] = positionals;
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const only = values.case === undefined ? undefined : Number(values.case);
const runs = only === undefined ? Number(values.runs ?? Number.POSITIVE_INFINITY) : 1;
const seconds = Number(
	values.seconds ?? (runs === Number.POSITIVE_INFINITY ? 60 : Number.POSITIVE_INFINITY),
);
for (const number of [seed, only ?? 0, runs, seconds]) {
	if (!(number >= 0))
		throw new Error('--seconds, --runs, --seed and --case take a number of 0 or more');
}

const command = `npm run fuzz:${name} -- --seed ${seed}`;
const keep = values.keep ?? join(tmpdir(), 'credcheck-fuzz-found');
const say = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

const { folder: program, inside } = await buildProgram();
// In memory, if there is a folder there: a report is synced to the disk, and most of a case would be waiting for it.
const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const folder = mkdtempSync(join(memory, 'credcheck-fuzz-files-'));
process.on('exit', () => {
	for (const each of [program, folder]) rmSync(each, { recursive: true, force: true });
});

/** @type {Map<string, number>} */
const tallied = new Map();
const tally = (/** @type {string} */ what) => tallied.set(what, (tallied.get(what) ?? 0) + 1);
const corpus = readCorpus();
/** @type {{ open(bench: Bench): Promise<Fuzzer> | Fuzzer }} */
const { open } = await import(`./${name}.js`);
const fuzzer = await open({ inside, folder, corpus, tally });

const watchdog = startWatchdog(command);
const startedAt = Date.now();
let cases = 0;
let findings = 0;
for (; cases < runs && findings < MAX_FINDINGS; cases += 1) {
	if (Date.now() - startedAt >= seconds * 1000) break;
	const index = only ?? cases;
	watchdog.begin(index);
	const found = await attempt(index);
	watchdog.end();
	if (found === undefined) continue;
	findings += 1;
	say(`FOUND: ${found}\n  ${command} --case ${index}`);
}
const took = Math.round((Date.now() - startedAt) / 1000);
const parts = [...tallied]
	.toSorted(([a], [b]) => (a < b ? -1 : 1))
	.map(([what, n]) => `${what} ${n}`);
say(
	`${name}: ${cases} cases in ${took} s, seed ${seed} (${parts.join(', ')}): ${findings} findings`,
);
process.exit(findings > 0 ? 1 : 0);

/**
 * @param {number} index
 * @returns {Promise<string | undefined>}
 */
async function attempt(index) {
	const made = fuzzer.make(new Random(seed, index));
	const before = process.cpuUsage();
	let found;
	try {
		found = await made.run();
	} catch (error) {
		found = error instanceof Error ? `threw ${error.stack}` : `threw ${error}`;
	}
	const user = process.cpuUsage(before).user / 1e6;
	if (user > MAX_CPU_SECONDS) found ??= `took ${user.toFixed(1)} s of CPU`;
	if (found !== undefined) keepFiles(index, found, made.files);
	return found;
}

/**
 * @param {number} index
 * @param {string} found
 * @param {Case['files']} files
 */
function keepFiles(index, found, files) {
	const own = join(keep, `${name}-${seed}-${index}`);
	mkdirSync(own, { recursive: true });
	writeFileSync(join(own, 'FOUND'), `${found}\n\n${command} --case ${index}\n`);
	for (const [file, content] of Object.entries(files)) writeFileSync(join(own, file), content);
}

/** @returns {Map<string, Buffer>} */
function readCorpus() {
	const path = fileURLToPath(new URL(`./corpus/${name}/`, import.meta.url));
	try {
		const names = readdirSync(path).toSorted();
		return new Map(names.map((file) => [file, readFileSync(join(path, file))]));
	} catch {
		return new Map();
	}
}
