import {
  type ConsumerEntry,
  type Environment,
  type RoutedOperation,
  routedOperationSchema,
} from '@switchyard/contract';
import fc from 'fast-check';
import {
  type Entries,
  entriesWith,
  failover,
  modelName,
  policyId,
  roundRobin,
  routable,
  target,
} from '../testing/entry-fixture.suite';
import { addressRequest, admitRequest, routeRequest } from './request-decision';
import { anyWebPath } from '../testing/any-text.suite';

const CONSUMER: ConsumerEntry = {
  id: '00000000-0000-4000-8000-000000000001',
  name: 'app',
  enabled: true,
  traceAllowed: false,
  aiApiIds: [entriesWith([]).aiApi.id],
};
const WITHOUT_ACCESS: ConsumerEntry = { ...CONSUMER, name: 'other', aiApiIds: [] };
const DISABLED: ConsumerEntry = { ...CONSUMER, enabled: false };

const IN_PATH = routedOperationSchema.parse({ path: 'models/{model}:generate', modelPlace: 'PATH' });

function withOperations({ aiApi, provider }: Entries, ...added: RoutedOperation[]): Entries {
  const profile = { ...provider.profile, modelListPath: 'models' };
  const routedOperations = [...profile.routedOperations, ...added];
  return { aiApi, provider: { ...provider, profile: { ...profile, routedOperations } } };
}

const tableOf = (entries: Entries) => new Map([[entries.aiApi.basePath, { routable: routable(entries) }]]);
const TABLE = tableOf(withOperations(entriesWith([failover(0, [target(0, 0), target(1, 0)])]), IN_PATH));

interface Asked {
  readonly table?: typeof TABLE;
  readonly method?: string;
  readonly path?: string;
  readonly consumer?: ConsumerEntry | null;
  readonly environment?: Environment;
  readonly model?: string | null;
}

/** A short summary of how far a request gets. */
function decide({
  table = TABLE,
  method = 'POST',
  path = '/support/chat/chat/completions',
  consumer = CONSUMER,
  environment = 'PRODUCTION',
  model = modelName(0),
}: Asked = {}): string {
  const addressed = addressRequest(table, method, path);
  if (addressed.kind === 'refused') return addressed.code;
  const admitted = admitRequest(addressed, consumer, environment);
  switch (admitted.kind) {
    case 'refused':
      return admitted.code;
    case 'model-list':
      return `list ${admitted.models.model?.name ?? 'of all'}`;
    case 'unrouted':
      return `unrouted ${admitted.route.endpoint.name}`;
    case 'routed': {
      const route = routeRequest(admitted, model);
      if (route.kind === 'refused') return route.code;
      return route.kind === 'policy' ? `policy ${route.policy.id}` : `default ${route.endpoint.name}`;
    }
  }
}

const anyPath = fc.oneof(
  fc.constantFrom(
    'chat/completions',
    'embeddings',
    'models',
    'models/model-0',
    'models/a%2Fb:generate',
    'files',
    'files;v=1',
    'a%2Fb',
    '',
  ),
  anyWebPath.map((path) => path.slice(1)),
);
const anyMethod = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE');
const anyEnvironment = fc.constantFrom<Environment>('PRODUCTION', 'SANDBOX');
const anyTable = fc.constantFrom(
  TABLE,
  tableOf(entriesWith([])),
  tableOf(entriesWith([roundRobin(0, [target(0, 0)])], { unroutedOperations: 'REFUSE' })),
  tableOf(entriesWith([], { defaultProductionEndpointId: null, defaultSandboxEndpointId: null })),
);
const anyRequest = fc.record({ table: anyTable, method: anyMethod, environment: anyEnvironment, path: anyPath });

describe('the order of a decision', () => {
  test('a consumer without access learns nothing about operations, models, policies or endpoints', () => {
    fc.assert(
      fc.property(anyRequest, ({ path, ...request }) => {
        const code = decide({ ...request, path: `/support/chat/${path}`, consumer: WITHOUT_ACCESS });
        expect(['access_denied', 'invalid_path']).toContain(code);
        // Only paths that may never be sent upstream are refused before it.
        const unsafe = addressRequest(TABLE, request.method, `/support/chat/${path}`).kind === 'refused';
        expect(code).toBe(unsafe ? 'invalid_path' : 'access_denied');
      }),
      { numRuns: 500 },
    );
  });

  test('a disabled consumer is treated like an unknown key, whether the AI API exists or not', () => {
    fc.assert(
      fc.property(anyRequest, fc.constantFrom('/support/chat', '/elsewhere'), ({ path, ...request }, basePath) => {
        fc.pre(addressRequest(TABLE, request.method, `${basePath}/${path}`).kind === 'addressed');
        expect(decide({ ...request, path: `${basePath}/${path}`, consumer: DISABLED })).toBe('invalid_api_key');
      }),
      { numRuns: 500 },
    );
  });

  test('the path is checked first, for every consumer and every AI API', () => {
    for (const consumer of [CONSUMER, WITHOUT_ACCESS, DISABLED, null]) {
      for (const path of ['/support/chat/../files', '/elsewhere//x', 'http://vendor.example/']) {
        expect(decide({ path, consumer })).toBe('invalid_path');
      }
      expect(decide({ method: 'TRACE', consumer })).toBe('invalid_path');
    }
  });

  test('then admission: the consumer itself, the AI API, the grant', () => {
    const path = '/elsewhere/chat/completions';
    expect(decide({ path, consumer: DISABLED })).toBe('invalid_api_key');
    expect(decide({ path, consumer: WITHOUT_ACCESS })).toBe('ai_api_not_found');
    expect(decide({ path, consumer: null })).toBe('ai_api_not_found');
    expect(decide({ consumer: WITHOUT_ACCESS })).toBe('access_denied');
    expect(decide({ consumer: null })).toBe(`policy ${policyId(0)}`);
  });

  test("then the model list, where a model's name may contain what an operation's path may not", () => {
    expect(decide({ method: 'GET', path: '/support/chat/models' })).toBe('list of all');
    expect(decide({ method: 'GET', path: '/support/chat/models/model-0' })).toBe('list model-0');
    expect(decide({ method: 'GET', path: '/support/chat/models/a%2Fb' })).toBe('model_not_found');
    expect(decide({ method: 'GET', path: '/support/chat/models/model-0/versions' })).toBe('unrouted endpoint-0');
  });

  test('then an ambiguous path, before unrouted operations are refused', () => {
    const refusing = tableOf(withOperations(entriesWith([], { unroutedOperations: 'REFUSE' }), IN_PATH));
    for (const table of [TABLE, refusing]) {
      expect(decide({ table, path: '/support/chat/files%2Fx' })).toBe('invalid_path');
      expect(decide({ table, path: '/support/chat/files;v=1' })).toBe('invalid_path');
      expect(decide({ table, path: '/support/chat/models/a%2Fb:generate', model: null })).not.toBe('invalid_path');
    }
    expect(decide({ table: refusing, path: '/support/chat/files' })).toBe('operation_not_allowed');
  });

  test('an operation that is not routed bypasses the policies, and its model is never read', () => {
    const balanced = tableOf(entriesWith([roundRobin(0, [target(0, 0)])]));
    expect(decide({ table: balanced, path: '/support/chat/files' })).toBe('unrouted endpoint-0');
    expect(decide({ table: balanced, method: 'GET' })).toBe('unrouted endpoint-0');
  });

  test('a routed operation is decided by its model: policy, default endpoint, refusal', () => {
    expect(decide()).toBe(`policy ${policyId(0)}`);
    expect(decide({ model: modelName(7) })).toBe('default endpoint-0');
    expect(decide({ model: null })).toBe('default endpoint-0');
    expect(decide({ model: 'unknown' })).toBe('model_not_found');
    const bare = tableOf(entriesWith([], { defaultProductionEndpointId: null }));
    expect(decide({ table: bare })).toBe('environment_not_configured');
    expect(decide({ table: bare, environment: 'SANDBOX' })).toBe('default endpoint-1');
  });
});

test('a refused path still identifies its AI API, for the format of the answer', () => {
  expect(addressRequest(TABLE, 'POST', '/support/chat/../x')).toMatchObject({
    kind: 'refused',
    found: TABLE.get('/support/chat'),
  });
  expect(addressRequest(TABLE, 'POST', '/elsewhere/../x')).toMatchObject({ kind: 'refused', found: null });
});

test('up to the model a request is decided by its address alone, and its query is passed on unchanged', () => {
  expect(addressRequest(TABLE, 'POST', '/support/chat/files?x=%2F;y')).toEqual({
    kind: 'addressed',
    method: 'POST',
    found: TABLE.get('/support/chat'),
    path: 'files',
    query: '?x=%2F;y',
    isAmbiguous: false,
  });
});
