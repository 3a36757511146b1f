import { KEY_USE_GROUP, KEY_USE_SUBJECT, keyUseMessageSchema, type MessageBus } from '@switchyard/contract';
import type { Logger } from 'pino';
import type { LastUse } from '../../kernel/database/last-use';

/** Data planes send no larger messages. */
const MESSAGE_BYTES_MAX = 262_144;

/** Subscribes to the data planes' reports of used consumer keys. Returns a function that unsubscribes. */
export function hearKeyUse(bus: MessageBus, use: LastUse, now: () => Date, log: Logger): () => void {
  return bus.subscribe(
    KEY_USE_SUBJECT,
    (bytes) => {
      const message = decode(bytes);
      if (message === null) return log.debug({ bytes: bytes.byteLength }, 'invalid key use message ignored');
      const present = now();
      for (const { consumerKeyId, usedAt } of message.uses) {
        // A data plane's clock may be ahead, and a time once written never goes back.
        use.note(consumerKeyId, new Date(Math.min(Date.parse(usedAt), present.getTime())));
      }
    },
    KEY_USE_GROUP,
  );
}

function decode(bytes: Uint8Array) {
  if (bytes.byteLength > MESSAGE_BYTES_MAX) return null;
  try {
    return keyUseMessageSchema.safeParse(JSON.parse(Buffer.from(bytes).toString())).data ?? null;
  } catch {
    return null;
  }
}
