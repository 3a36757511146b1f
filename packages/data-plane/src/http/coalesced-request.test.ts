import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { type BodyTaker, CoalescedRequest } from './coalesced-request';
import { listen } from './listen';

/** What came of a request's body. */
class Taken implements BodyTaker {
  readonly pieces: string[] = [];
  end: 'END' | 'GONE' | null = null;
  readonly over = Promise.withResolvers<void>();

  onPiece(piece: Buffer): void {
    this.pieces.push(piece.toString());
  }

  onEnd(): void {
    this.#end('END');
  }

  onGone(): void {
    this.#end('GONE');
  }

  #end(end: 'END' | 'GONE'): void {
    this.end = end;
    this.over.resolve();
  }
}

let handle: (request: CoalescedRequest) => void;
const server = createServer({ IncomingMessage: CoalescedRequest }, (request, response) => {
  handle(request as CoalescedRequest);
  request.once('end', () => response.end());
});
let client: Socket;
beforeAll(async () => {
  const port = await listen(server, 0, '127.0.0.1');
  client = connect(port, '127.0.0.1');
  await once(client, 'connect');
});
afterAll(() => server.close());

const HEAD = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\n';
const answered = () => once(client, 'data').then(([answer]) => String(answer).split('\r\n')[0]);

test('a taker gets the pieces of a body and its end, and the connection serves on', async () => {
  const taken = new Taken();
  let first: CoalescedRequest | null = null;
  handle = (request) => {
    first = request;
    request.giveBody(taken);
  };
  const began = once(server, 'request');
  client.write(`${HEAD}ab`);
  await began;
  expect(first!.bytesReadAtEnd).toBeNull();
  const answer = answered();
  client.write('cd');
  await taken.over.promise;
  expect([taken.pieces, taken.end]).toEqual([['ab', 'cd'], 'END']);
  expect(first!.bytesReadAtEnd).toBe(HEAD.length + 4);
  expect(await answer).toBe('HTTP/1.1 200 OK');
});

test('what comes after the taker wants no more is read and dropped', async () => {
  const taken = new Taken();
  handle = (request) => {
    request.giveBody(taken);
    request.dropBody();
  };
  const answer = answered();
  client.write(`${HEAD}abcd`);
  expect(await answer).toBe('HTTP/1.1 200 OK');
  expect([taken.pieces, taken.end]).toEqual([[], null]);
});

test('no taker may come when a part of the body has come already', async () => {
  const thrown = Promise.withResolvers<unknown>();
  handle = (request) => {
    request.once('data', () => {
      try {
        request.giveBody(new Taken());
      } catch (error) {
        thrown.resolve(error);
      }
    });
  };
  const answer = answered();
  client.write(`${HEAD}abcd`);
  expect(await thrown.promise).toMatchObject({ message: expect.stringContaining('a part of the body has come') });
  await answer;
});

test('a taker learns that the consumer disconnected before the end', async () => {
  const taken = new Taken();
  handle = (request) => request.giveBody(taken);
  const began = once(server, 'request');
  client.write(`${HEAD}ab`);
  await began;
  client.destroy();
  await taken.over.promise;
  expect(taken.end).toBe('GONE');
});
