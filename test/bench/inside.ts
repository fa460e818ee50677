/** What the benchmark of kernels measures: below the library, which does not export it. */

export { CredentialRefs, refKeyOf } from '../../src/history/credential-ref.ts';
export { guessHasher } from '../../src/kernels/guesses.ts';
export { ALL_HASHES } from '../../src/match/keys/hash-share.ts';
export { makeKeyArena } from '../../src/match/keys/key-arena.ts';
export { ALL_PARTITIONS, maxWords } from '../../src/match/keys/key-block.ts';
export { readKeysTask } from '../../src/match/keys/read-keys-task.ts';
export { SHA1 } from '../../src/range/kind.ts';
export { packText } from '../../src/range/wire.ts';
