/**
 * Builds the program anew for one run, in a temporary folder of its own: with the modules below the library, which
 * `dist` does not export, and safe from a build that happens meanwhile.
 */

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'rolldown';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** @typedef {typeof import('./inside.ts')} Inside */

/** @returns {Promise<{ folder: string, inside: Inside }>} the folder, for the caller to remove, and the modules */
export function buildProgram() {
	return buildWith('test/fuzz/inside.ts');
}

/**
 * @param {string} inside a file that exports the modules
 * @returns {Promise<{ folder: string, inside: any }>}
 */
export async function buildWith(inside) {
	const folder = mkdtempSync(join(tmpdir(), 'credcheck-built-'));
	cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
	for (const name of ['bin', 'node_modules']) symlinkSync(join(ROOT, name), join(folder, name));
	const dist = join(folder, 'dist');
	mkdirSync(dist);
	await build({
		input: {
			inside: join(ROOT, inside),
			worker: join(ROOT, 'src/worker.ts'),
		},
		platform: 'node',
		logLevel: 'silent',
		external: (/** @type {string} */ id) => !id.startsWith('.') && !isAbsolute(id),
		output: { dir: dist, format: 'esm', entryFileNames: '[name].js', sourcemap: true },
	});
	execFileSync(process.execPath, [join(ROOT, 'kernels.js'), join(dist, 'kernels.wasm')]);
	return { folder, inside: await import(pathToFileURL(join(dist, 'inside.js')).href) };
}
