import { InProcessMessageBus } from './in-process-message-bus';
import { describeMessageBus } from './message-bus.suite';

describeMessageBus('InProcessMessageBus', async () => {
  const bus = new InProcessMessageBus();
  return [bus, bus];
});
