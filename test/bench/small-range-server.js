/**
 * A range API with a made-up range of a few lines for every prefix, generated on request. Prints its base
 * URL on stdout, in one line, and exits at the end of its stdin.
 *
 *     node small-range-server.js [LINES=5]
 */

import { createServer } from 'node:http';
import { hex, randomWords } from './random.js';

const lines = Number(process.argv[2] ?? 5);
if (!(lines >= 1 && lines <= 16)) throw new Error('LINES: 1 to 16');

/** The lines are in order, since the first digit counts them. */
function bodyOf(/** @type {string} */ prefix) {
	const words = randomWords(Number.parseInt(prefix, 16) + 1);
	for (let turn = 0; turn < 8; turn += 1) words();
	return Array.from(
		{ length: lines },
		(_, line) => `${line.toString(16).toUpperCase()}${hex(words, 34)}:${1 + (words() % 9)}`,
	).join('\r\n');
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
	const prefix = (request.url ?? '').slice('/range/'.length);
	const etag = `W/"${prefix}"`;
	if (request.headers['if-none-match'] === etag) {
		response.writeHead(304, { etag }).end();
		return;
	}
	const body = bodyOf(prefix);
	response.writeHead(200, { etag, 'content-length': body.length }).end(body);
});
server.listen(0, '127.0.0.1', () => {
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	process.stdout.write(`http://127.0.0.1:${address.port}/range/\n`);
});
process.stdin.resume().on('end', () => process.exit());
