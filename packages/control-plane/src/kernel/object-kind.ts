import { registerEnumType } from 'type-graphql';

export const ObjectKind = {
  PROVIDER: 'PROVIDER',
  MODEL: 'MODEL',
  ENDPOINT: 'ENDPOINT',
  AI_API: 'AI_API',
  ROUND_ROBIN_POLICY: 'ROUND_ROBIN_POLICY',
  WEIGHTED_ROUND_ROBIN_POLICY: 'WEIGHTED_ROUND_ROBIN_POLICY',
  FAILOVER_POLICY: 'FAILOVER_POLICY',
  CONSUMER: 'CONSUMER',
  CONSUMER_KEY: 'CONSUMER_KEY',
  ACCESS_GRANT: 'ACCESS_GRANT',
  ACCESS_TOKEN: 'ACCESS_TOKEN',
} as const;
export type ObjectKind = keyof typeof ObjectKind;
registerEnumType(ObjectKind, {
  name: 'ObjectKind',
  description: 'The kinds of configuration object.',
  valuesConfig: {
    PROVIDER: { description: 'A provider.' },
    MODEL: { description: 'A model.' },
    ENDPOINT: { description: 'An endpoint.' },
    AI_API: { description: 'An AI API.' },
    ROUND_ROBIN_POLICY: { description: 'A round-robin policy.' },
    WEIGHTED_ROUND_ROBIN_POLICY: { description: 'A weighted round-robin policy.' },
    FAILOVER_POLICY: { description: 'A failover policy.' },
    CONSUMER: { description: 'A consumer.' },
    CONSUMER_KEY: { description: 'A consumer key.' },
    ACCESS_GRANT: { description: 'An access grant.' },
    ACCESS_TOKEN: { description: 'An access token.' },
  },
});
