/**
 * Puts the program into a few files, since each of 170 takes its time to be found and read at every
 * start. Dependencies stay what npm installed, and names what the source calls them.
 */

import { isAbsolute } from 'node:path';
import { build } from 'rolldown';

await build({
	input: { cli: 'src/cli.ts', index: 'src/index.ts', worker: 'src/worker.ts' },
	platform: 'node',
	logLevel: 'warn',
	// Packages are what is neither a path of ours nor one of this machine, on Windows with a drive's letter.
	external: (id) => !id.startsWith('.') && !isAbsolute(id),
	output: {
		dir: 'dist',
		format: 'esm',
		entryFileNames: '[name].js',
		chunkFileNames: '[name]-[hash].js',
		sourcemap: true,
		comments: false,
	},
});
