/**
 * Makes the JSON Schemas from the types in `src/documents`: one for each file there, of the type that is
 * named after it.
 *
 *     node schemas/make.js           writes them
 *
 * They are kept in git, so that a change of what the program prints is seen in review.
 */

import { readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { declarationOf, docOf } from './read-types.js';
import { schemaOf } from './schema-of.js';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const DOCUMENTS = fileURLToPath(new URL('../src/documents/', import.meta.url));

/** The version of the documents, as `schema` in that of a back-test has it. */
const VERSION = 1;
const TERMS = `Within version ${VERSION}, fields may be added, so ignore those you do not know; none is removed or changes its meaning.`;

/** @returns {Map<string, object>} by the name of the document */
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
