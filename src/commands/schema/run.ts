/** Runs `credcheck schema`. */

import type { SchemasDocument } from '../../documents/schemas.ts';
import { readSchema, schemaNames } from '../../schemas.ts';
import type { CommandContext } from '../command.ts';
import type { SchemaFlags } from './command.ts';

export function schemaCommand(
	name: string | undefined,
	{ json }: SchemaFlags,
	{ io: { stdout } }: CommandContext,
): void {
	const print = (text: string) => stdout.write(`${text}\n`);
	if (name !== undefined) {
		const schema = readSchema(name);
		print(json ? JSON.stringify(JSON.parse(schema)) : schema.trimEnd());
		return;
	}
	const names = schemaNames();
	const document: SchemasDocument = { type: 'schemas', names };
	print(json ? JSON.stringify(document) : names.join('\n'));
}
