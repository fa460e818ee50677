/** `credcheck schema`: its definition. */

import { defineCommand } from '../command.ts';
import type { Flags, FlagValues } from '../flag.ts';
import { COMMON_FLAGS } from '../shared-flags.ts';
import { text } from '../values.ts';

const FLAGS = { json: COMMON_FLAGS.json } as const satisfies Flags;

export type SchemaFlags = FlagValues<typeof FLAGS>;

export const SCHEMA = defineCommand({
	name: 'schema',
	summary: 'print the JSON Schema of a document',
	operands: {
		name: {
			value: 'NAME',
			type: text,
			optional: true,
			help: 'the `type` of the document (default: list the names)',
		},
	},
	flags: FLAGS,
	run: async ({ name }, flags, context) =>
		(await import('./run.ts')).schemaCommand(name, flags, context),
	manual: {
		description: `Prints the JSON Schema (draft 2020-12) of a document: of what a command prints under \`--json\`, of an
			error, or of \`summary.json\`, under the name \`backtest\`. Without a name it lists the names. Within a
			major version fields are only added, so the schemas allow fields that they do not describe.`,
		examples: [
			['credcheck schema', 'List the documents.'],
			['credcheck schema backtest', 'Print the fields of `summary.json`.'],
		],
		seeAlso: ['backtest', 'status'],
	},
});
