import { registerEnumType } from 'type-graphql';

export const RouteOutcome = {
  POLICY: 'POLICY',
  DEFAULT_ENDPOINT: 'DEFAULT_ENDPOINT',
  REFUSED: 'REFUSED',
} as const;
export type RouteOutcome = keyof typeof RouteOutcome;
registerEnumType(RouteOutcome, {
  name: 'RouteOutcome',
  description: 'Where a request goes.',
  valuesConfig: {
    POLICY: { description: 'A policy routes it.' },
    DEFAULT_ENDPOINT: { description: "It goes to the AI API's default endpoint with the model it names." },
    REFUSED: { description: 'The gateway refuses it.' },
  },
});
