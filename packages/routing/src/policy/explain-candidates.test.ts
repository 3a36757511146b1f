import fc from 'fast-check';
import type { TablePolicy } from '@switchyard/contract';
import {
  disable,
  endpointId,
  entriesWith,
  failover,
  modelId,
  policyId,
  roundRobin,
  routable,
  target,
  weighted,
} from '../testing/entry-fixture.suite';
import { compileAiApi, deriveAiApi } from '../decision/routable-ai-api';
import { compileProvider } from '../decision/routable-provider';
import { explainCandidates } from './explain-candidates';
import { lastResorts, orderTargets } from './order-targets';
import type { RoutablePolicy } from './routable-policy';
import { availability, type Suspension } from './suspension';
import type { Target } from '../entry/target';

const NOW = 1_000_000;

function compile(policy: TablePolicy, disabled: { models?: number[]; endpoints?: number[] } = {}): RoutablePolicy {
  const entries = disable(entriesWith([policy]), disabled.models ?? [], disabled.endpoints);
  const { loadBalancing, failoverByPrimaryId } = routable(entries).production;
  return loadBalancing ?? failoverByPrimaryId.get(modelId(0))!;
}
const chain = (length: number) => Array.from({ length }, (_, model) => target(model, 0));

/** `<model's number> <reason> <attempt>` of each candidate. */
function explained(policy: RoutablePolicy, ticket: number, suspensions: Record<number, Suspension> = {}): string[] {
  const numberOf = ({ model }: Target) => Number(model.name.slice('model-'.length));
  return explainCandidates(policy, ticket, (each) => suspensions[numberOf(each)], NOW).map(
    (candidate) => `${numberOf(candidate.target)} ${candidate.reason} ${candidate.attempt ?? '-'}`,
  );
}
const soft = { hardUntilMs: null, untilMs: NOW + 5_000, probing: false };
const hard = { ...soft, hardUntilMs: NOW + 1 };
const over = { ...soft, untilMs: NOW };
const probed = { ...over, probing: true };
const probedHard = { ...probed, hardUntilMs: NOW };

describe('explainCandidates', () => {
  test('of a round robin: which target has its turn, which follow, and which exceed the attempts', () => {
    const policy = { ...compile(roundRobin(0, chain(3))), attemptsMax: 2 };
    expect(explained(policy, 1)).toEqual(['1 TURN 1', '2 NEXT_IN_ROTATION 2', '0 BEYOND_MAX_ATTEMPTS -']);
  });

  test('of a failover: the primary and its fallbacks', () => {
    expect(explained(compile(failover(0, chain(3))), 0)).toEqual(['0 PRIMARY 1', '1 FALLBACK 2', '2 FALLBACK 3']);
  });

  test('a fallback is never called the primary, even if the primary is suspended or disabled', () => {
    const policy = compile(failover(0, chain(3)));
    expect(explained(policy, 0, { 0: hard })).toEqual(['1 FALLBACK 1', '2 FALLBACK 2', '0 SUSPENDED -']);
    expect(explained(policy, 0, { 0: soft })).toEqual(['1 FALLBACK 1', '2 FALLBACK 2', '0 LAST_RESORT 3']);
    const withoutPrimary = compile(failover(0, chain(3)), { models: [0] });
    expect(explained(withoutPrimary, 0)).toEqual(['1 FALLBACK 1', '2 FALLBACK 2', '0 MODEL_DISABLED -']);
  });

  test('a target whose suspension is over is tried as a probe, and is a last resort while another request probes it', () => {
    const policy = compile(roundRobin(0, chain(2)));
    expect(explained(policy, 0, { 0: over })).toEqual(['0 PROBE 1', '1 BEYOND_MAX_ATTEMPTS -']);
    expect(explained(policy, 1, { 0: over })).toEqual(['1 TURN 1', '0 BEYOND_MAX_ATTEMPTS -']);
    const both = { ...policy, attemptsMax: 2 };
    for (const each of [probed, probedHard]) {
      expect(explained(both, 0, { 0: each })).toEqual(['1 TURN 1', '0 LAST_RESORT 2']);
    }
  });

  test.each(['CREDENTIAL_UNREADABLE', 'CERTIFICATE_UNREADABLE'] as const)(
    'says %s of an endpoint, not that it is disabled',
    (reason) => {
      const { aiApi, provider } = entriesWith([roundRobin(0, [target(0, 0), target(1, 2)])]);
      const derived = deriveAiApi(compileAiApi(aiApi), [compileProvider(provider, new Map([[endpointId(2), reason]]))]);
      expect(explained(derived!.production.loadBalancing!, 0)).toEqual(['0 TURN 1', `1 ${reason} -`]);
    },
  );

  test('a fallback is never called the primary, even if the provider lacks the primary', () => {
    const elsewhere = failover(0, [{ ...target(0, 0), endpointId: policyId(9) }, target(1, 0)]);
    expect(explained(compile(elsewhere), 0)).toEqual(['1 FALLBACK 1']);
  });

  test('a target without weight is drained; a disabled model or endpoint is named as the reason', () => {
    expect(explained(compile(weighted(0, [1, 0, 2])), 0)).toEqual(['2 TURN 1', '0 NEXT_IN_ROTATION 2', '1 DRAINED -']);
    const policy = compile(roundRobin(0, [target(0, 0), target(1, 2), target(2, 0)]), { models: [2], endpoints: [2] });
    expect(explained(policy, 0)).toEqual(['0 TURN 1', '1 ENDPOINT_DISABLED -', '2 MODEL_DISABLED -']);
  });

  test('softly suspended targets are last resorts, by the end of their suspension, within the attempts', () => {
    const policy = { ...compile(roundRobin(0, chain(4))), attemptsMax: 2 };
    const sooner = { ...soft, untilMs: NOW + 1 };
    expect(explained(policy, 1, { 0: soft, 1: hard, 2: sooner, 3: soft })).toEqual([
      '2 LAST_RESORT 1',
      '0 LAST_RESORT 2',
      '3 BEYOND_MAX_ATTEMPTS -',
      '1 SUSPENDED -',
    ]);
  });

  test('says how and until when a target is suspended, and only then', () => {
    const policy = compile(failover(0, chain(4)));
    const states = [soft, over, undefined, hard];
    const all = explainCandidates(policy, 0, (each) => states[policy.targets.indexOf(each)], NOW);
    expect(
      all.map((each) => [each.availability, each.suspensionGrade, each.hardUntilMs, each.suspendedUntilMs]),
    ).toEqual([
      ['PROBE', null, null, null],
      ['AVAILABLE', null, null, null],
      ['SUSPENDED', 'SOFT', null, NOW + 5_000],
      ['SUSPENDED', 'HARD', NOW + 1, NOW + 5_000],
    ]);
  });

  test('names every configured target once, and those to try in the order in which they are tried', () => {
    const policyArbitrary = fc.oneof(
      fc.integer({ min: 1, max: 32 }).map((length) => roundRobin(0, chain(length))),
      fc.integer({ min: 2, max: 11 }).map((length) => failover(0, chain(length))),
      fc
        .array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 32 })
        .filter((weights) => weights.some((weight) => weight > 0))
        .map((weights) => weighted(0, weights)),
    );
    const suspensionArbitrary = fc.constantFrom(undefined, soft, hard, over, probed, probedHard);
    fc.assert(
      fc.property(
        policyArbitrary,
        fc.subarray([1, 2, 3, 4, 5]),
        fc.array(suspensionArbitrary, { minLength: 32, maxLength: 32 }),
        fc.nat(1_000),
        (configured, models, suspensions, ticket) => {
          const policy = compile(configured, { models });
          const suspensionOf = (each: Target) => suspensions[policy.configuredTargets.indexOf(each)];
          const candidates = explainCandidates(policy, ticket, suspensionOf, NOW);
          expect(new Set(candidates.map((each) => each.target))).toEqual(new Set(policy.configuredTargets));
          expect(candidates).toHaveLength(policy.configuredTargets.length);
          const available = (each: Target) => availability(suspensionOf(each), NOW) !== 'SUSPENDED';
          const ordered = [...orderTargets(policy, ticket, available), ...lastResorts(policy, suspensionOf, NOW)].slice(
            0,
            policy.attemptsMax,
          );
          expect(candidates.flatMap((each) => (each.attempt === null ? [] : each.target))).toEqual(ordered);
        },
      ),
    );
  });
});
