import { yamlOf } from './yaml-text';

it('writes data as a manifest has it', () => {
  const policy = {
    kind: 'FAILOVER',
    suspendDurationSeconds: 60,
    maxAttempts: undefined,
    failureStatuses: ['429', '500-599'],
    failoverOn: [],
    production: {
      primary: { provider: 'acme', model: 'gpt-4.1' },
      fallbacks: [{ provider: 'acme', model: 'a b: #c' }],
    },
  };
  expect(yamlOf(policy)).toBe(`kind: FAILOVER
suspendDurationSeconds: 60
failureStatuses:
  - "429"
  - "500-599"
failoverOn: []
production:
  primary:
    provider: acme
    model: gpt-4.1
  fallbacks:
    - provider: acme
      model: "a b: #c"`);
});

it('quotes what YAML would read as something else', () => {
  expect(['no', 'Null', '1e3', '0x1', '~', '', '- a', '2026-01-01'].map((text) => yamlOf(text))).toEqual([
    '"no"',
    '"Null"',
    '"1e3"',
    '"0x1"',
    '"~"',
    '""',
    '"- a"',
    '"2026-01-01"',
  ]);
});
