/**
 * Packs the bodies of a run: on threads if there are many, else on the calling thread. Those that came in one turn of
 * the event loop go to a thread together, since a message takes a third of the time of packing.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { compileKernels } from '../../kernels/kernels.ts';
import { type LazyPool, lazyPool, mainThread } from '../../main-thread.ts';
import type { PoolOptions } from '../../pool.ts';
import { type PackInput, type PackResult, packBodiesTask } from './pack-task.ts';

/** Ranges of a sync that needs no threads: one takes 100 ms and more to start; packing these, at 0.3 ms each, 20. */
export const MAX_WITHOUT_THREADS = 64;
/** In a message: so few that each thread has some. */
const MAX_TOGETHER = 8;

/** Bodies that go to a thread together, and what they become, in the same order. */
interface Message {
	readonly bodies: PackInput[];
	readonly results: Promise<readonly PackResult[]>;
}

export class Packers {
	/** Opened when the first body arrives, at the latest: a refresh that finds nothing new needs no threads. */
	readonly pool: LazyPool;
	/** To be sent at the end of this turn. */
	#next: Message | undefined;

	/** @param ranges how many ranges will be requested; called when the pool is opened */
	constructor(ranges: () => number, options: PoolOptions) {
		this.pool = lazyPool(async () => {
			if (ranges() <= MAX_WITHOUT_THREADS) return mainThread();
			compileKernels();
			return (await import('../../pool.ts')).openPool(options);
		});
	}

	/**
	 * Takes the bytes of the body, which are gone from then on.
	 *
	 * @throws as `packBodiesTask`, for any body of the same turn
	 */
	async pack(input: PackInput): Promise<PackResult> {
		if (this.#next?.bodies.length === MAX_TOGETHER) this.#next = undefined;
		this.#next ??= this.#beginMessage();
		const { bodies, results } = this.#next;
		const at = bodies.push(input) - 1;
		return (await results)[at] as PackResult;
	}

	#beginMessage(): Message {
		const bodies: PackInput[] = [];
		const send = async () => {
			this.#next = undefined;
			const pool = await this.pool.open();
			const transfer = bodies.map(({ body }) => body.bytes.buffer);
			return pool.run(packBodiesTask, bodies, { transfer });
		};
		return { bodies, results: nextTurn().then(send) };
	}

	close(): Promise<void> {
		return this.pool.close();
	}
}
