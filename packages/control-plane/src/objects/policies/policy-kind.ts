import { registerEnumType } from 'type-graphql';

export const PolicyKind = {
  ROUND_ROBIN: 'ROUND_ROBIN',
  WEIGHTED_ROUND_ROBIN: 'WEIGHTED_ROUND_ROBIN',
  FAILOVER: 'FAILOVER',
} as const;
export type PolicyKind = keyof typeof PolicyKind;
registerEnumType(PolicyKind, {
  name: 'PolicyKind',
  description: 'The kinds of policy.',
  valuesConfig: {
    ROUND_ROBIN: { description: 'Each target in turn.' },
    WEIGHTED_ROUND_ROBIN: { description: 'Targets in proportion to their weights.' },
    FAILOVER: { description: 'A primary target, then its fallbacks in order if it fails.' },
  },
});
