/** The machine of a benchmark, and the versions of what it compares with, for its output. */

import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

/** Such as `AMD EPYC, 2 cores, 24 GB, Linux x64, Node v24.1.0`. */
export function machine() {
	const [first, ...others] = cpus();
	const model = first?.model.trim() || 'unknown CPU';
	const gigabytes = (totalmem() / 2 ** 30).toFixed(0);
	return `${model}, ${1 + others.length} cores, ${gigabytes} GB, ${process.platform} ${process.arch}, Node ${process.version}`;
}

/** The version of a package that is installed for the benchmarks; undefined if it is not. @param {string} name */
export function installed(name) {
	try {
		const path = new URL(`node_modules/${name}/package.json`, import.meta.url);
		return /** @type {string} */ (JSON.parse(readFileSync(path, 'utf8')).version);
	} catch {
		return undefined;
	}
}
