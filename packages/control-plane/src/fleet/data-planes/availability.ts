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
  description: 'Whether a target can receive requests.',
  valuesConfig: {
    AVAILABLE: { description: 'It can receive requests.' },
    SUSPENDED: {
      description: 'It is suspended: `suspensionGrade` says whether it still receives requests as a last resort.',
    },
    PROBE: { description: 'Its suspension has ended, and the next request will probe it.' },
  },
});
