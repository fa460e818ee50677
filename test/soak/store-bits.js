/**
 * Flips every bit of a small store, one at a time, and runs a back-test, `check` and `status` on each: their answer
 * must be right, or say that the store is damaged. Then puts an older copy of each single page into it. A million and
 * a half bits take hours: `--every 97` takes a sample, `--seconds` or a signal ends it, `--from` goes on from there.
 * A `TMPDIR` in memory is faster.
 *
 *     node test/soak/store-bits.js [--every N] [--from BIT] [--to BIT] [--seconds N] [--used] [--verbose]
 *
 * `--used` leaves out bits of pages' free space: bytes that are zero, with zeros around them.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { flipped, GOOD, isFree, PAGE_BYTES, StoreWorld, withOlderPages } from './store-world.js';

const { values } = parseArgs({
	options: {
		every: { type: 'string', default: '1' },
		from: { type: 'string', default: '0' },
		to: { type: 'string', default: 'Infinity' },
		seconds: { type: 'string', default: 'Infinity' },
		used: { type: 'boolean', default: false },
		verbose: { type: 'boolean', default: false },
	},
});
const every = Number(values.every);
const end = Number(values.to);
let endsAt = Date.now() + Number(values.seconds) * 1000;
for (const signal of ['SIGINT', 'SIGTERM']) {
	process.once(signal, () => {
		endsAt = 0;
	});
}
const folder = mkdtempSync(join(tmpdir(), 'credcheck-soak-'));
const world = await StoreWorld.make(folder);
const { newest } = world;

/** @type {Map<string, number>} */
const counts = new Map();
let tries = 0;
let failures = 0;

/**
 * @param {string} what
 * @param {Uint8Array} file
 */
async function attempt(what, file) {
	tries += 1;
	world.put(file);
	for (const { command, verdict, error, said, expected } of await world.judge()) {
		const key = `${command} ${verdict}`;
		counts.set(key, (counts.get(key) ?? 0) + 1);
		if (GOOD.has(verdict)) continue;
		failures += 1;
		if (failures > 200 && !values.verbose) continue;
		const at = Math.max(0, [...said].findIndex((char, index) => char !== expected[index]) - 40);
		const instead = `${said.slice(at, at + 90)} instead of ${expected.slice(at, at + 90)}`;
		print(`${what}: ${key}: ${verdict === 'wrong' ? instead : error.trim()}`);
	}
}

/** @param {string} line */
function print(line) {
	process.stdout.write(`${line}\n`);
}

let bit = Number(values.from);
try {
	for (const { page, file } of withOlderPages(world)) await attempt(`an older page ${page}`, file);
	for (; bit < Math.min(newest.length * 8, end) && Date.now() < endsAt; bit += every) {
		const at = bit >>> 3;
		if (values.used && isFree(newest, at)) continue;
		const page = Math.floor(at / PAGE_BYTES) + 1;
		await attempt(`bit ${bit} (page ${page}, byte ${at % PAGE_BYTES})`, flipped(newest, bit));
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}
print(`${newest.length / PAGE_BYTES} pages, ${newest.length * 8} bits; ended at bit ${bit}`);
for (const [key, count] of [...counts].toSorted()) print(`${key.padEnd(20)} ${count}`);
print(`${tries} tries, ${failures} failures`);
process.exitCode = failures === 0 ? 0 : 1;
