/** What a shell offers for a command, whatever the shell. */

import type { Command } from '../command.ts';
import { nameOf } from '../flag.ts';
import type { ValueType } from '../values.ts';

export interface FlagOffer {
	/** `--max-age`. */
	readonly name: string;
	readonly help: string;
	/** Undefined for one without a value. */
	readonly value: ValueOffer | undefined;
	readonly repeatable: boolean;
}

export interface ValueOffer {
	/** `DURATION`. */
	readonly placeholder: string;
	/** Words, or files or folders; nothing where none can be known. */
	readonly offer: 'file' | 'folder' | 'nothing' | readonly string[];
}

export function flagOffers(command: Command): FlagOffer[] {
	const flags = Object.entries(command.flags).map(
		([key, flag]): FlagOffer => ({
			name: nameOf(key, flag),
			help: flag.help,
			value:
				flag.value === undefined
					? undefined
					: { placeholder: flag.value, offer: offerOf(flag.type) },
			repeatable: flag.value !== undefined && flag.repeatable === true,
		}),
	);
	return [
		...flags,
		{ name: '--help', help: 'show this help', value: undefined, repeatable: false },
	];
}

export interface OperandOffer extends ValueOffer {
	readonly variadic: boolean;
}

export function operandOffers(command: Command, commands: readonly Command[]): OperandOffer[] {
	return Object.values(command.operands).map(({ value, type, variadic = false }) => ({
		placeholder: value,
		offer: offerOf(type, commands),
		variadic,
	}));
}

function offerOf(
	{ completion }: ValueType<unknown>,
	commands: readonly Command[] = [],
): ValueOffer['offer'] {
	if (completion === 'command') return commands.map(({ name }) => name);
	return completion ?? 'nothing';
}
