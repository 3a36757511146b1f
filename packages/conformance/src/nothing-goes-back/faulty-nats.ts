import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalNats } from '@switchyard/local-services';
import { pause } from '@switchyard/runtime';
import type { NatsFault } from './schedule';

/** A NATS that is killed, and comes back with the store that it had, an empty one, or an old one. */
export class FaultyNats {
  readonly #nats: LocalNats;
  readonly #folder: string;
  #copies = 0;

  /** @param folder for copies of the store */
  constructor(nats: LocalNats, folder: string) {
    this.#nats = nats;
    this.#folder = folder;
  }

  /** Kills it, and starts it again when the fault is over. */
  async carryOut(fault: NatsFault, signal: AbortSignal): Promise<void> {
    const nats = this.#nats;
    await nats.kill();
    await cp(nats.storeDirectory, this.#copy(this.#copies), { recursive: true });
    this.#copies += 1;
    await pause(fault.downMs, signal);
    if (fault.kind !== 'nats-away') await nats.wipeStore();
    if (fault.kind === 'nats-restored') {
      await cp(this.#copy(fault.copy), nats.storeDirectory, { recursive: true });
    }
    await nats.restart();
  }

  async deleteCopies(): Promise<void> {
    for (let number = 0; number < this.#copies; number += 1) await rm(this.#copy(number), { recursive: true });
  }

  #copy(number: number): string {
    return join(this.#folder, `nats-${number}`);
  }
}
