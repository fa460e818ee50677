import { describe, expect, it } from 'vitest';
import * as lists from '../../../src/evidence/names/name-guesses.ts';
import { guessesOf } from '../../support/guesses.ts';

const { formsOfJoined, formsOfPart } = lists;

describe('the guesses of a name part', () => {
	it.each([
		...['ali', 'Ali', 'ALI', 'Ali123', 'ali1987', 'Ali1987!', 'ALI123', 'ali07', 'Ali@2020'],
		...['ali!', 'ali_1990', 'ali#99', '123ali', 'iloveali', 'iloveAli', 'aliali', 'AliAli1'],
		...['ila', 'ila123', '4l1', '@l!', '4li', '@li123', 'al!1', 'Al1', 'ali<3', 'alilove', 'mrAli'],
	])('the guesses of "ali" include %s', (password) => {
		expect(guessesOf('ali')).toContain(password);
	});

	it('the first letter of a guess may stay when other letters become digits or signs', () => {
		expect(guessesOf('anna')).toEqual(expect.arrayContaining(['Ann4', 'Ann@123', '4nn4']));
	});

	it.each(['aLi', 'ali1987x', 'alissa', 'li123', ''])(
		'the guesses of "ali" do not include "%s"',
		(password) => {
			expect(guessesOf('ali')).not.toContain(password);
		},
	);

	it('a name part has more than 1500 distinct guesses, but no more than documented', () => {
		for (const part of ['ali', 'aeiosz', 'kurt', 'anna', 'müller', 'али', 'ass']) {
			const guesses = guessesOf(part);
			expect(new Set(guesses).size).toBeGreaterThan(1500);
			expect(guesses.length).toBeLessThanOrEqual(lists.GUESSES_PER_PART);
			const texts = formsOfPart(part).map(({ text }) => text);
			expect(new Set(texts).size).toBe(texts.length);
		}
		// Its other letters are all those that can become digits or signs.
		expect(guessesOf('xaeios').length).toBe(lists.GUESSES_PER_PART);
		expect(lists.GUESSES_PER_PART).toBeLessThan(2700);
	});
});

describe('the guesses of a joined name', () => {
	it('the guesses of a joined name are in lower case, capitalized and in CamelCase', () => {
		const guesses = guessesOf('AliSaid', formsOfJoined);
		expect(guesses).toEqual(
			expect.arrayContaining(['alisaid', 'Alisaid', 'AliSaid', 'alisaid123', 'AliSaid1']),
		);
		expect(guesses.length).toBe(lists.GUESSES_PER_JOINED);
		expect(new Set(guesses).size).toBe(guesses.length);
	});

	it('a joined name with a sign or without capitals has fewer guesses', () => {
		expect(guessesOf('Ali.Said', formsOfJoined)).toEqual(
			expect.arrayContaining(['ali.said', 'Ali.Said1']),
		);
		for (const joined of ['Ali.Said', 'Ali87', 'алисаид', 'ali_87', 'A1']) {
			const guesses = guessesOf(joined, formsOfJoined);
			expect(guesses.length).toBeLessThan(lists.GUESSES_PER_JOINED);
			expect(new Set(guesses).size).toBe(guesses.length);
		}
	});
});

describe('a list of endings', () => {
	it.each(
		Object.entries({
			all: lists.ENDINGS,
			common: lists.COMMON_ENDINGS,
			few: lists.FEW_ENDINGS,
			joined: lists.JOINED_ENDINGS,
			'few joined': lists.FEW_JOINED_ENDINGS,
		}),
	)('the list of %s endings starts with the empty one, and has each once', (_, endings) => {
		expect(endings[0]).toBe('');
		expect(new Set(endings).size).toBe(endings.length);
	});
});
