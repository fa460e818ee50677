/** A type as JSON Schema, draft 2020-12. Nothing is referred to: each field has its whole schema in place. */

import { declarationOf, docOf, membersOf, resolve, unsaid, valuesOf } from './read-types.js';

/** @typedef {import('./read-types.js').Node} Node */
/** @typedef {import('./read-types.js').Place} Place */
/** @typedef {import('./read-types.js').Member} Member */
/** @typedef {import('./read-types.js').Doc} Doc */
/** @typedef {Record<string, unknown>} Schema */

/** @type {Doc} */
const NO_DOC = { text: '', tags: {} };

/**
 * @param {Place} place
 * @param {Doc} doc of the field
 * @returns {Schema}
 */
export function schemaOf(place, doc = NO_DOC) {
	const { node, module } = place;
	const absent = branchesOf(place).filter(({ type }) => ABSENT.includes(type));
	if (absent.length > 0) {
		const types = branchesOf(place).filter((branch) => !absent.includes(branch));
		const [only = node] = types;
		const present = types.length === 1 ? only : { ...node, types };
		const schema = schemaOf({ node: present, module }, doc);
		return absent.some(({ type }) => type === 'TSNullKeyword') ? orNull(schema) : schema;
	}
	const named = namedDoc(place);
	const shape = { ...shapeOf(place), ...boundsOf(named) };
	// A unit completes what the field says; where the type is an object, the field itself says enough.
	const texts = doc.text === '' || !('properties' in shape) ? [doc.text, named.text] : [doc.text];
	const description = texts.filter((text) => text !== '').join(' ');
	return { ...(description === '' ? {} : { description }), ...shape };
}

/** What an optional field may be is no value in JSON, and null is a type beside others. */
const ABSENT = ['TSUndefinedKeyword', 'TSNullKeyword'];

/** The types of a union as it is written. @param {Place} place @returns {Node[]} */
function branchesOf({ node }) {
	return node.type === 'TSUnionType' ? node['types'] : [];
}

/** @param {Schema} schema @returns {Schema} */
function orNull(schema) {
	const { type, enum: values } = schema;
	const withNull = Array.isArray(values) ? { enum: [...values, null] } : {};
	return { ...schema, type: [type, 'null'], ...withNull };
}

/** @param {Place} place @returns {Schema} */
function shapeOf(place) {
	const values = valuesOf(place)?.map(({ value }) => value);
	if (values !== undefined) return literals(values);
	const members = membersOf(place);
	if (members !== undefined) return object(members);
	const { node, module } = resolve(place);
	const at = (/** @type {Node} */ inner) => schemaOf({ node: inner, module });
	switch (node.type) {
		case 'TSStringKeyword':
			return { type: 'string' };
		case 'TSNumberKeyword':
			return { type: 'number' };
		case 'TSBooleanKeyword':
			return { type: 'boolean' };
		case 'TSNullKeyword':
			return { type: 'null' };
		case 'TSArrayType':
			return { type: 'array', items: at(node['elementType']) };
		case 'TSTupleType': {
			/** @type {Node[]} */
			const elements = node['elementTypes'];
			const prefixItems = elements.map((element) => at(element['elementType'] ?? element));
			return { type: 'array', prefixItems, items: false, minItems: elements.length };
		}
		case 'TSUnionType':
			return { oneOf: branchesOf({ node, module }).map(at) };
		default:
			throw unsaid(place);
	}
}

/** @param {unknown[]} values of one type @returns {Schema} */
function literals(values) {
	const type = typeof values[0] === 'number' ? 'integer' : typeof values[0];
	return values.length === 1 ? { type, const: values[0] } : { type, enum: values };
}

/** Says nothing of other fields: those of a later version are allowed. @param {Member[]} members @returns {Schema} */
function object(members) {
	return {
		type: 'object',
		properties: Object.fromEntries(
			members.map((member) => [member.key, schemaOf(member, member.doc)]),
		),
		required: members.filter(({ optional }) => !optional).map(({ key }) => key),
	};
}

/** What the type of a field says of itself, where it has a name. @param {Place} place @returns {Doc} */
function namedDoc({ node, module }) {
	const name = node.type === 'TSTypeReference' && !node['typeArguments'] && node['typeName'].name;
	return name ? docOf(declarationOf(module.path, name)) : NO_DOC;
}

/** Of all tags, those that are keywords of JSON Schema. @param {Doc} doc @returns {Schema} */
function boundsOf({ tags: { asType, minimum, maximum, format, pattern } }) {
	return {
		...(asType === undefined ? {} : { type: asType }),
		...(minimum === undefined ? {} : { minimum: Number(minimum) }),
		...(maximum === undefined ? {} : { maximum: Number(maximum) }),
		...(format === undefined ? {} : { format }),
		...(pattern === undefined ? {} : { pattern }),
	};
}
