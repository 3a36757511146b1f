import { InProcessKeyValueStore } from './in-process-key-value-store';
import { describeKeyValueStore } from './key-value-store.suite';

describeKeyValueStore('InProcessKeyValueStore', async () => {
  const store = new InProcessKeyValueStore();
  return [store, store];
});
