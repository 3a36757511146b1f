import { type LocalNats, startNats } from '@switchyard/local-services';
import { memoryInUse, until } from '@switchyard/runtime';
import { connect } from 'nats';
import { openNats } from '../nats/nats-client';
import type { WatchOptions } from './key-value-store';
import { NatsKeyValueStore } from './nats-key-value-store';

const RESTARTS = 50;
const LEVEL_BYTES_MAX = 1024 * 1024;
const log = { info: () => undefined, warn: () => undefined };
const bytes = (text: string) => new TextEncoder().encode(text);

/** How often a watch has caught up after it was opened. */
class Watch {
  openings = 0;
  #isOpening = false;
  readonly stop: () => void;

  constructor(store: NatsKeyValueStore, options: WatchOptions) {
    const watcher = {
      onReset: () => void (this.#isOpening = true),
      onEntry: () => undefined,
      onCaughtUp: () => {
        if (this.#isOpening) this.openings += 1;
        this.#isOpening = false;
      },
    };
    this.stop = store.watch(watcher, options);
  }
}

async function consumersOf(nats: LocalNats): Promise<string[]> {
  const connection = await connect({ servers: nats.url });
  const manager = await connection.jetstreamManager({ timeout: 60_000 });
  const found: string[] = [];
  for (const stream of ['KV_table', 'KV_statuses'])
    for await (const { name } of manager.consumers.list(stream)) found.push(`${stream} ${name}`);
  await connection.close();
  return found.toSorted();
}

test('after fifty restarts of NATS there are as many consumers as before, and the memory is level', async () => {
  const nats = await startNats();
  const [dataPlane, controlPlane] = ['data-plane', 'control-plane'].map((name) => openNats(nats.url, { name, log }));
  const options = { log, random: () => 0 };
  const table = new NatsKeyValueStore(dataPlane!, 'table', options);
  const watches = [
    new Watch(table, { name: 'data-plane', firstKey: 'head' }),
    new Watch(new NatsKeyValueStore(controlPlane!, 'table', options), { name: 'control-plane', onlyKey: 'head' }),
    new Watch(new NatsKeyValueStore(controlPlane!, 'statuses', options), { name: 'control-plane' }),
  ];
  const areOpen = (openings: number) =>
    until(() => watches.every((watch) => watch.openings >= openings), 'the watches have caught up');
  await areOpen(1);
  const before = await consumersOf(nats);
  expect(before).toEqual(['KV_statuses control-plane', 'KV_table control-plane', 'KV_table data-plane']);

  const memory: number[] = [];
  for (let restart = 1; restart <= RESTARTS; restart += 1) {
    // A crash and a clean end in turn.
    await (restart % 2 === 0 ? nats.kill() : nats.halt());
    await nats.restart();
    await areOpen(restart + 1);
    if (restart % 10 !== 0) continue;
    expect(await consumersOf(nats)).toEqual(before);
    await table.put('head', bytes(`${restart}`));
    memory.push(memoryInUse());
  }
  // A watch that is opened twice after a restart would hide behind one that is not.
  expect(watches.map(({ openings }) => openings)).toEqual(watches.map(() => RESTARTS + 1));
  // After the 10th, compiled code and the client library's buffers may still be on their way out.
  const [, ...later] = memory;
  const grownBytes = later.at(-1)! - Math.min(...later);
  const shown = memory.map((each) => (each / LEVEL_BYTES_MAX).toFixed(1));
  process.stdout.write(`MiB in use after each tenth restart: ${shown.join(' ')}\n`);
  expect(grownBytes).toBeLessThan(LEVEL_BYTES_MAX);
  for (const watch of watches) watch.stop();
  await Promise.all([dataPlane!.close(), controlPlane!.close()]);
  await nats.stop();
});
