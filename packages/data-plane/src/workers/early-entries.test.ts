import { EarlyEntries, entriesLeft } from './early-entries';
import type { WorkerLink } from './worker-link';
import type { RawEntry, ToWorker } from './worker-message';

/** A worker that takes each message when the test lets it. */
class SlowWorker implements Pick<WorkerLink, 'send'> {
  readonly got: RawEntry[] = [];
  slices = 0;
  #next = Promise.withResolvers<void>();

  async send(message: ToWorker): Promise<void> {
    if (message.kind !== 'ENTRIES') throw new Error(`a worker gets no ${message.kind} early`);
    this.slices += 1;
    this.got.push(...message.entries);
    await this.#next.promise;
  }
  take(): void {
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }
}

let early: EarlyEntries;
let worker: SlowWorker;
beforeEach(() => {
  early = new EarlyEntries();
  worker = new SlowWorker();
});
const begin = () => early.begin(worker as unknown as WorkerLink);
const turns = async () => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
};
const note = (from: number, to: number) => {
  for (let index = from; index < to; index += 1) early.note(`consumer.${index}`, `{"id":${index}}`);
};

it('sends what arrives in slices, the next one when the last is taken', async () => {
  begin();
  note(0, 250);
  await turns();
  expect([worker.slices, worker.got.length]).toEqual([1, 100]);
  worker.take();
  await turns();
  expect([worker.slices, worker.got.length]).toEqual([2, 200]);
  worker.take();
  await turns();
  note(250, 260);
  worker.take();
  await turns();
  expect(worker.got.length).toBe(260);
});

it('sends to a worker that comes later what has arrived by then', async () => {
  note(0, 10);
  await turns();
  begin();
  await turns();
  expect(worker.got.map(([key]) => key)).toEqual(Array.from({ length: 10 }, (_, index) => `consumer.${index}`));
});

it('tells at its end what was sent, and sends nothing more', async () => {
  begin();
  note(0, 150);
  await turns();
  const ended = early.end();
  note(150, 160);
  worker.take();
  const received = await ended;
  expect([received?.worker, received?.entries.size, worker.got.length]).toEqual([worker, 100, 100]);
});

it('tells nothing if nothing was sent', async () => {
  note(0, 10);
  expect(await early.end()).toBeNull();
});

it('leaves to send what is served differently, or is not served', () => {
  const received = new Map([
    ['a', '1'],
    ['b', '1'],
    ['gone', '1'],
  ]);
  const served = new Map([
    ['a', '1'],
    ['b', '2'],
    ['c', '1'],
    ['deleted', null],
  ]);
  expect([...entriesLeft(served, received)]).toEqual([
    ['b', '2'],
    ['c', '1'],
    ['deleted', null],
    ['gone', null],
  ]);
});
