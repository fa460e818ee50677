/** What a shell offers for each command, whatever the shell. */

import type { Command } from '../command.ts';
import { nameOf } from '../flag.ts';
import type { Completion, ValueType } from '../values.ts';

export interface CommandOffers {
	readonly name: string;
	readonly summary: string;
	readonly flags: readonly FlagOffer[];
	readonly operands: readonly ValueOffer[];
}

export interface FlagOffer {
	/** `--max-age`. */
	readonly name: string;
	readonly help: string;
	/** Undefined for a flag without a value. */
	readonly value?: ValueOffer;
	readonly repeatable?: boolean;
}

export interface ValueOffer {
	/** `DURATION`. */
	readonly placeholder: string;
	readonly offer: Offer;
}

/** Files, folders or these words. Undefined if a shell has nothing to offer. */
export type Offer = Exclude<Completion, 'command'> | undefined;

export function commandOffers(commands: readonly Command[]): CommandOffers[] {
	const names = commands.map(({ name }) => name);
	const valueOffer = (placeholder: string, { completion }: ValueType<unknown>): ValueOffer => ({
		placeholder,
		offer: completion === 'command' ? names : completion,
	});
	return commands.map(({ name, summary, flags, operands }) => ({
		name,
		summary,
		flags: [
			...Object.entries(flags).map(([key, flag]): FlagOffer => {
				const offer = { name: nameOf(key, flag), help: flag.help };
				if (flag.value === undefined) return offer;
				const { value, type, repeatable = false } = flag;
				return { ...offer, value: valueOffer(value, type), repeatable };
			}),
			{ name: '--help', help: 'show this help' },
		],
		operands: Object.values(operands).map(({ value, type }) => valueOffer(value, type)),
	}));
}
