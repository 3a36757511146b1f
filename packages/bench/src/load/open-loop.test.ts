import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { openLoop } from './open-loop';

const REQUEST = { path: '/v1/chat', headers: { authorization: 'Bearer key' } };

/** @param answer gets the response and how many requests have arrived */
async function withServer<T>(
  answer: (response: ServerResponse, count: number) => void,
  act: (origin: string) => Promise<T>,
): Promise<T> {
  let count = 0;
  const server = createServer((request, response) => {
    request.resume();
    answer(response, (count += 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await act(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

it('sends at the rate, although nothing is answered yet', async () => {
  const waiting: ServerResponse[] = [];
  const latencies = await withServer(
    (response, count) => {
      waiting.push(response);
      if (count === 50) for (const each of waiting) each.end('{}');
    },
    (origin) => openLoop(origin, REQUEST, '{}', { requestsPerSecond: 100, seconds: 0.5 }),
  );
  expect(latencies).toHaveLength(50);
  // The last request, which lets all be answered, is due 490 ms after the first.
  expect(latencies[0]).toBeGreaterThan(480);
});

it('charges a sender that was held up with the time that requests waited to be sent', async () => {
  let sentByStall = 0;
  const latencies = await withServer(
    (response, count) => {
      if (count === 1) {
        const endMs = performance.now() + 200;
        while (performance.now() < endMs) sentByStall += 1;
      }
      response.end('{}');
    },
    // Server and sender share this process: while the one is busy, the other cannot send.
    (origin) => openLoop(origin, REQUEST, '{}', { requestsPerSecond: 100, seconds: 0.1 }),
  );
  expect(sentByStall).toBeGreaterThan(0);
  expect(latencies[1]).toBeGreaterThan(150);
  expect(latencies[9]).toBeGreaterThan(70);
});

it('fails for an answer that is not 200', async () => {
  const sending = withServer(
    (response, count) => response.writeHead(count === 3 ? 503 : 200).end('{}'),
    (origin) => openLoop(origin, REQUEST, '{}', { requestsPerSecond: 100, seconds: 0.05 }),
  );
  await expect(sending).rejects.toThrow('/v1/chat was answered with 503');
});
