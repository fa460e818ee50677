import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { makeSchemas } from '../schemas/make.js';
import { declarationOf } from '../schemas/read-types.js';
import { schemaOf } from '../schemas/schema-of.js';
import { readSchema, schemaNames } from '../src/schemas.ts';
import { parseDocument } from './support/documents.js';
import { MINIMAL, RICH } from './support/summaries.ts';
import { temporaryFolder } from './support/temporary.ts';

type Schema = Readonly<Record<string, unknown>>;

const PUBLISHED: ReadonlyMap<string, Schema> = new Map(
	schemaNames().map((name) => [name, JSON.parse(readSchema(name)) as Schema]),
);

/** Every field at every depth, by its path. */
function fieldsOf(schema: Schema, path: string): [string, Schema][] {
	const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
	const others = [schema['oneOf'] ?? [], schema['prefixItems'] ?? [], schema['items'] || []];
	return [
		...properties.flatMap(([key, field]): [string, Schema][] => [
			[`${path}.${key}`, field],
			...fieldsOf(field, `${path}.${key}`),
		]),
		...(others.flat() as Schema[]).flatMap((other) => fieldsOf(other, `${path}[]`)),
	];
}

const FIELDS = [...PUBLISHED].flatMap(([name, schema]) => fieldsOf(schema, name));

describe('the published schemas', () => {
	it('the published schemas match the types; else run npm run schemas', () => {
		expect(Object.fromEntries(PUBLISHED)).toEqual(Object.fromEntries(makeSchemas()));
	});

	it('the published schemas are JSON Schemas of draft 2020-12 with an id and a title', () => {
		for (const [name, schema] of PUBLISHED) {
			expect(new Ajv2020({ strict: false }).validateSchema(schema, true)).toBe(true);
			expect(schema).toMatchObject({
				$schema: 'https://json-schema.org/draft/2020-12/schema',
				$id: `urn:credcheck:${name}:1`,
				title: `credcheck ${name}`,
				description: expect.stringContaining('fields may be added'),
			});
		}
	});

	it('the published schemas describe every field', () => {
		expect(FIELDS.length).toBeGreaterThan(100);
		expect(FIELDS.filter(([, { description }]) => !description).map(([path]) => path)).toEqual([]);
	});

	it('the published schemas give every number its bounds', () => {
		const numbers = FIELDS.filter(([, field]) =>
			[field['type']].flat().some((type) => type === 'number' || type === 'integer'),
		);
		const unbounded = numbers.filter(([, field]) => {
			return !('minimum' in field || 'const' in field || 'enum' in field);
		});
		expect(unbounded.map(([path]) => path)).toEqual([]);
	});

	it('the published schemas allow fields of later versions; the tests do not', () => {
		const later = { ...MINIMAL, input: { ...MINIMAL.input, skipped: 0 } };
		const validate = new Ajv2020({ validateFormats: false, allowUnionTypes: true }).compile(
			PUBLISHED.get('backtest') as Schema,
		);
		expect(validate(later)).toBe(true);
		expect(() => parseDocument(JSON.stringify(later))).toThrow('input must NOT have additional');
	});
});

describe('the schema of a back-test', () => {
	it.each([MINIMAL, RICH])('the schema of a back-test accepts a valid summary', (summary) => {
		expect(parseDocument(JSON.stringify(summary))).toEqual(summary);
	});

	it.each([
		['a verdict is missing', { verdicts: { CRITICAL: 0, HIGH: 0, CLEAN: 0 } }, 'UNKNOWN'],
		['a reason is unknown', { input: { ...RICH.input, rejectedByReason: { odd: 1 } } }, 'addi'],
		['a rate is a percentage', { matchRate: 19.4 }, '<= 1'],
		['a count is a fraction', { matched: 0.5 }, 'integer'],
		['a count is null', { matched: null }, 'integer'],
		['a limit is 0', { limit: { ...RICH.limit, most: 0 } }, '>= 1'],
		['an order is unknown', { limit: { ...RICH.limit, order: 'age' } }, 'allowed values'],
		['there are three bounds', { matchRateBounds: [0, 0, 0] }, 'matchRateBounds'],
		['there is one bound', { matchRateBounds: [0] }, 'matchRateBounds'],
		['a time has no zone', { startedAt: '2026-07-14T09:29:58.000' }, 'pattern'],
		['the columns are absent', { input: { ...RICH.input, columns: {} } }, 'columns'],
	])('the schema of a back-test refuses a summary where %s', (_what, change, message) => {
		expect(() => parseDocument(JSON.stringify({ ...RICH, ...change }))).toThrow(message);
	});
});

describe('a type as JSON Schema', () => {
	const schemaFrom = (source: string) => {
		const file = join(temporaryFolder(), 'source.ts');
		writeFileSync(file, source);
		return schemaOf(declarationOf(file, 'T'));
	};
	const fieldFrom = (type: string, others = '') => {
		const schema = schemaFrom(`${others}\nexport interface T { readonly field: ${type} }`);
		return (schema['properties'] as Record<string, Schema>)['field'];
	};

	it.each([
		['string', { type: 'string' }],
		['boolean | null', { type: ['boolean', 'null'] }],
		["'a' | 'b'", { type: 'string', enum: ['a', 'b'] }],
		["'a' | 'b' | null", { type: ['string', 'null'], enum: ['a', 'b', null] }],
		['readonly string[]', { type: 'array', items: { type: 'string' } }],
		[
			'readonly [low: string, high: string]',
			{
				type: 'array',
				prefixItems: [{ type: 'string' }, { type: 'string' }],
				items: false,
				minItems: 2,
			},
		],
		[
			"Omit<{ a: string; b: string }, 'a'>",
			{ type: 'object', properties: { b: { type: 'string' } }, required: ['b'] },
		],
		[
			"Pick<{ a: string; b: string }, 'a'>",
			{ type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
		],
		[
			"Partial<Record<'a', string>>",
			{ type: 'object', properties: { a: { type: 'string' } }, required: [] },
		],
		[
			'{ a: string } & { b?: string | undefined }',
			{
				type: 'object',
				properties: { a: { type: 'string' }, b: { type: 'string' } },
				required: ['a'],
			},
		],
		['{ a: string } | { b: string }', { oneOf: [expect.any(Object), expect.any(Object)] }],
	])('the type %s becomes a JSON Schema', (type, schema) => {
		expect(fieldFrom(type)).toEqual(schema);
	});

	it('the JSON Schema for the keys or the values of a constant lists them', () => {
		const constants = 'const CODES = { A: 1, B: 2 } as const; const ALL = ["x", "y"] as const;';
		expect(fieldFrom('keyof typeof CODES', constants)).toMatchObject({ enum: ['A', 'B'] });
		expect(fieldFrom('(typeof CODES)[keyof typeof CODES]', constants)).toMatchObject({
			enum: [1, 2],
		});
		expect(fieldFrom('(typeof ALL)[number]', constants)).toMatchObject({ enum: ['x', 'y'] });
	});

	it('the description of a field in the JSON Schema ends with its unit', () => {
		const source = `/** In metres.\n * @minimum 0 */ type Length = number;
			export interface T { /** How far. */ readonly far: Length | null }`;
		expect(schemaFrom(source)).toMatchObject({
			properties: {
				far: { description: 'How far. In metres.', type: ['number', 'null'], minimum: 0 },
			},
		});
	});

	it.each(['Date', 'Map<string, string>', 'unknown', '() => void', 'symbol'])(
		'there is no JSON Schema for %s',
		(type) => {
			expect(() => fieldFrom(type)).toThrow(/source\.ts/);
		},
	);
});
