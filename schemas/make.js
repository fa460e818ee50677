/**
 * Makes the JSON Schemas from the types in `src/documents`: one for each file, from the type named after it.
 *
 *     node schemas/make.js           writes them
 *
 * They are in git, so that a review shows when the output of the program changes.
 */

import { readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { declarationOf, docOf } from './read-types.js';
import { schemaOf } from './schema-of.js';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const DOCUMENTS = fileURLToPath(new URL('../src/documents/', import.meta.url));

/** The version of the documents, as in the field `schema` of a back-test. */
const VERSION = 1;
const TERMS = `Within version ${VERSION}, fields may be added, so ignore those you do not know; none is removed or changes its meaning.`;

/** @returns {Map<string, object>} schemas by document name */
export function makeSchemas() {
	const names = readdirSync(DOCUMENTS).map((file) => basename(file, '.ts'));
	return new Map(names.toSorted().map((name) => [name, schemaOfDocument(name)]));
}

/** @param {string} name */
function schemaOfDocument(name) {
	const type = `${name[0]?.toUpperCase()}${name.slice(1)}Document`;
	const place = declarationOf(join(DOCUMENTS, `${name}.ts`), type);
	return {
		$schema: 'https://json-schema.org/draft/2020-12/schema',
		$id: `urn:credcheck:${name}:${VERSION}`,
		title: `credcheck ${name}`,
		description: `${docOf(place).text} ${TERMS}`,
		...schemaOf(place),
	};
}

if (
	process.argv[1] !== undefined &&
	realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)
) {
	for (const [name, schema] of makeSchemas()) {
		writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(schema, undefined, 2)}\n`);
	}
}
