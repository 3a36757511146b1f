import { InProcessUsageQueue } from './in-process-usage-queue';
import { describeUsageQueue } from './usage-queue.suite';

describeUsageQueue('InProcessUsageQueue', () => {
  const queue = new InProcessUsageQueue({ bytesMax: 65_536 });
  return Promise.resolve([queue, queue]);
});
