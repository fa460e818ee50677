/** Gzip that goes on behind its end: every reader refuses it by name, and none loses what follows. */

import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { credcheckBinary } from '../support/binary.ts';
import { credcheck } from '../support/credcheck.ts';
import { dumpText, madeUpRanges, sha1 } from '../support/ranges.ts';
import { makeSetup } from '../support/setup.ts';

const FOLLOWED = /something follows .*gzip/;

/** Two members with NULs between them, as when a tool pads files and appends to them. */
function padded(...parts: readonly string[]): Buffer {
	const members = parts.flatMap((part) => [gzipSync(part), Buffer.alloc(8)]);
	return Buffer.concat(members);
}

const TABLE = ['id,sha1\n1,', `${sha1('tulip')}\n2,${sha1('letmein')}\n`] as const;

it('a table is refused, from a file or from stdin', async () => {
	const setup = makeSetup();
	const file = await setup.backtest(setup.write('users.csv.gz', padded(...TABLE)));
	expect(file).toMatchObject({ code: 4, stderr: expect.stringMatching(FOLLOWED) });
	const args = ['backtest', '-', '--store', setup.store, '--out', join(setup.folder, 'out')];
	const stdin = await credcheckBinary(args, { stdin: padded(...TABLE) });
	expect(stdin).toMatchObject({ code: 4, stderr: expect.stringMatching(FOLLOWED) });
	const whole = await setup.backtest(setup.write('whole.csv.gz', padded(TABLE.join(''))));
	expect(whole).toMatchObject({ code: 0, stdout: expect.stringContaining('2 of 2 accounts') });
});

it.each(['--exclude', '--breached-emails', '--privileged'])(
	'a list of %s is refused',
	async (flag) => {
		const setup = makeSetup();
		const table = `id,email,sha1\nann,ann@example.com,${sha1('tulip')}\n`;
		const entry = flag === '--breached-emails' ? 'ann@example.com\n' : 'ann\n';
		const list = setup.write('list.gz', padded(entry, 'bob\n'));
		const run = await setup.backtest(setup.write('users.csv', table), flag, list);
		expect(run).toMatchObject({ code: 4, stderr: expect.stringMatching(FOLLOWED) });
	},
);

it('a source is refused: a dump as a whole, a file of a folder by its range', async () => {
	const setup = makeSetup();
	const ranges = madeUpRanges(2);
	const lines = dumpText(ranges);
	const middle = lines.indexOf('\n00001') + 1;
	const dump = setup.write('dump.gz', padded(lines.slice(0, middle), lines.slice(middle)));
	const sync = (source: string, store: string) =>
		credcheck(['sync', '--source', source, '--store', join(setup.folder, store)]);
	expect(await sync(dump, 'a.sqlite')).toMatchObject({
		code: 13,
		stderr: expect.stringMatching(FOLLOWED),
	});
	const text = ranges.get('00000') as string;
	const half = text.indexOf('\n', 300) + 1;
	setup.write('ranges/00000.gz', padded(text.slice(0, half), text.slice(half)));
	expect(await sync(join(setup.folder, 'ranges'), 'b.sqlite')).toMatchObject({
		code: 3,
		stderr: expect.stringMatching(FOLLOWED),
	});
});
