import type { AiApiEntity } from '../ai-apis/ai-api-entity';
import type { Image } from '../../change/change-in-progress';
import { sortedLabels } from '../labels/label-rules';
import type { ConsumerEntity } from './consumer-entity';
import type { ConsumerKeyEntity } from './consumer-key-entity';

export function consumerImage({ name, displayName, labels, enabled, traceAllowed }: ConsumerEntity): Image {
  const value = { name, displayName, labels: sortedLabels(labels), enabled, traceAllowed };
  return { kind: 'CONSUMER', path: [name], value, references: {} };
}

export function accessGrantImage(consumer: ConsumerEntity, aiApi: AiApiEntity): Image {
  return {
    kind: 'ACCESS_GRANT',
    path: [consumer.name, aiApi.name],
    value: { consumer: consumer.name, aiApi: aiApi.name },
    references: { consumer: consumer.id, aiApi: aiApi.id },
  };
}

/** The history contains neither the key nor its hash. */
export function consumerKeyImage(key: ConsumerKeyEntity, consumer: ConsumerEntity): Image {
  const { environment, displayName, hint, expiresAt, revokedAt } = key;
  return {
    kind: 'CONSUMER_KEY',
    path: [consumer.name, displayName],
    value: {
      consumer: consumer.name,
      environment,
      displayName,
      hint,
      expiresAt: expiresAt?.toISOString() ?? null,
      revokedAt: revokedAt?.toISOString() ?? null,
    },
    references: { consumer: consumer.id },
  };
}
