import { cp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DATA_PLANES_BUCKET,
  type DataPlaneStatus,
  dataPlaneStatusSchema,
  type KeyValueWatcher,
  type NatsClient,
  NatsKeyValueStore,
  openNats,
  parseOrNull,
  type Rejection,
  ROUTING_TABLE_BUCKET,
} from '@switchyard/contract';
import type { LocalNats } from '@switchyard/local-services';

const LOG = { info: () => {}, warn: () => {} };
const STREAM = `KV_${ROUTING_TABLE_BUCKET}`;

/** Somebody who can write to NATS, but does not have the sealing key. */
export class Intruder {
  readonly #nats: LocalNats;
  readonly #client: NatsClient;
  readonly #table: NatsKeyValueStore;
  readonly #statuses: NatsKeyValueStore;
  readonly #stopWatch: () => void;
  readonly #host: Server;
  #requests = 0;
  /** Every rejection that a data plane has reported. */
  readonly rejections: Rejection[] = [];

  private constructor(nats: LocalNats, host: Server) {
    this.#nats = nats;
    this.#host = host;
    this.#client = openNats(nats.url, { name: 'intruder', log: LOG });
    this.#table = new NatsKeyValueStore(this.#client, ROUTING_TABLE_BUCKET, { log: LOG });
    this.#statuses = new NatsKeyValueStore(this.#client, DATA_PLANES_BUCKET, { log: LOG });
    const watcher: KeyValueWatcher = {
      onReset: () => undefined,
      onEntry: (_id, value) => {
        const status = value === null ? null : statusIn(value);
        if (status?.lastRejection) this.rejections.push(status.lastRejection);
      },
      onCaughtUp: () => undefined,
    };
    this.#stopWatch = this.#statuses.watch(watcher, { name: 'intruder' });
  }

  static async start(nats: LocalNats): Promise<Intruder> {
    const box: { intruder?: Intruder } = {};
    const host = createServer((request, response) => {
      if (box.intruder) box.intruder.#requests += 1;
      request.resume();
      response.end('{}');
    });
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
    box.intruder = new Intruder(nats, host);
    return box.intruder;
  }

  /** How many requests reached the intruder's own host. */
  get requests(): number {
    return this.#requests;
  }

  get hostUrl(): string {
    return `http://127.0.0.1:${(this.#host.address() as AddressInfo).port}`;
  }

  /** The bytes in the bucket. */
  async read(): Promise<Map<string, Buffer>> {
    const { entries } = await this.#table.read();
    return new Map([...entries].map(([key, { value }]) => [key, Buffer.from(value)]));
  }

  async write(key: string, value: string | Uint8Array): Promise<void> {
    await this.#table.put(key, Buffer.from(value as string));
  }

  /** The data planes' statuses, by id. */
  async statuses(): Promise<Map<string, DataPlaneStatus>> {
    const { entries } = await this.#statuses.read();
    return new Map(
      [...entries].flatMap(([id, { value }]) => {
        const status = statusIn(value);
        return status === null ? [] : [[id, status] as const];
      }),
    );
  }

  async writeStatus(id: string, value: string): Promise<void> {
    await this.#statuses.put(id, Buffer.from(value));
  }

  /** Removes one key without a trace, or everything. */
  async purge(key?: string): Promise<void> {
    const connection = await this.#client.reachable(60_000);
    const manager = await connection.jetstreamManager({ checkAPI: false, timeout: 60_000 });
    if (key === undefined) await manager.streams.purge(STREAM);
    else await manager.streams.purge(STREAM, { filter: `$KV.${ROUTING_TABLE_BUCKET}.${key}` });
  }

  async deleteBucket(): Promise<void> {
    const connection = await this.#client.reachable(60_000);
    await (await connection.jetstreamManager({ checkAPI: false, timeout: 60_000 })).streams.delete(STREAM);
  }

  /** Copies the server's store, which `restoreStore` puts back. @returns the copy's folder */
  async copyStore(folder: string): Promise<void> {
    await this.#nats.halt();
    await cp(this.#nats.storeDirectory, folder, { recursive: true });
    await this.#nats.restart();
  }

  async restoreStore(folder: string): Promise<void> {
    await this.#nats.halt();
    await rm(this.#nats.storeDirectory, { recursive: true });
    await cp(folder, this.#nats.storeDirectory, { recursive: true });
    await this.#nats.restart();
  }

  async stop(): Promise<void> {
    this.#stopWatch();
    await this.#client.close();
    await new Promise((resolve) => this.#host.close(resolve));
  }
}

/** Anybody who reads NATS can read a status: it stands after the line with its MAC. */
function statusIn(value: Uint8Array): DataPlaneStatus | null {
  const text = Buffer.from(value).toString();
  return dataPlaneStatusSchema.safeParse(parseOrNull(text.slice(text.indexOf('\n') + 1))).data ?? null;
}

/** An entry's bytes with text replaced in its values, and the lengths in its header corrected. */
export function withReplaced(entry: Buffer, from: string, to: string): Buffer {
  const text = entry.toString('latin1');
  const end = text.indexOf('\n');
  const header = JSON.parse(text.slice(0, end)) as { versions: { bytes: number | null }[] };
  let offset = end + 1;
  const values = header.versions.map((version) => {
    if (version.bytes === null) return '';
    const value = text.slice(offset, offset + version.bytes).replaceAll(from, to);
    offset += version.bytes;
    version.bytes = value.length;
    return value;
  });
  return Buffer.from(`${JSON.stringify(header)}\n${values.join('')}`, 'latin1');
}
