/**
 * Validates the JSON documents of the program against their schemas. A published schema allows fields of
 * later versions; here, every field must be in it. It is JavaScript for scripts that Node runs directly.
 */

import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

const SCHEMAS = new URL('../../schemas/', import.meta.url);

// Formats are not validated: the pattern beside each is stricter.
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, validateFormats: false });

/** Validators by type, compiled on first use. */
const validators = new Map();

/** @param {string} type */
function validatorOf(type) {
	if (!validators.has(type)) {
		const schema = readFileSync(new URL(`${type}.json`, SCHEMAS), 'utf8');
		validators.set(type, ajv.compile(JSON.parse(schema, closed)));
	}
	return validators.get(type);
}

/**
 * A reviver for `JSON.parse` that makes a schema forbid the fields that it does not name.
 *
 * @param {string} _key
 * @param {any} value
 */
function closed(_key, value) {
	const isObjectSchema = value?.properties !== undefined && value.type !== undefined;
	return isObjectSchema ? { ...value, additionalProperties: false } : value;
}

/**
 * Parses a text that must be a single document.
 *
 * @param {string} text
 * @returns {any}
 * @throws Error when it does not match its schema, or has none
 */
export function parseDocument(text) {
	const document = JSON.parse(text);
	const validate = validatorOf(document.type);
	if (!validate(document)) throw new Error(`${document.type}: ${ajv.errorsText(validate.errors)}`);
	return document;
}
