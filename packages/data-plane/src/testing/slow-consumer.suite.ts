import { until } from '@switchyard/runtime';
import type { ServerResponse } from 'node:http';
import type { GatewayUnderTest } from './gateway-under-test.suite';

/** So often in a row nothing has moved. Looks, not a time: a busy machine may let the time pass without running anything. */
const QUIET_LOOKS = 20;

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

  /** Waits until the sockets on the way to the consumer, which does not read, are full, so that nothing moves. */
  async untilStuck(): Promise<void> {
    let [lastSeen, quietLooks] = [-1, 0];
    const isQuiet = () => {
      quietLooks = lastSeen === this.bytesSent ? quietLooks + 1 : 0;
      lastSeen = this.bytesSent;
      return quietLooks === QUIET_LOOKS;
    };
    await until(isQuiet, 'the vendor sends nothing more');
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
  await answer.untilStuck();
  expect(answer.bytesSent).toBeLessThan(answer.bytesTotal / 4);
  let bytesRead = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) bytesRead += part.value.length;
  expect(bytesRead).toBeGreaterThan(answer.bytesTotal - 1_000_000);
}
