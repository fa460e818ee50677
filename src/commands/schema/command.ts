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
	about: true,
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
		description: `Prints the JSON Schema (draft 2020-12) of a document that a command prints under \`--json\`, of
			\`summary.json\`, which is the document \`backtest\`, or of an error. Without a name, lists the names. Within
			a major version fields are only added, so the schemas allow fields that they do not know.`,
		examples: [
			{ run: 'credcheck schema', does: 'List the documents.' },
			{ run: 'credcheck schema backtest', does: 'The fields of `summary.json`.' },
		],
		exits: [],
		seeAlso: ['backtest', 'status'],
	},
});
