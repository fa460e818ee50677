/**
 * Compiles the kernels, which are written in AssemblyScript, to one WebAssembly module. They import their memory, which
 * threads may share; its first page is for constants of the module.
 *
 *     node kernels.js [FILE=dist/kernels.wasm]
 */

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('.', import.meta.url));
const sources = readdirSync(new URL('src/kernels/assembly/', import.meta.url))
	.filter((file) => file.endsWith('.ts'))
	.map((file) => `src/kernels/assembly/${file}`);
const [file = 'dist/kernels.wasm'] = process.argv.slice(2);
const { error, stderr } = await asc.main([
	...sources,
	...['--outFile', file, '--baseDir', root],
	...['-O3', '--noAssert', '--runtime', 'stub'],
	...['--enable', 'simd', '--enable', 'threads'],
	...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
]);
if (error) {
	process.stderr.write(stderr.toString());
	throw error;
}
