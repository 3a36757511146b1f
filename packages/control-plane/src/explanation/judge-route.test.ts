import { availability, lastResorts, orderTargets, type Target } from '@switchyard/routing';
import fc from 'fast-check';
import { aiApiWith, modelName, modelNumber, policyOf, sideOf } from '../testing/judged-entry.suite';
import { type JudgedRequest, type JudgedSuspension, judgeRoute } from './judge-route';

const NOW = 1_000_000;
const REQUEST: JudgedRequest = {
  environment: 'PRODUCTION',
  model: modelName(0),
  operation: null,
  body: null,
  consumer: null,
  ticket: 0,
};

const UNEXPLAINED = { probing: false, cause: null, status: null, detail: null };
const suspensionArbitrary = fc.constantFrom<JudgedSuspension | undefined>(
  undefined,
  { ...UNEXPLAINED, hardUntilMs: null, untilMs: NOW + 5_000 },
  { ...UNEXPLAINED, hardUntilMs: NOW + 1, untilMs: NOW + 6_000 },
  { ...UNEXPLAINED, hardUntilMs: null, untilMs: NOW },
  { ...UNEXPLAINED, hardUntilMs: Infinity, untilMs: Infinity },
);
const policyArbitrary = fc
  .record({
    kind: fc.constantFrom('ROUND_ROBIN' as const, 'WEIGHTED_ROUND_ROBIN' as const, 'FAILOVER' as const),
    weights: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 2, maxLength: 11 }),
    maxAttempts: fc.integer({ min: 1, max: 11 }),
  })
  .filter(({ weights }) => weights.some((weight) => weight > 0))
  .map(({ kind, weights, maxAttempts }) => policyOf(kind, weights, maxAttempts));

it('orders the attempts as the gateway does, for whatever policy, suspensions and turn, and refuses where none is left', () => {
  fc.assert(
    fc.property(
      policyArbitrary,
      fc.subarray([1, 2, 3, 4]),
      fc.array(suspensionArbitrary, { minLength: 11, maxLength: 11 }),
      fc.nat(100_000),
      (configured, disabled, suspensions, ticket) => {
        const aiApi = aiApiWith(configured, disabled);
        const suspensionOf = ({ model }: Target) => suspensions[modelNumber(model.name)];
        const verdict = judgeRoute(
          aiApi,
          { ...REQUEST, ticket },
          { nowMs: NOW, suspensionOf: (_policy, target) => suspensionOf(target) },
        );
        const policy = sideOf(aiApi);
        const isAvailable = (target: Target) => availability(suspensionOf(target), NOW) !== 'SUSPENDED';
        const ordered = [...orderTargets(policy, ticket, isAvailable), ...lastResorts(policy, suspensionOf, NOW)].slice(
          0,
          policy.attemptsMax,
        );
        if (verdict.outcome === 'DEFAULT_ENDPOINT') throw new Error('the policy does not route it');
        expect(verdict.outcome).toBe(ordered.length === 0 ? 'REFUSED' : 'POLICY');
        const asked = verdict.candidates.filter(({ attempt }) => attempt !== null);
        expect(asked.map(({ target }) => target.key)).toEqual(ordered.map(({ key }) => key));
        expect(asked.map(({ attempt }) => attempt)).toEqual(ordered.map((_, index) => index + 1));
        expect(verdict.candidates).toHaveLength(policy.configuredTargets.length);
      },
    ),
  );
});

it('tells a disabled consumer nothing of what is there, and a known one that there is nothing', () => {
  const consumer = { id: modelName(0), name: 'app', enabled: true, traceAllowed: false, aiApiIds: [] };
  const health = { nowMs: NOW, suspensionOf: () => undefined };
  const codeOf = (enabled: boolean) => {
    const verdict = judgeRoute(null, { ...REQUEST, consumer: { ...consumer, enabled } }, health);
    return verdict.outcome === 'REFUSED' ? verdict.code : verdict.outcome;
  };
  expect([codeOf(true), codeOf(false)]).toEqual(['ai_api_not_found', 'invalid_api_key']);
});
