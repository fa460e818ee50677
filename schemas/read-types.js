/**
 * Reads types from the source, as far as JSON Schema can say the same: interfaces, unions, tuples,
 * `Record`, `Pick`, `Omit`, and the keys and values of constants. Of anything else it says that it
 * cannot, so that no schema is vaguer than its type.
 */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAst } from 'rolldown/parseAst';

/** @typedef {Record<string, any> & { type: string, start: number }} Node */
/** @typedef {{ path: string, text: string, nodes: Map<string, Node>, imports: Map<string, string> }} Module */
/** Where a type stands. @typedef {{ node: Node, module: Module }} Place */
/** What a doc comment says, and its tags. @typedef {{ text: string, tags: Record<string, string> }} Doc */
/** @typedef {Place & { key: string, doc: Doc, optional: boolean }} Member */
/** One of the values that a type has. @typedef {{ value: unknown, doc: Doc }} Value */

/** @type {Map<string, Module>} */
const modules = new Map();

/** @param {string} path @returns {Module} */
function moduleAt(path) {
	const known = modules.get(path);
	if (known !== undefined) return known;
	const text = readFileSync(path, 'utf8');
	/** @type {Module} */
	const module = { path, text, nodes: new Map(), imports: new Map() };
	modules.set(path, module);
	for (const statement of /** @type {Node[]} */ (parseAst(text, { lang: 'ts' }).body)) {
		if (statement.type === 'ImportDeclaration') {
			for (const { local } of statement['specifiers']) {
				module.imports.set(local.name, statement['source'].value);
			}
			continue;
		}
		const declared = statement['declaration'] ?? statement;
		const [{ id, init } = declared] = declared['declarations'] ?? [];
		// The doc comment stands before `export`.
		const node = { ...(init ?? declared), start: statement.start };
		if (id) module.nodes.set(id.name, node);
	}
	return module;
}

/**
 * What a name stands for, in whichever file it is declared.
 *
 * @param {string} path
 * @param {string} name
 * @returns {Place}
 */
export function declarationOf(path, name) {
	const module = moduleAt(path);
	const node = module.nodes.get(name);
	if (node !== undefined) return { node, module };
	const from = module.imports.get(name);
	if (!from?.startsWith('.')) throw new Error(`${path} does not say what ${name} is`);
	return declarationOf(join(dirname(path), from), name);
}

/** The doc comment right before a node. @param {Place} place @returns {Doc} */
export function docOf({ node, module }) {
	const before = module.text.slice(0, node.start).replace(/\s*\|?\s*$/, '');
	const comment = before.endsWith('*/') ? before.slice(before.lastIndexOf('/*')) : '';
	if (!comment.startsWith('/**')) return { text: '', tags: {} };
	const lines = comment.slice(3, -2).replaceAll(/^\s*\* ?/gm, '');
	const [text = '', ...tags] = lines.split(/^\s*@/m);
	return {
		text: text.replaceAll(/\s+/g, ' ').trim(),
		tags: Object.fromEntries(
			tags.map((tag) => [tag.split(' ', 1)[0], tag.slice(tag.indexOf(' ')).trim()]),
		),
	};
}

/** What a reference, through any number of names, comes to. @param {Place} place @returns {Place} */
export function resolve({ node, module }) {
	const at = (/** @type {Node} */ inner) => resolve({ node: inner, module });
	if (node.type === 'TSParenthesizedType') return at(node['typeAnnotation']);
	if (node.type === 'TSTypeAliasDeclaration') return at(node['typeAnnotation']);
	if (node.type === 'TSTypeOperator' && node['operator'] === 'readonly') {
		return at(node['typeAnnotation']);
	}
	if (node.type === 'TSIndexedAccessType' && node['indexType'].literal !== undefined) {
		const members = required(at(node['objectType']));
		const member = members.find(({ key }) => key === node['indexType'].literal.value);
		if (member === undefined) throw unsaid({ node, module });
		return resolve(member);
	}
	if (node.type !== 'TSTypeReference') return { node, module };
	const { name } = node['typeName'];
	if (name === 'Readonly') return at(node['typeArguments'].params[0]);
	if (BUILT_IN.includes(name)) return { node, module };
	return resolve(declarationOf(module.path, name));
}

const BUILT_IN = ['Record', 'Partial', 'Pick', 'Omit'];

/** All literals that a type allows; undefined where it is no union of literals. @param {Place} place @returns {Value[] | undefined} */
export function valuesOf(place) {
	const { node, module } = resolve(place);
	const at = (/** @type {Node} */ inner) => ({ node: inner, module });
	switch (node.type) {
		case 'TSLiteralType':
			return [{ value: node['literal'].value, doc: docOf(at(node)) }];
		case 'TSUnionType': {
			const branches = node['types'].map((/** @type {Node} */ type) => valuesOf(at(type)));
			return branches.includes(undefined) ? undefined : branches.flat();
		}
		case 'TSTypeOperator': {
			if (node['operator'] !== 'keyof') return undefined;
			return constantOf(at(node['typeAnnotation'])).map(({ key, doc }) => ({ value: key, doc }));
		}
		case 'TSIndexedAccessType':
			// Of an array all elements, of an object the values of all keys.
			return constantOf(at(node['objectType'])).map(({ node: { value }, doc }) => ({ value, doc }));
		default:
			return undefined;
	}
}

/** What is in the constant of a `typeof`. @param {Place} place @returns {Member[]} */
function constantOf(place) {
	const { node: query, module: asked } = resolve(place);
	if (query.type !== 'TSTypeQuery') throw unsaid(place);
	const found = declarationOf(asked.path, query['exprName'].name);
	const { module } = found;
	let { node } = found;
	while (node['expression'] !== undefined) node = node['expression'];
	const parts = node['elements'] ?? node['properties'];
	return parts.map((/** @type {Node} */ part) => ({
		key: part['key']?.name,
		node: part['value']?.type === 'Literal' ? part['value'] : part,
		module,
		doc: docOf({ node: part, module }),
		optional: false,
	}));
}

/** The fields of an object; undefined where a type is none. @param {Place} place @returns {Member[] | undefined} */
export function membersOf(place) {
	const { node, module } = resolve(place);
	const at = (/** @type {Node} */ inner) => ({ node: inner, module });
	switch (node.type) {
		case 'TSInterfaceDeclaration': {
			const own = ownMembers(node['body'].body, module);
			/** @type {Member[]} */
			const others = node['extends'].flatMap((/** @type {Node} */ base) => inherited(at(base)));
			return [...own, ...others.filter(({ key }) => own.every((member) => member.key !== key))];
		}
		case 'TSTypeLiteral':
			return ownMembers(node['members'], module);
		case 'TSIntersectionType':
			return node['types'].flatMap((/** @type {Node} */ type) => required(at(type)));
		case 'TSTypeReference':
			return builtIn(node['typeName'].name, node['typeArguments'].params.map(at));
		default:
			return undefined;
	}
}

/** The fields that an interface has from another. @param {Place} base @returns {Member[]} */
function inherited({ node, module }) {
	const reference = { ...node, type: 'TSTypeReference', typeName: node['expression'] };
	return required({ node: reference, module });
}

/** @param {Node[]} nodes @param {Module} module @returns {Member[]} */
function ownMembers(nodes, module) {
	return nodes.map((node) => ({
		key: node['key'].name ?? node['key'].value,
		node: node['typeAnnotation'].typeAnnotation,
		module,
		doc: docOf({ node, module }),
		optional: node['optional'],
	}));
}

/** @param {string} name @param {Place[]} types @returns {Member[]} */
function builtIn(name, [first, second]) {
	if (first === undefined) throw new Error(`${name} of nothing`);
	if (name === 'Partial') return required(first).map((member) => ({ ...member, optional: true }));
	if (second === undefined) throw unsaid(first);
	const values = valuesOf(name === 'Record' ? first : second);
	if (values === undefined) throw unsaid(first);
	if (name === 'Record') {
		return values.map(({ value, doc }) => ({
			...second,
			key: String(value),
			doc,
			optional: false,
		}));
	}
	const named = new Set(values.map(({ value }) => value));
	return required(first).filter(({ key }) => named.has(key) === (name === 'Pick'));
}

/** @param {Place} place @returns {Member[]} */
function required(place) {
	const members = membersOf(place);
	if (members === undefined) throw unsaid(place);
	return members;
}

/** @param {Place} place */
export function unsaid({ node, module }) {
	const line = module.text.slice(0, node.start).split('\n').length;
	return new Error(`${module.path}:${line}: ${node.type} has no JSON Schema here`);
}
