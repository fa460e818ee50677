/** What is used of WebAssembly: Node's types of version 20 lack it. */
declare namespace WebAssembly {
	class Module {
		constructor(bytes: Uint8Array);
	}

	class Memory {
		constructor(limits: { initial: number; maximum: number; shared: boolean });
		readonly buffer: SharedArrayBuffer;
		/** @param pages of 64 KiB */
		grow(pages: number): number;
	}

	class Instance {
		constructor(module: Module, imports: { env: { memory: Memory } });
		readonly exports: object;
	}
}
