import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { until } from '@switchyard/runtime';
import type { Dispatcher } from 'undici';
import { HeldMemory } from '../load/held-memory';
import { UndecodableStream } from './call-failure';
import { DecodingHandler } from './decoding-handler';

type Controller = Dispatcher.DispatchController;
type Encode = (body: Buffer) => Buffer;
const GZIP: [string, Encode] = ['gzip', gzipSync];
const ZLIB: [string, Encode] = ['deflate', deflateSync];
const RAW: [string, Encode] = ['deflate', deflateRawSync];
const BROTLI: [string, Encode] = ['br', brotliCompressSync];
const ZSTD: [string, Encode] = ['zstd', zstdCompressSync];
const ALL = [GZIP, ZLIB, RAW, BROTLI, ZSTD];

const TEXT = 'data: {"choices":[{"delta":{"content":"a"}}]}\n\n'.repeat(9);
const BODY = Buffer.from(TEXT);
const JUNK = Buffer.from('data: [DONE]\n\n');

/** The response of a vendor, and what its reader gets of it. */
class DecodedResponse {
  text = '';
  /** How it ended; null if it has not. */
  end: 'WELL' | Error | null = null;
  reader: Controller | null = null;
  readonly #handler: DecodingHandler;
  readonly #source: Controller;

  constructor(coding: string) {
    const headers = { 'content-type': 'text/event-stream', 'content-encoding': coding };
    const nothing = () => {};
    this.#source = {
      rawHeaders: Object.entries(headers).flat(),
      ...{ aborted: false, paused: false, reason: null, abort: nothing, pause: nothing, resume: nothing },
    };
    const inner = {
      ...{ onRequestStart: nothing, onBodySent: nothing, onRequestSent: nothing, onResponseStarted: nothing },
      onResponseStart: (controller: Controller) => void (this.reader = controller),
      onResponseData: (_: Controller, piece: Buffer) => void (this.text += piece.toString()),
      onResponseEnd: () => this.#ended('WELL'),
      onResponseError: (_: Controller, error: Error) => this.#ended(error),
    };
    const memory = new HeldMemory({ tryHold: () => true, free: nothing });
    this.#handler = new DecodingHandler(inner, { framing: 'SERVER_SENT_EVENTS', isRouted: true }, memory);
    this.#handler.onResponseStart(this.#source, 200, headers);
  }

  send(piece: Buffer): void {
    this.#handler.onResponseData(this.#source, piece);
  }

  /** The vendor ends the response, or its connection breaks. */
  close(error: Error | null = null): void {
    if (error === null) this.#handler.onResponseEnd(this.#source, {});
    else this.#handler.onResponseError(this.#source, error);
  }

  async decoded(): Promise<void> {
    await until(() => this.text === TEXT, 'all of it is decoded', { withinMs: 5_000 });
  }

  async ended(): Promise<'WELL' | Error | null> {
    await until(() => this.end !== null, 'it has ended', { withinMs: 5_000 });
    return this.end;
  }

  #ended(how: 'WELL' | Error): void {
    expect(this.end).toBeNull();
    this.end = how;
  }
}

describe.each(ALL)('a response in %s', (coding, encode) => {
  const encoded = encode(BODY);

  it('ends with the vendor’s end', async () => {
    const response = new DecodedResponse(coding);
    response.send(encoded);
    await response.decoded();
    expect(response.end).toBeNull();
    response.close();
    expect(await response.ended()).toBe('WELL');
  });

  it('fails if something follows the compressed data', async () => {
    for (const junk of [JUNK, Buffer.from([7, 7])]) {
      const response = new DecodedResponse(coding);
      response.send(encoded);
      await response.decoded();
      response.send(junk);
      response.close();
      expect(await response.ended()).toBeInstanceOf(UndecodableStream);
    }
    const atOnce = new DecodedResponse(coding);
    atOnce.send(Buffer.concat([encoded, JUNK]));
    expect(await atOnce.ended()).toBeInstanceOf(UndecodableStream);
  });

  it('fails behind everything that can be decoded if the compressed data breaks off', async () => {
    for (let length = 1; length < encoded.length; length += 1) {
      const response = new DecodedResponse(coding);
      response.send(encoded.subarray(0, length));
      response.close();
      expect(await response.ended()).toBeInstanceOf(UndecodableStream);
      expect(TEXT.startsWith(response.text)).toBe(true);
      // Only the checksum is missing.
      if (encode !== deflateRawSync && /gzip|deflate/.test(coding) && length > encoded.length - 4) {
        expect(response.text).toBe(TEXT);
      }
    }
  });

  it('fails as its connection does, behind everything that can be decoded', async () => {
    const [response, reset] = [new DecodedResponse(coding), new Error('reset')];
    response.send(encoded);
    response.close(reset);
    expect(await response.ended()).toBe(reset);
    expect(response.text).toBe(TEXT);
    const cut = new DecodedResponse(coding);
    cut.send(encoded.subarray(0, -1));
    cut.close(reset);
    expect(await cut.ended()).toBe(reset);
  });

  it('waits for a reader that pauses, also when the vendor has ended', async () => {
    for (const error of [null, new Error('reset')]) {
      const response = new DecodedResponse(coding);
      response.reader?.pause();
      response.send(encode(Buffer.concat([BODY, Buffer.alloc(500_000, 'x')])));
      response.close(error);
      await new Promise((resolve) => setImmediate(resolve));
      expect(response.end).toBeNull();
      response.reader?.resume();
      expect(await response.ended()).toBe(error ?? 'WELL');
      expect(response.text).toHaveLength(TEXT.length + 500_000);
    }
  });
});

it.each(ALL.flatMap((inner) => ALL.map((outer) => [inner, outer] as const)))(
  'each layer is decoded by its own first byte: %j in %j',
  async ([innerName, encodeInner], [outerName, encodeOuter]) => {
    const response = new DecodedResponse(`${innerName}, ${outerName}`);
    response.send(encodeOuter(encodeInner(BODY)));
    response.close();
    expect([await response.ended(), response.text]).toEqual(['WELL', TEXT]);
  },
);

it.each(ALL)('what was decoded before a layer fails is passed on: gzip in %s', async (name, encode) => {
  const inner = Buffer.concat([gzipSync(BODY), gzipSync(BODY).subarray(0, -4)]);
  for (const encoded of [encode(inner), encode(inner).subarray(0, -1)]) {
    const response = new DecodedResponse(`gzip, ${name}`);
    response.send(encoded);
    response.close();
    expect(await response.ended()).toBeInstanceOf(UndecodableStream);
    expect(`${TEXT}${TEXT}`.startsWith(response.text)).toBe(true);
    // The decoders of br and zstd give nothing of a block before its last byte.
    if (/gzip|deflate/.test(name)) expect(response.text.startsWith(TEXT)).toBe(true);
  }
});

it('several gzip members are one response, and zeros behind them mean nothing', async () => {
  const response = new DecodedResponse('gzip');
  for (const half of [BODY.subarray(0, 99), BODY.subarray(99)]) response.send(gzipSync(half));
  await response.decoded();
  response.send(Buffer.alloc(3));
  await new Promise((resolve) => setImmediate(resolve));
  response.close();
  expect(await response.ended()).toBe('WELL');
});

it('a response that was to be compressed and holds nothing ends well', async () => {
  const response = new DecodedResponse('gzip');
  response.close();
  expect([await response.ended(), response.text]).toEqual(['WELL', '']);
});
