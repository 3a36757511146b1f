import type { Transform } from 'node:stream';
import { finished } from 'node:stream/promises';
import { areDecodable, codingsToDecode, contentDecoder } from '@switchyard/runtime';
import type { PlainUsage } from './plain-usage';
import type { ReadUsage } from './usage-reading';

/** What may wait to be decoded, in bytes, beyond which the answer is not read on: its usage is estimated then. */
const WAITING_BYTES_MAX = 1_048_576;

/** Decodes a compressed plain answer beside its passage, in Node's threads, and reads its usage. */
export class CompressedUsage {
  readonly #plain: PlainUsage;
  readonly #codings: readonly string[];
  #decoders: readonly Transform[] | null = null;
  #isLost = false;

  /** @param contentEncoding the response's header */
  constructor(plain: PlainUsage, contentEncoding: string) {
    this.#plain = plain;
    this.#codings = codingsToDecode(contentEncoding);
    this.#isLost = !areDecodable(this.#codings);
  }

  push(piece: Buffer): void {
    if (this.#isLost || piece.length === 0) return;
    this.#decoders ??= this.#chain(piece[0] ?? 0);
    const [first] = this.#decoders;
    if (first === undefined) return this.#plain.push(piece);
    if (first.writableLength + piece.length > WAITING_BYTES_MAX) return this.#lose();
    first.write(piece);
  }

  /** Waits until all is decoded. @param isWhole whether the answer ended properly */
  async end(isWhole: boolean): Promise<ReadUsage> {
    const last = this.#decoders?.at(-1);
    if (last !== undefined && !this.#isLost) {
      const ended = finished(last).catch(() => this.#lose());
      this.#decoders?.[0]?.end();
      await ended;
    }
    return this.#plain.end(isWhole && !this.#isLost);
  }

  #chain(firstByte: number): readonly Transform[] {
    const decoders = this.#codings.flatMap(
      (coding, index) => contentDecoder(coding, index === 0 ? firstByte : 0x78) ?? [],
    );
    for (const [index, decoder] of decoders.entries()) {
      decoder.on('error', () => this.#lose());
      const next = decoders[index + 1];
      if (next === undefined) decoder.on('data', (piece: Buffer) => this.#plain.push(piece));
      else decoder.pipe(next);
    }
    return decoders;
  }

  #lose(): void {
    this.#isLost = true;
    for (const decoder of this.#decoders ?? []) decoder.destroy();
  }
}
