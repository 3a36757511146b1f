import type { ServerResponse } from 'node:http';
import type { GatewayUnderTest } from './gateway-under-test.suite';

const QUIET_MS = 200;
const QUIET_DEADLINE_MS = 10_000;

/** A vendor's answer that is as long as it likes, and as fast as it is let. */
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

/** What a consumer does not read must stay with the vendor; once it reads on, everything comes. */
export async function expectSlowedDown(gateway: GatewayUnderTest, answer: LongAnswer): Promise<void> {
  const response = await gateway.chat({ model: 'a', stream: true });
  const reader = response.body!.getReader();
  await reader.read();
  // The sockets between have buffers; once they are full, nothing moves any more.
  let before = -1;
  for (const deadline = Date.now() + QUIET_DEADLINE_MS; before !== answer.bytesSent && Date.now() < deadline;) {
    before = answer.bytesSent;
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  }
  expect(answer.bytesSent).toBeLessThan(answer.bytesTotal / 4);
  let bytesRead = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) bytesRead += part.value.length;
  expect(bytesRead).toBeGreaterThan(answer.bytesTotal - 1_000_000);
}
