import { environmentSchema } from '@switchyard/contract';
import { registerEnumType } from 'type-graphql';

export const EnvironmentEnum = environmentSchema.enum;
registerEnumType(EnvironmentEnum, {
  name: 'Environment',
  description: "The environment of a key, an endpoint or a policy's targets.",
  valuesConfig: {
    PRODUCTION: { description: 'Live traffic.' },
    SANDBOX: { description: 'Tests and experiments.' },
  },
});
