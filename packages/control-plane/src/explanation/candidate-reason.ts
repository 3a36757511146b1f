import type { CandidateReason as RoutingReason } from '@switchyard/routing';
import { registerEnumType } from 'type-graphql';

export const CandidateReason = {
  TURN: 'TURN',
  NEXT_IN_ROTATION: 'NEXT_IN_ROTATION',
  PRIMARY: 'PRIMARY',
  FALLBACK: 'FALLBACK',
  DEFAULT: 'DEFAULT',
  PROBE: 'PROBE',
  LAST_RESORT: 'LAST_RESORT',
  BEYOND_MAX_ATTEMPTS: 'BEYOND_MAX_ATTEMPTS',
  SUSPENDED: 'SUSPENDED',
  MODEL_DISABLED: 'MODEL_DISABLED',
  ENDPOINT_DISABLED: 'ENDPOINT_DISABLED',
  CREDENTIAL_UNREADABLE: 'CREDENTIAL_UNREADABLE',
  CERTIFICATE_UNREADABLE: 'CERTIFICATE_UNREADABLE',
  DRAINED: 'DRAINED',
  OPERATION_NOT_SUPPORTED: 'OPERATION_NOT_SUPPORTED',
} as const satisfies Record<RoutingReason, RoutingReason>;
export type CandidateReason = RoutingReason;
registerEnumType(CandidateReason, {
  name: 'CandidateReason',
  description: 'Why a target is tried or skipped.',
  valuesConfig: {
    TURN: { description: 'It is its turn.' },
    NEXT_IN_ROTATION: { description: 'It is next in the rotation, tried if those before it fail.' },
    PRIMARY: { description: "It is the primary target for the request's model." },
    FALLBACK: { description: 'It is a fallback.' },
    DEFAULT: { description: "It is the AI API's default endpoint." },
    PROBE: { description: 'Its suspension has ended, and this request is its probe.' },
    LAST_RESORT: {
      description: 'It is softly suspended or being probed, and tried because no available target is left.',
    },
    BEYOND_MAX_ATTEMPTS: { description: 'The policy allows no more attempts.' },
    SUSPENDED: { description: 'It is suspended hard.' },
    MODEL_DISABLED: { description: 'Its model is disabled.' },
    ENDPOINT_DISABLED: { description: 'Its endpoint is disabled.' },
    CREDENTIAL_UNREADABLE: { description: "A data plane cannot read its endpoint's credential." },
    CERTIFICATE_UNREADABLE: { description: 'A data plane cannot read a CA certificate of its endpoint.' },
    DRAINED: { description: 'Its weight is 0.' },
    OPERATION_NOT_SUPPORTED: { description: 'Its provider does not serve the operation in this form.' },
  },
});
