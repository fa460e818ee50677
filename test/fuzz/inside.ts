/** What the fuzzers attack: the library, and below it the readers that meet foreign bytes. */

export { readBreachedEmails } from '../../src/evidence/breached-emails/breached-emails.ts';
export { readExclusions } from '../../src/history/exclusions.ts';
export { readPrevious } from '../../src/history/previous.ts';
export * from '../../src/index.ts';
export { readNameList } from '../../src/match/accounts/name-list.ts';
export { NTLM, SHA1 } from '../../src/range/kind.ts';
export { RangeSearch } from '../../src/range/lookup.ts';
export { CountReader, viewPacked } from '../../src/range/packed.ts';
export { entryAt, packText } from '../../src/range/wire.ts';
export { openDump } from '../../src/source/dump/dump.ts';
export { openDatabase } from '../../src/store/database.ts';
export { packTask } from '../../src/sync/fetch/pack-task.ts';
export { BlockRows } from '../../src/table/csv/block-rows.ts';
export { cutBlocks } from '../../src/table/csv/blocks.ts';
export { openFormat } from '../../src/table/formats/open-format.ts';
export { openTableFile } from '../../src/table/input/table-file.ts';
