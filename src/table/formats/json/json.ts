/**
 * JSON as databases and APIs export it: an object for each account, one a line, one after the other, or all in one
 * array. A value inside another is in the column named by the path to it, such as `profile.email`.
 */

import { CredcheckError } from '../../../errors.ts';
import type { HashKind } from '../../../range/kind.ts';
import { hashIn } from '../../columns/hash-cell.ts';
import { csvRow, faultRow } from '../csv-rows.ts';
import type { Conversion } from '../format.ts';
import type { Head } from '../head.ts';
import { fieldsOf } from './fields.ts';
import { type JsonText, LineSplitter, type Splitter, ValueSplitter } from './splitters.ts';

/** More columns than a table has, unless its keys are values such as dates. */
const MAX_COLUMNS = 1000;

/**
 * How to turn JSON into CSV; undefined if the file is something else.
 *
 * @param head of the file, as UTF-8
 * @param kind of the hashes; undefined for a list without them
 * @throws CredcheckError INPUT when it is JSON but has no object for each account
 */
export function openJson(head: Head, kind: HashKind | undefined): Conversion | undefined {
	const start = head.text.trimStart().slice(0, 200);
	if (/^\{\s*[A-Za-z_]\w*\s*:/.test(start)) throw mongoShell(head.name);
	if (/^\[\s*["[\d]/.test(start)) refuseArrays(head);
	// Ruby prints `{"id"=>1}`.
	if (!/^(?:\[\s*)?\{\s*["}](?![^"]*"\s*=>)/.test(start)) return undefined;
	const splitter = splitterFor(head, start.startsWith('['));
	const first = splitter();
	const texts = first.push(head.bytes);
	if (head.isWhole) texts.push(...first.end());
	if (texts.length < 2 && start.startsWith('{')) refuseWrapper(head, texts[0], kind);
	const columns = columnsOf(texts);
	if (columns.length === 0) {
		throw new CredcheckError(
			'INPUT',
			`${head.name} begins like JSON, but is not`,
			'give one JSON object for each account, one a line or in an array',
		);
	}
	return async function* (chunks) {
		yield Buffer.from(csvRow(columns));
		const rest = splitter();
		for await (const chunk of chunks) yield rowsOf(rest.push(chunk), columns);
		yield rowsOf(rest.end(), columns);
	};
}

function splitterFor({ name, lines }: Head, isArray: boolean): () => Splitter {
	const objects = lines.filter((line) => fieldsOf(line) !== undefined).length;
	const isLines = !isArray && objects > 0 && objects >= lines.length / 2;
	return () => (isLines ? new LineSplitter() : new ValueSplitter(name));
}

/** The keys in order of first sight. */
function columnsOf(texts: readonly JsonText[]): string[] {
	const names = new Set<string>();
	for (const text of texts) {
		const fields = text === 'too_long' ? undefined : fieldsOf(text);
		for (const name of fields?.keys() ?? []) if (names.size < MAX_COLUMNS) names.add(name);
	}
	return [...names];
}

function rowsOf(texts: readonly JsonText[], columns: readonly string[]): Buffer {
	return Buffer.from(texts.map((text) => rowOf(text, columns)).join(''));
}

function rowOf(text: JsonText, columns: readonly string[]): string {
	if (text === 'too_long') return faultRow('row_too_long');
	const fields = fieldsOf(text);
	if (fields === undefined) return faultRow('not_json');
	return csvRow(columns.map((name) => fields.get(name) ?? ''));
}

function mongoShell(name: string): CredcheckError {
	return new CredcheckError(
		'INPUT',
		`${name} is what the MongoDB shell prints, not JSON`,
		'export the collection with mongoexport, as JSON or as CSV',
	);
}

/** @throws CredcheckError INPUT if the rows are arrays */
function refuseArrays({ name, text, lines }: Head): void {
	const isNested = /^\s*\[\s*\[/.test(text);
	if (!isNested && !isJson(lines[0] ?? '')) return;
	throw new CredcheckError(
		'INPUT',
		`${name} is JSON whose rows are arrays, without names`,
		`make CSV of it with jq -r '${isNested ? '.[] | ' : ''}@csv', and read that with --no-header`,
	);
}

/**
 * @param text of the only object; undefined if it does not end in the first bytes
 * @throws CredcheckError INPUT if it contains the objects of the accounts
 */
function refuseWrapper(
	{ name, text: head }: Head,
	text: JsonText | undefined,
	kind: HashKind | undefined,
): void {
	if (text === 'too_long') return;
	if (text !== undefined) {
		const fields = [...(fieldsOf(text) ?? [])];
		const [hash, another] = fields.filter(([, value]) => kind && hashIn(value, kind));
		if (hash === undefined || (another === undefined && !/\.\d+(?:\.|$)/.test(hash[0]))) return;
	}
	// An envelope has names of lists and pages, which are no ids.
	const [, key = ''] = /^\s*\{\s*"([^"]*)"\s*:\s*\{/.exec(head) ?? [];
	const isById = /[\d@-]/.test(key);
	throw new CredcheckError(
		'INPUT',
		`${name} is one JSON object that contains those of the accounts`,
		isById
			? `make a line of each account: jq -c 'to_entries[] | {id: .key} + .value'`
			: "make a line of each account, as jq -c '.users[]' does if the list is named users",
	);
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}
