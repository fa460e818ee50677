/**
 * JSON documents of the program, held to their schemas, in JavaScript for scripts that Node runs as they
 * are. A published schema allows fields that a later version adds; here, every field must be in it.
 */

import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

const SCHEMAS = new URL('../../schemas/', import.meta.url);

// The pattern beside it says more than the format.
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, validateFormats: false });

/** By type; compiled when a document of the type is first seen. */
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
 * A reviver that forbids the fields that a schema does not name.
 *
 * @param {string} _key
 * @param {any} value
 */
function closed(_key, value) {
	const isObjectSchema = value?.properties !== undefined && value.type !== undefined;
	return isObjectSchema ? { ...value, additionalProperties: false } : value;
}

/**
 * The one document in a text that must hold nothing else.
 *
 * @param {string} text
 * @returns {any}
 * @throws Error when it is not what its schema says, or has none
 */
export function parseDocument(text) {
	const document = JSON.parse(text);
	const validate = validatorOf(document.type);
	if (!validate(document)) throw new Error(`${document.type}: ${ajv.errorsText(validate.errors)}`);
	return document;
}
