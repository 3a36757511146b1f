import { environmentSchema } from '@switchyard/contract';
import { registerEnumType } from 'type-graphql';

export const EnvironmentEnum = environmentSchema.enum;
registerEnumType(EnvironmentEnum, {
  name: 'Environment',
  description: 'Which environment a key, an endpoint or a side is for.',
  valuesConfig: {
    PRODUCTION: { description: "For the consumers' real traffic." },
    SANDBOX: { description: 'For trying things out.' },
  },
});
