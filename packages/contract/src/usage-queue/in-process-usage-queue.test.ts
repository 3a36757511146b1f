import { InProcessUsageQueue } from './in-process-usage-queue';
import { describeUsageQueue } from './usage-queue.suite';

describeUsageQueue('InProcessUsageQueue', () => {
  const queue = new InProcessUsageQueue({ bytesMax: 65_536 });
  return Promise.resolve([queue, queue]);
});

it('tells when all that was published is settled, and waits no longer than it may for a consumer', async () => {
  const queue = new InProcessUsageQueue();
  const absorbed: string[] = [];
  // Nothing is published.
  await queue.settled(60_000);
  await queue.publish('s', Buffer.from('one'));
  await queue.settled(20);
  expect(absorbed).toEqual([]);
  const stop = queue.consume(async (message) => {
    absorbed.push(Buffer.from(message.bytes).toString());
    await message.done();
  });
  await queue.publish('s', Buffer.from('two'));
  await queue.settled(60_000);
  expect(absorbed).toEqual(['one', 'two']);
  await stop();
});
