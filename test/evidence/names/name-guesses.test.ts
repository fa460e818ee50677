import { describe, expect, it } from 'vitest';
import * as lists from '../../../src/evidence/names/name-guesses.ts';

const { candidatesOf, formsOfJoined, formsOfPart } = lists;

describe('the guesses of a name part', () => {
	it.each([
		...[
			'ali',
			'Ali',
			'ALI',
			'Ali123',
			'ali1987',
			'Ali1987!',
			'ALI123',
			'ali07',
			'Ali@2020',
			'ali!',
		],
		...[
			'ali_1990',
			'ali#99',
			'123ali',
			'iloveali',
			'iloveAli',
			'aliali',
			'AliAli1',
			'ila',
			'ila123',
		],
		...['4l1', '@l!', '4li', '@li123', 'al!1', 'Al1', 'ali<3', 'alilove', 'mrAli'],
	])('the guesses of "ali" include %s', (password) => {
		expect(candidatesOf('ali')).toContain(password);
	});

	it('guesses keep the first letter when others become digits', () => {
		expect(candidatesOf('anna')).toEqual(expect.arrayContaining(['Ann4', 'Ann@123', '4nn4']));
	});

	it.each(['aLi', 'ali1987x', 'alissa', 'li123', ''])(
		'the guesses of "ali" do not include "%s"',
		(password) => {
			expect(candidatesOf('ali')).not.toContain(password);
		},
	);

	it('each guess of a name part occurs once, and there are no more than documented', () => {
		for (const part of ['ali', 'aeiosz', 'kurt', 'anna', 'müller', 'али', 'ass']) {
			const candidates = candidatesOf(part);
			expect(new Set(candidates).size).toBeGreaterThan(1500);
			expect(candidates.length).toBeLessThanOrEqual(lists.CANDIDATES_PER_PART);
			const texts = formsOfPart(part).map(({ text }) => text);
			expect(new Set(texts).size).toBe(texts.length);
		}
		// After its first letter come all the letters that can become digits or signs.
		expect(candidatesOf('xaeios').length).toBe(lists.CANDIDATES_PER_PART);
		expect(lists.CANDIDATES_PER_PART).toBeLessThan(2700);
	});
});

describe('the guesses of a joined name', () => {
	it('the guesses of a joined name are in lower case and with capitals', () => {
		const candidates = candidatesOf('AliSaid', formsOfJoined);
		expect(candidates).toEqual(
			expect.arrayContaining(['alisaid', 'Alisaid', 'AliSaid', 'alisaid123', 'AliSaid1']),
		);
		expect(candidates.length).toBe(lists.CANDIDATES_PER_JOINED);
		expect(new Set(candidates).size).toBe(candidates.length);
	});

	it('a joined name with a sign or without capitals has fewer guesses', () => {
		expect(candidatesOf('Ali.Said', formsOfJoined)).toEqual(
			expect.arrayContaining(['ali.said', 'Ali.Said1']),
		);
		for (const joined of ['Ali.Said', 'Ali87', 'алисаид', 'ali_87', 'A1']) {
			const candidates = candidatesOf(joined, formsOfJoined);
			expect(candidates.length).toBeLessThan(lists.CANDIDATES_PER_JOINED);
			expect(new Set(candidates).size).toBe(candidates.length);
		}
	});
});

describe('a list of endings', () => {
	it.each(
		Object.entries({
			every: lists.ENDINGS,
			common: lists.COMMON_ENDINGS,
			few: lists.FEW_ENDINGS,
			joined: lists.JOINED_ENDINGS,
			fewJoined: lists.FEW_JOINED_ENDINGS,
		}),
	)('each ending occurs once, after the empty one: %s', (_, endings) => {
		expect(endings[0]).toBe('');
		expect(new Set(endings).size).toBe(endings.length);
	});
});
