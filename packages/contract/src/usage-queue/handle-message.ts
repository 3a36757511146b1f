import type { QueuedUsage } from './usage-queue';

/** How long a message waits after its consumer failed. */
const RETRY_MS = 1_000;

/** Hands a message to its consumer, and has it delivered again if the consumer fails; never rejects. */
export async function handleMessage(
  message: QueuedUsage,
  onMessage: (message: QueuedUsage) => Promise<void>,
): Promise<void> {
  try {
    await onMessage(message);
  } catch {
    // A message that was settled before is not delivered again.
    message.retry(RETRY_MS);
  }
}
