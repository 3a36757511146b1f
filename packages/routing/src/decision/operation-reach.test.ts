import {
  type ProviderEntry,
  type RoutedOperation,
  routedOperationSchema,
  type TablePolicy,
} from '@switchyard/contract';
import { explainCandidates } from '../policy/explain-candidates';
import { orderTargets } from '../policy/order-targets';
import {
  disable,
  endpointId,
  type Entries,
  entriesWith,
  failover,
  modelId,
  modelName,
  otherProvider,
  roundRobin,
  routable,
  target,
  weighted,
  withProviders,
} from '../testing/entry-fixture.suite';
import { addressRequest, admitRequest, routeRequest } from './request-decision';
import type { RoutableAiApi } from './routable-ai-api';

const tableOf = (aiApi: RoutableAiApi) => new Map([[aiApi.entry.basePath, { routable: aiApi }]]);

describe('a target takes what its provider has', () => {
  const operation = (path: string, modelPlace: RoutedOperation['modelPlace'], name: string | null = path) => {
    const modelKey = modelPlace === 'JSON_BODY' ? '/model' : modelPlace === 'PATH' ? null : 'model';
    return routedOperationSchema.parse({ path, modelPlace, modelKey, name });
  };
  const withRouted = (provider: ProviderEntry, ...routedOperations: RoutedOperation[]): ProviderEntry => ({
    ...provider,
    profile: { ...provider.profile, routedOperations },
  });
  const own = target(0, 0);
  const foreign = { modelId: modelId(101), endpointId: endpointId(100) };
  const elsewhere = { modelId: modelId(201), endpointId: endpointId(200) };
  const entriesOf = (...policies: Parameters<typeof entriesWith>[0]): Entries => {
    const entries = entriesWith(policies);
    const first = withRouted(
      entries.provider,
      operation('chat', 'JSON_BODY'),
      operation('images', 'JSON_BODY'),
      operation('images', 'FORM_FIELD'),
      operation('speech', 'JSON_BODY'),
      operation('own', 'JSON_BODY', null),
    );
    return withProviders(
      { ...entries, provider: first },
      withRouted(otherProvider(1), operation('v1/chat', 'JSON_BODY', 'chat'), operation('images', 'FORM_FIELD')),
      withRouted(otherProvider(2), operation('own', 'JSON_BODY'), operation('{model}/speech', 'PATH', 'speech')),
    );
  };
  const route = (entries: Entries, path: string, contentType: string | null = null) => {
    const addressed = addressRequest(tableOf(routable(entries)), 'POST', `/support/chat/${path}`);
    if (addressed.kind === 'refused') throw new Error(addressed.code);
    const admitted = admitRequest(addressed, null, 'PRODUCTION');
    if (admitted.kind !== 'routed') throw new Error(admitted.kind);
    return routeRequest(admitted, modelName(0), contentType);
  };
  const taken = (...args: Parameters<typeof route>) => {
    const decided = route(...args);
    return decided.kind === 'policy' ? decided.policy.targets.map(({ provider }) => provider.name) : decided;
  };
  const FORM = 'multipart/form-data; boundary=x';
  const balanced = entriesOf(roundRobin(0, [own, foreign, elsewhere]));

  test('of an operation, by its name', () => {
    expect(taken(balanced, 'chat')).toEqual(['openai', 'other-1']);
    expect(taken(balanced, 'speech')).toEqual(['openai', 'other-2']);
    expect(taken(balanced, 'own')).toEqual(['openai']);
  });

  test('of a kind of body', () => {
    expect(taken(balanced, 'images', 'application/json')).toEqual(['openai']);
    expect(taken(balanced, 'images', FORM)).toEqual(['openai', 'other-1']);
    expect(taken(balanced, 'images')).toEqual(['openai']);
  });

  test('others are out of rotation for it, with the reason; a disabled one stays disabled', () => {
    const decided = route(disable(balanced, [101]), 'speech');
    if (decided.kind !== 'policy') throw new Error(decided.kind);
    expect(decided.policy.configuredTargets.map(({ outOfRotation }) => outOfRotation)).toEqual([
      null,
      'MODEL_DISABLED',
      null,
    ]);
    const chat = route(balanced, 'chat');
    if (chat.kind !== 'policy') throw new Error(chat.kind);
    expect(explainCandidates(chat.policy, 0, () => undefined, 0).map(({ reason }) => reason)).toEqual([
      'TURN',
      'BEYOND_MAX_ATTEMPTS',
      'OPERATION_NOT_SUPPORTED',
    ]);
  });

  test('and with none left it is operation_not_supported; disabled targets alone are not', () => {
    const chain = entriesOf(failover(0, [foreign, elsewhere]), failover(1, [own, foreign]));
    const aliased = {
      ...chain,
      aiApi: { ...chain.aiApi, modelAliases: [{ name: modelName(0), modelId: modelId(101) }] },
    };
    const decided = route(aliased, 'own');
    expect(decided).toMatchObject({ kind: 'refused', code: 'operation_not_supported' });
    if (!('policy' in decided)) throw new Error(decided.kind);
    expect(explainCandidates(decided.policy, 0, () => undefined, 0).map(({ reason }) => reason)).toEqual([
      'OPERATION_NOT_SUPPORTED',
      'OPERATION_NOT_SUPPORTED',
    ]);
    expect(taken(disable(aliased, [101, 201]), 'own')).toEqual([]);
  });

  test('failover asks each that is left, load balancing shares exactly between them', () => {
    const chain = route(entriesOf(failover(0, [own, foreign, elsewhere])), 'speech');
    expect(chain).toMatchObject({ kind: 'policy', policy: { attemptsMax: 2 } });
    const weights = [2, 5, 1];
    const policy = weighted(0, weights);
    const production = [own, foreign, elsewhere].map((each, index) => ({ ...each, weight: weights[index]! }));
    const shared = route(entriesOf({ ...policy, production } as TablePolicy), 'speech');
    if (shared.kind !== 'policy') throw new Error(shared.kind);
    const first = Array.from({ length: 30 }, (_, ticket) => orderTargets(shared.policy, ticket, () => true)[0]?.weight);
    expect(first.filter((weight) => weight === 2)).toHaveLength(20);
    expect(first.filter((weight) => weight === 1)).toHaveLength(10);
  });

  test('an operation that all of them take has the policy itself, found once', () => {
    const entries = entriesOf(roundRobin(0, [own, foreign]));
    const aiApi = routable(entries);
    const table = tableOf(aiApi);
    const decided = () => {
      const addressed = addressRequest(table, 'POST', '/support/chat/chat');
      const admitted = addressed.kind === 'refused' ? addressed : admitRequest(addressed, null, 'PRODUCTION');
      return admitted.kind === 'routed' ? routeRequest(admitted, modelName(0)) : admitted;
    };
    const [one, two] = [decided(), decided()];
    if (one.kind !== 'policy' || two.kind !== 'policy') throw new Error('not a policy');
    expect(one.policy).toBe(aiApi.production.loadBalancing);
    expect(two.reach).toBe(one.reach);
    const [, other] = one.policy.targets;
    expect(one.reach?.counterpart(other!)).toBe(two.reach?.counterpart(other!));
    expect(one.reach?.counterpart(other!)?.operation.path).toBe('v1/chat');
  });
});
