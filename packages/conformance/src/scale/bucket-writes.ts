import { DATA_PLANES_BUCKET, type NatsClient, openNats } from '@switchyard/contract';

const LOG = { info: () => {}, warn: () => {} };
const BUCKETS = '$KV.';

/** Counts what is written to the buckets on NATS, but for the data planes' statuses. */
export class BucketWrites {
  readonly #client: NatsClient;
  #bytes = 0;
  #connections = 0;

  private constructor(client: NatsClient) {
    this.#client = client;
    client.onConnected(() => (this.#connections += 1));
  }

  static async count(natsUrl: string): Promise<BucketWrites> {
    const client = openNats(natsUrl, { name: 'scale', log: LOG });
    const writes = new BucketWrites(client);
    const connection = await client.connection();
    connection.subscribe(`${BUCKETS}>`, {
      callback: (_error, { subject, headers, data }) => {
        if (subject.startsWith(`${BUCKETS}${DATA_PLANES_BUCKET}.`)) return;
        writes.#bytes += subject.length + data.length;
        for (const [name, values] of headers ?? []) writes.#bytes += name.length + values.join('').length;
      },
    });
    await connection.flush();
    return writes;
  }

  /**
   * What was written until now: subjects, headers and values in bytes.
   *
   * @throws Error if the server closed the connection, as it does when a client reads too slowly
   */
  async bytes(): Promise<number> {
    const connection = await this.#client.connection();
    await connection.flush();
    if (this.#connections !== 1) throw new Error('writes to NATS were missed: the connection was lost');
    return this.#bytes;
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}
