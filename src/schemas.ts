/**
 * The JSON Schemas that come with the package. They are files beside the program, made from the types of
 * `documents`, so that no command loads them but the one that prints them.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { CredcheckError, messageOf } from './errors.ts';

const FOLDER = new URL('../schemas/', import.meta.url);

/** The documents that have a schema, in alphabetical order. */
export function schemaNames(): string[] {
	const files = readFolder().filter((file) => file.endsWith('.json'));
	return files.map((file) => file.slice(0, -'.json'.length)).toSorted();
}

function readFolder(): string[] {
	try {
		return readdirSync(FOLDER);
	} catch (error) {
		const message = `the schemas are missing: ${messageOf(error)}`;
		throw new CredcheckError('INTERNAL', message, 'install credcheck again', error);
	}
}

/** @throws CredcheckError USAGE when there is no such document */
export function readSchema(name: string): string {
	const names = schemaNames();
	if (!names.includes(name)) {
		throw new CredcheckError(
			'USAGE',
			`there is no schema of that name; there are ${names.join(', ')}`,
		);
	}
	return readFileSync(new URL(`${name}.json`, FOLDER), 'utf8');
}
