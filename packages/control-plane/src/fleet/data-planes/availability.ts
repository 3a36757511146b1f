import type { Availability as RoutingAvailability } from '@switchyard/routing';
import { registerEnumType } from 'type-graphql';

export const Availability = {
  AVAILABLE: 'AVAILABLE',
  SUSPENDED: 'SUSPENDED',
  PROBE: 'PROBE',
} as const satisfies Record<RoutingAvailability, RoutingAvailability>;
export type Availability = RoutingAvailability;
registerEnumType(Availability, {
  name: 'Availability',
  description: 'Whether a target can take a request.',
  valuesConfig: {
    AVAILABLE: { description: 'It can.' },
    SUSPENDED: { description: 'It cannot, until a moment in time.' },
    PROBE: { description: 'Its suspension is over, and the next request will try it.' },
  },
});
