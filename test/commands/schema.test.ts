import { describe, expect, it } from 'vitest';
import { readSchema } from '../../src/schemas.ts';
import { credcheck, onlyJson } from '../support/credcheck.ts';
import { sha1 } from '../support/ranges.ts';
import { makeSetup } from '../support/setup.ts';

const NAMES = ['backtest', 'check', 'error', 'schemas', 'status', 'sync', 'verify'];

describe('schema', () => {
	it('schema without a name lists the documents', async () => {
		const run = await credcheck(['schema']);
		expect(run).toEqual({ code: 0, stdout: `${NAMES.join('\n')}\n`, stderr: '' });
		const json = await credcheck(['schema', '--json']);
		expect(onlyJson(json.stdout)).toEqual({ type: 'schemas', names: NAMES });
	});

	it('schema prints the schema of one document, on one line with --json', async () => {
		const run = await credcheck(['schema', 'sync']);
		expect(run).toEqual({ code: 0, stdout: readSchema('sync'), stderr: '' });
		const { stdout } = await credcheck(['schema', 'sync', '--json']);
		expect(stdout.trimEnd()).not.toContain('\n');
		expect(JSON.parse(stdout)).toEqual(JSON.parse(run.stdout));
	});

	it.each(['summary', '../package', ''])(
		'schema exits 2 for %j, and lists the known documents',
		async (name) => {
			const run = await credcheck(['schema', name, '--json']);
			expect(run).toMatchObject({ code: 2, stdout: '' });
			expect(onlyJson(run.stderr)).toMatchObject({
				code: 'USAGE',
				message: expect.stringContaining(NAMES.join(', ')),
			});
		},
	);
});

describe('--json', () => {
	it('every command with --json prints one line, whose type is the name of the document', async () => {
		const setup = makeSetup();
		const at = ['--store', setup.store, '--json'];
		const accounts = setup.write('users.csv', `id,sha1\n1,${sha1('tulip')}\n2,\n`);
		const runs = {
			sync: await credcheck(['sync', '--source', `${setup.folder}/ranges`, ...at]),
			backtest: await setup.backtest(accounts, '--json'),
			check: await credcheck(['check', ...at], { stdin: 'tulip\n' }),
			status: await credcheck(['status', ...at]),
			verify: await credcheck(['verify', ...at]),
			schemas: await credcheck(['schema', '--json']),
		};
		for (const [type, { stdout }] of Object.entries(runs)) {
			expect(stdout).toMatch(/^.+\n$/);
			expect(onlyJson(stdout)['type']).toBe(type);
		}
	});
});
