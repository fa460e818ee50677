/**
 * The JSON Schemas of the package. They are files beside the program, made from the types in `documents`,
 * so that only the command that prints them loads them.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { CredcheckError, messageOf } from './errors.ts';

const FOLDER = new URL('../schemas/', import.meta.url);

/**
 * The documents that have a schema, in alphabetical order.
 *
 * @throws CredcheckError INTERNAL when the folder is missing
 */
export function schemaNames(): string[] {
	try {
		const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
		return files.map((file) => file.slice(0, -'.json'.length)).toSorted();
	} catch (error) {
		const message = `the schemas are missing: ${messageOf(error)}`;
		throw new CredcheckError('INTERNAL', message, 'install credcheck again', error);
	}
}

/** @throws CredcheckError USAGE when there is no such document */
export function readSchema(name: string): string {
	const names = schemaNames();
	if (!names.includes(name)) {
		const message = `there is no schema with that name; the schemas are ${names.join(', ')}`;
		throw new CredcheckError('USAGE', message);
	}
	return readFileSync(new URL(`${name}.json`, FOLDER), 'utf8');
}
