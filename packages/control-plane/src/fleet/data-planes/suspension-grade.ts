import type { SuspensionGrade as RoutingGrade } from '@switchyard/routing';
import { registerEnumType } from 'type-graphql';

export const SuspensionGrade = { SOFT: 'SOFT', HARD: 'HARD' } as const satisfies Record<RoutingGrade, RoutingGrade>;
export type SuspensionGrade = RoutingGrade;
registerEnumType(SuspensionGrade, {
  name: 'SuspensionGrade',
  description: 'Whether a suspended target can still receive requests.',
  valuesConfig: {
    SOFT: { description: 'It receives requests as a last resort, when no available target is left.' },
    HARD: {
      description:
        'It receives no requests: the provider named a time to wait, rejected the credential, or says that the account is exhausted.',
    },
  },
});
