import { until } from '@switchyard/runtime';
import type { ServerResponse } from 'node:http';
import type { GatewayUnderTest } from './gateway-under-test.suite';

const QUIET_MS = 200;

/** A vendor that sends an endless answer as fast as it can. */
export class LongAnswer {
  bytesSent = 0;

  constructor(
    readonly bytesTotal: number,
    private readonly piece: Buffer,
    private readonly lastPiece: string,
  ) {}

  send(response: ServerResponse): void {
    while (this.bytesSent < this.bytesTotal) {
      this.bytesSent += this.piece.length;
      if (!response.write(this.piece)) return void response.once('drain', () => this.send(response));
    }
    response.end(this.lastPiece);
  }
}

/**
 * Checks that backpressure reaches the vendor while the consumer does not read, and that everything arrives once it
 * does.
 */
export async function expectSlowedDown(gateway: GatewayUnderTest, answer: LongAnswer): Promise<void> {
  const response = await gateway.chat({ model: 'a', stream: true });
  const reader = response.body!.getReader();
  await reader.read();
  // The sockets in between have buffers; once they are full, nothing moves.
  let lastSeen = -1;
  const isQuiet = () => {
    const wasQuiet = lastSeen === answer.bytesSent;
    lastSeen = answer.bytesSent;
    return wasQuiet;
  };
  await until(isQuiet, 'the vendor sends nothing more', { everyMs: QUIET_MS });
  expect(answer.bytesSent).toBeLessThan(answer.bytesTotal / 4);
  let bytesRead = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) bytesRead += part.value.length;
  expect(bytesRead).toBeGreaterThan(answer.bytesTotal - 1_000_000);
}
