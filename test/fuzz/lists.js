/**
 * Lists beside the table: addresses of breaches, exclusions, names of privileged accounts, an earlier report. Oracle: a
 * list is refused by name, or has exactly the entries that a reader of lines or csv-parse finds in it.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { makeStore } from './made-store.js';
import { mutate } from './mutate.js';

/** @typedef {import('./random.js').Random} Random */

const ADDRESS = /^[^\s@:;,<>"]+@[^\s@:;,<>"]+$/;
/** Lines that no format but lines has a meaning for. */
const PLAIN_LINES = /^[\w.@+\n -]*$/;
const PLAIN_CELLS = /^[\w.@+,"\n -]*$/;

/** @param {import('./run.js').Bench} bench */
export async function open({ inside, folder, corpus, tally }) {
	const { SHA1, readBreachedEmails, readExclusions, readNameList, readPrevious } = inside;
	const file = join(folder, 'list');
	const earlier = await makeEarlier(inside, folder);
	const origin = { keyName: earlier.keyName, kind: SHA1 };

	/** @type {Readonly<Record<string, (bytes: Buffer) => Promise<string | undefined>>>} */
	const readers = {
		async emails(bytes) {
			const { emails, unusable } = await readBreachedEmails(file);
			const cells = cellsOf(bytes, 'email', /@/);
			if (cells === undefined) return undefined;
			tally('emails compared');
			const texts = cells.map((cell) =>
				cell
					.trim()
					.replace(/^"(.*)"$/, '$1')
					.trim(),
			);
			const addresses = texts
				.filter((text) => ADDRESS.test(text))
				.map((text) => text.toLowerCase());
			const others = texts.filter((text) => text !== '').length - addresses.length;
			const absent = addresses.find((address) => !emails.has(address));
			if (absent !== undefined) return `lacks ${absent}`;
			const distinct = new Set(addresses).size;
			if (emails.size !== distinct) return `${emails.size} addresses instead of ${distinct}`;
			return unusable === others ? undefined : `${unusable} unusable instead of ${others}`;
		},
		async exclude(bytes) {
			const { ids, unusable, refs } = await readExclusions([file], origin);
			const cells = cellsOf(bytes, 'account_id', /^ *u/)?.map((cell) => cell.trim());
			if (cells?.every((cell) => /^(?:u[\w.@-]*)?$/.test(cell)) !== true) return undefined;
			tally('exclusions compared');
			const expected = new Set(cells.filter((cell) => cell !== '')).size;
			const given = ids.set.size === 0 ? 0 : ids.outcome(ids.share()).given;
			if (given !== expected) return `${given} ids instead of ${expected}`;
			return unusable + refs.size === 0 ? undefined : 'what is an id is taken for something else';
		},
		async privileged(bytes) {
			const { names } = await readNameList(file);
			const cells = cellsOf(bytes, 'SamAccountName', /^ *u/)?.map((cell) =>
				cell.trim().toLowerCase(),
			);
			if (cells === undefined || /^-{60}/m.test(bytes.toString('latin1'))) return undefined;
			tally('names compared');
			const expected = new Set(cells.filter((cell) => cell !== ''));
			const isSame =
				names.length === expected.size && names.every((name) => expected.has(name.toLowerCase()));
			return isSame ? undefined : `${names.length} names instead of ${expected.size}`;
		},
	};

	/** @param {string} name @param {Buffer} bytes */
	async function previous(name, bytes) {
		for (const [own, content] of earlier.files) writeFileSync(join(earlier.folder, own), content);
		writeFileSync(join(earlier.folder, name), bytes);
		/** @type {string[]} */
		const ids = [];
		/** @type {string[]} */
		const refs = [];
		let isPlain = true;
		for (const list of ['critical.csv', 'nudge-candidates.csv']) {
			try {
				const rows = /** @type {Record<string, string>[]} */ (
					parse(readFileSync(join(earlier.folder, list)), { columns: true, bom: true })
				);
				ids.push(...rows.map((row) => row['account_id'] ?? ''));
				refs.push(...rows.map((row) => row['credential_ref'] ?? ''));
			} catch {
				isPlain = false;
			}
		}
		isPlain &&= ids.every((id) => /^u\d+$/.test(id));
		const distinct = new Set(refs.filter((ref) => ref !== '')).size;
		const found = await readPrevious(earlier.folder, origin);
		tally('earlier reports read');
		if (isPlain && found.refs.size !== distinct)
			return `${found.refs.size} references of ${distinct}`;
		if (isPlain && found.ids.size !== new Set(ids).size) return `${found.ids.size} ids`;
		const excluded = await readExclusions([earlier.folder], origin);
		if (isPlain && excluded.refs.size !== distinct) return `${excluded.refs.size} excluded`;
		return undefined;
	}

	return {
		/** @param {Random} random */
		make(random) {
			const kind = random.pick([...Object.keys(readers), 'previous']);
			const name = random.pick(['summary.json', 'critical.csv', 'nudge-candidates.csv']);
			const known = [...corpus].filter(([own]) => own.startsWith(kind)).map(([, bytes]) => bytes);
			const isKnown = known.length > 0 && random.chance(0.3);
			const whole = kind === 'previous' ? earlier.files.get(name) : listText(random, kind);
			const made = isKnown ? random.pick(known) : /** @type {Buffer} */ (whole);
			const times = random.pick([0, 1, 1, 2, 3]);
			const text = mutate(random, made, times, [
				listText(random, 'emails'),
				listText(random, 'exclude'),
			]);
			const bytes = random.chance(0.2) && kind !== 'previous' ? gzipSync(text) : text;
			return {
				files: { [kind === 'previous' ? name : kind]: bytes, text },
				async run() {
					writeFileSync(file, bytes);
					try {
						const found = await (kind === 'previous'
							? previous(name, bytes)
							: readers[kind]?.(text));
						tally(`${kind} read`);
						return found && `${kind}: ${found}`;
					} catch (error) {
						if (!(error instanceof inside.CredcheckError)) throw error;
						tally(`${kind} refused`);
						if (error.code !== 'INPUT') return `${kind}: ${error.code}: ${error.message}`;
						if (times === 0) return `${kind}: a list that nobody changed: ${error.message}`;
						return undefined;
					}
				},
			};
		},
	};
}

/**
 * The entries of a list of lines, or of a column of plain CSV; undefined if it may be anything else.
 *
 * @param {Buffer} bytes
 * @param {string} column
 * @param {RegExp} entry what the first line has if it is an entry
 * @returns {string[] | undefined}
 */
function cellsOf(bytes, column, entry) {
	const text = bytes.toString('latin1').replaceAll('\r\n', '\n');
	const lines = text.split('\n');
	const [first = ''] = lines;
	const names = `id,name,${column}`;
	if (first === names) {
		if (!PLAIN_CELLS.test(text) || /(?:^|,) +"|" +(?:,|$)/m.test(text)) return undefined;
		try {
			const options = { relax_column_count: true, skip_empty_lines: true };
			const rows = /** @type {string[][]} */ (parse(text, options)).slice(1);
			return rows.map((row) => row[2] ?? '');
		} catch {
			return undefined;
		}
	}
	if (!PLAIN_LINES.test(text) || !entry.test(first)) return undefined;
	return lines;
}

/**
 * @param {Random} random
 * @param {string} kind
 */
function listText(random, kind) {
	const end = random.pick(['\n', '\r\n']);
	const entries = Array.from({ length: 1 + random.below(20) }, () => {
		const name = `u${random.below(1000)}`;
		return kind === 'emails' ? `${name}@${random.pick(['example.org', 'Example.ORG'])}` : name;
	});
	const columns = { emails: 'email', exclude: 'account_id', privileged: 'SamAccountName' };
	const column = columns[/** @type {keyof typeof columns} */ (kind)];
	const rows = entries.map((each, at) => `${at},"${random.pick(['Ann', 'a, b', 'x'])}",${each}`);
	const lines = random.chance(0.4) ? [`id,name,${column}`, ...rows] : entries;
	return Buffer.from(lines.join(end) + (random.chance(0.7) ? end : ''));
}

/**
 * A report with candidates of both verdicts.
 *
 * @param {import('./build.js').Inside} inside
 * @param {string} folder
 */
async function makeEarlier(inside, folder) {
	const store = await makeStore(inside, folder);
	const at = (/** @type {string} */ name) => join(folder, name);
	const rows = store.hashes.slice(0, 12).map((hash, row) => `u${row},u${row}@x.org,${hash}`);
	writeFileSync(at('users.csv'), ['id,email,sha1', ...rows].join('\n'));
	writeFileSync(at('breached'), 'u1@x.org\nu2@x.org\nu3@x.org\n');
	const { credentialRefKey } = await inside.backtest({
		accounts: at('users.csv'),
		store: store.path,
		out: at('made'),
		refKey: at('ref.key'),
		breachedEmails: at('breached'),
	});
	const names = ['summary.json', 'critical.csv', 'nudge-candidates.csv'];
	mkdirSync(at('earlier'));
	return {
		folder: at('earlier'),
		keyName: /** @type {string} */ (credentialRefKey),
		files: new Map(names.map((name) => [name, readFileSync(join(at('made'), name))])),
	};
}
