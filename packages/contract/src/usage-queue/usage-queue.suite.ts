import { until } from '@switchyard/runtime';
import { type QueuedUsage, USAGE_IN_HAND_MAX, type UsageQueue, UsageQueueFullError } from './usage-queue';

const bytes = (text: string) => Buffer.from(text);
const textOf = (message: QueuedUsage) => Buffer.from(message.bytes).toString();

/**
 * What every queue guarantees.
 *
 * @param open gives two members of one empty queue that holds about 64 KiB
 */
export function describeUsageQueue(name: string, open: () => Promise<readonly [UsageQueue, UsageQueue]>): void {
  describe(name, () => {
    let left: UsageQueue;
    let right: UsageQueue;
    const stops: (() => Promise<void>)[] = [];
    let count = 0;

    beforeEach(async () => {
      [left, right] = await open();
    });
    afterEach(async () => {
      for (const stop of stops.splice(0)) await stop();
    });

    const publish = (text: string) => left.publish('switchyard.usage.x', bytes(text), `${text} ${(count += 1)}`);
    const consume = (queue: UsageQueue, onMessage: (message: QueuedUsage) => Promise<void>) => {
      const stop = queue.consume(onMessage);
      stops.push(stop);
      return stop;
    };

    it('keeps messages until somebody consumes, tells how many, and delivers each to one of the group', async () => {
      const sent = Array.from({ length: 30 }, (_, number) => `message ${number}`);
      for (const text of sent) await publish(text);
      const { messages, bytes: held } = await right.backlog();
      expect([messages, held > 0]).toEqual([sent.length, true]);
      const heard: string[] = [];
      for (const queue of [left, right]) {
        consume(queue, async (message) => {
          heard.push(textOf(message));
          expect(message.subject).toBe('switchyard.usage.x');
          await message.done();
        });
      }
      await until(() => heard.length === sent.length, 'all are delivered');
      expect(heard.toSorted()).toEqual(sent.toSorted());
      await until(async () => (await right.backlog()).messages === 0, 'what is done has left the queue');
    });

    it('delivers again what is to be retried, with the same id, and not what is done or given up', async () => {
      const heard: string[] = [];
      const ids = new Set<string>();
      consume(left, async (message) => {
        const text = textOf(message);
        const times = heard.filter((each) => each === text).length;
        heard.push(text);
        if (text === 'retried') ids.add(message.id);
        if (text === 'retried' && times < 2) return message.retry(1);
        await (text === 'given up' ? message.giveUp() : message.done());
      });
      for (const text of ['retried', 'given up', 'done']) await publish(text);
      await until(() => heard.filter((text) => text === 'retried').length === 3, 'it was retried');
      await publish('last');
      await until(() => heard.includes('last'), 'the last one is delivered');
      expect(heard.toSorted()).toEqual(['done', 'given up', 'last', 'retried', 'retried', 'retried']);
      expect(ids.size).toBe(1);
    });

    it('delivers again what its consumer failed to handle, and nothing that was settled before', async () => {
      const heard: string[] = [];
      consume(left, async (message) => {
        const text = textOf(message);
        heard.push(text);
        if (text === 'settled') await message.done();
        if (heard.filter((each) => each === text).length === 1) throw new Error('the consumer failed');
        await message.done();
      });
      const sent = ['settled', ...Array.from({ length: 2 * USAGE_IN_HAND_MAX }, (_, number) => `message ${number}`)];
      for (const text of sent) await publish(text);
      const others = sent.filter((text) => text !== 'settled');
      await until(() => heard.length > 2 * others.length, 'each of the others is delivered twice');
      expect(heard.toSorted()).toEqual([...others, ...sent].toSorted());
    });

    it('refuses messages while it is full, and takes them again when there is room', async () => {
      const large = 'x'.repeat(20_000);
      let refusal: unknown = null;
      for (let sent = 0; sent < 20 && refusal === null; sent += 1) {
        await publish(`${large}${sent}`).catch((error: unknown) => (refusal = error));
      }
      expect(refusal).toBeInstanceOf(UsageQueueFullError);
      consume(left, (message) => message.done());
      await until(async () => {
        try {
          await publish(large);
          return true;
        } catch {
          return false;
        }
      }, 'there is room again');
    });

    it('hands over few messages at once, and stops only when they are settled', async () => {
      for (let number = 0; number < 3 * USAGE_IN_HAND_MAX; number += 1) await publish(`message ${number}`);
      const release = Promise.withResolvers<void>();
      let [inHand, most, settled] = [0, 0, 0];
      const stop = consume(left, async (message) => {
        inHand += 1;
        most = Math.max(most, inHand);
        await release.promise;
        await message.done();
        inHand -= 1;
        settled += 1;
      });
      await until(() => inHand === USAGE_IN_HAND_MAX, 'as many as allowed are in hand');
      const stopped = stop();
      release.resolve();
      await stopped;
      expect([inHand, most]).toEqual([0, USAGE_IN_HAND_MAX]);
      expect(settled).toBeGreaterThanOrEqual(USAGE_IN_HAND_MAX);
    });
  });
}
