import type { ImageReferences } from '../../change/image-content';
import type { Configuration, ConfiguredObject } from './configuration';
import { configurationAfter, type PlanningInput, planChanges } from './plan-changes';

const object = (
  kind: ConfiguredObject['kind'],
  id: string | null,
  path: string[],
  value: object,
  references: ImageReferences = {},
): ConfiguredObject => ({ kind, id, path, value, references });

interface Names {
  readonly provider?: string;
  readonly large?: string;
  readonly eu?: string;
  readonly aiApi?: string;
}

/** A provider with two models and an endpoint, an AI API with a failover policy, and a consumer with access. */
function shop({ provider = 'openai', large = 'large', eu = 'eu', aiApi = 'shop' }: Names = {}): Configuration {
  const chain = (primary: string, providerOfBoth: string, endpoint: string) => ({
    primary: { provider: providerOfBoth, model: primary, endpoint },
    fallbacks: [{ provider: providerOfBoth, model: 'small', endpoint }],
  });
  const ofProvider = { provider: 'p' };
  return {
    objects: [
      object('PROVIDER', 'p', [provider], { name: provider, template: 'OPENAI' }),
      object('MODEL', 'large', [provider, large], { provider, name: large, enabled: true }, ofProvider),
      object('MODEL', 'small', [provider, 'small'], { provider, name: 'small', enabled: true }, ofProvider),
      object('ENDPOINT', 'eu', [provider, eu], { provider, name: eu, credential: { isSet: true } }, ofProvider),
      object(
        'AI_API',
        'shop',
        [aiApi],
        {
          name: aiApi,
          providers: [provider],
          modelAliases: [{ name: 'best', provider, model: large }],
          defaultProductionEndpoint: eu,
          defaultSandboxEndpoint: null,
        },
        {
          providers: ['p'],
          modelAliases: [{ provider: 'p', model: 'large' }],
          defaultProductionEndpoint: 'eu',
          defaultSandboxEndpoint: null,
        },
      ),
      object(
        'FAILOVER_POLICY',
        'policy',
        [aiApi, `failover from ${provider}/${large} in production`],
        { aiApi, production: chain(large, provider, eu), sandbox: null },
        { aiApi: 'shop', production: chain('large', 'p', 'eu'), sandbox: null },
      ),
      object('CONSUMER', 'web', ['web'], { name: 'web' }),
      object('ACCESS_GRANT', 'grant', ['web', aiApi], { consumer: 'web', aiApi }, { consumer: 'web', aiApi: 'shop' }),
    ],
  };
}

const withoutIds = ({ objects }: Configuration): Configuration => ({
  objects: objects.map(({ kind, path, value }) => object(kind, null, [...path], value)),
});

async function planned(input: Partial<PlanningInput> & Pick<PlanningInput, 'desired'>): Promise<string[]> {
  const { changes } = await planChanges({ present: shop(), removes: () => true, ...input });
  return changes
    .filter(({ action }) => action !== 'UNCHANGED')
    .map(({ action, kind, path, differences }) => {
      const what = action === 'UPDATE' ? ` ${differences.map((difference) => difference.path).join(',')}` : '';
      return `${action} ${kind} ${path.join('/')}${what}`;
    });
}

it('changes nothing if present and desired state are equal, matched by id or by name', async () => {
  expect(await planned({ desired: shop() })).toEqual([]);
  expect(await planned({ desired: withoutIds(shop()) })).toEqual([]);
});

it('matches by id, so that a new name changes the object and nothing that refers to it', async () => {
  const renamed = { provider: 'vendor', large: 'larger', eu: 'europe', aiApi: 'store' };
  expect(await planned({ desired: shop(renamed) })).toEqual([
    'UPDATE PROVIDER vendor name',
    'UPDATE MODEL vendor/larger name',
    'UPDATE ENDPOINT vendor/europe name',
    'UPDATE AI_API store name',
  ]);
});

it('lists unchanged objects under the names after the change', async () => {
  const { objects } = shop({ provider: 'vendor', large: 'larger', eu: 'europe', aiApi: 'store' });
  const desired = { objects: objects.filter(({ kind }) => !['FAILOVER_POLICY', 'ACCESS_GRANT'].includes(kind)) };
  const plan = await planChanges({ present: shop(), desired, removes: () => false });
  const after = configurationAfter(plan).objects;
  expect(after.find(({ id }) => id === 'grant')).toMatchObject({ path: ['web', 'store'], value: { aiApi: 'store' } });
  expect(after.find(({ id }) => id === 'policy')?.value).toMatchObject({
    aiApi: 'store',
    production: {
      primary: { provider: 'vendor', model: 'larger', endpoint: 'europe' },
      fallbacks: [{ provider: 'vendor', model: 'small', endpoint: 'europe' }],
    },
  });
});

it('treats an object with the same name and another id as different, and changes its references', async () => {
  const { objects } = shop();
  const desired = { objects: objects.map((one) => (one.id === 'small' ? { ...one, id: 'small-again' } : one)) };
  expect(await planned({ desired })).toEqual([
    'CREATE MODEL openai/small',
    'DELETE MODEL openai/small',
    'UPDATE FAILOVER_POLICY shop/failover from openai/large in production production.fallbacks.0.model',
  ]);
});

it('deletes what belongs to a deleted object, even if it would be kept on its own', async () => {
  const desired = { objects: shop().objects.filter(({ kind }) => kind === 'CONSUMER') };
  expect(await planned({ desired, removes: ({ kind }) => kind === 'PROVIDER' || kind === 'AI_API' })).toEqual([
    'DELETE PROVIDER openai',
    'DELETE MODEL openai/large',
    'DELETE MODEL openai/small',
    'DELETE ENDPOINT openai/eu',
    'DELETE AI_API shop',
    'DELETE FAILOVER_POLICY shop/failover from openai/large in production',
    'DELETE ACCESS_GRANT web/shop',
  ]);
});

it('reports that a credential is set or changes, and keeps one that is not mentioned', async () => {
  const desired = withoutIds(shop());
  const credentialOf = (outcome: 'KEPT' | 'SET' | 'CHANGED' | 'REMOVED') =>
    planned({ desired, credentialOf: () => outcome });
  expect(await credentialOf('KEPT')).toEqual([]);
  expect(await credentialOf('CHANGED')).toEqual(['UPDATE ENDPOINT openai/eu credential.changes']);
  expect(await credentialOf('REMOVED')).toEqual(['UPDATE ENDPOINT openai/eu credential.isSet']);
  const fresh = await planChanges({ present: { objects: [] }, desired, removes: () => true });
  expect(fresh.changes.find(({ kind }) => kind === 'ENDPOINT')?.after).toMatchObject({ credential: { isSet: false } });
});

it('continues a policy in one of its kind with the same primary model, each in only one', async () => {
  const policy = (id: string | null, primary: string, rest: object = {}) =>
    object('FAILOVER_POLICY', id, ['shop', `failover from p/${primary} in production`], {
      aiApi: 'shop',
      production: {
        primary: { provider: 'p', model: primary, endpoint: 'eu' },
        fallbacks: [{ provider: 'p', model: 'z', endpoint: 'eu' }],
      },
      sandbox: null,
      ...rest,
    });
  const present = { objects: [policy('one', 'a'), policy('two', 'b'), policy('three', 'c')] };
  const desired = { objects: [policy(null, 'b', { suspendDurationSeconds: 5 }), policy(null, 'd'), policy(null, 'a')] };
  const { changes } = await planChanges({ present, desired, removes: () => true });
  expect(changes.map(({ action, present: old, path }) => [action, old?.id, path[1]])).toEqual([
    ['UNCHANGED', 'one', 'failover from p/a in production'],
    ['UPDATE', 'two', 'failover from p/b in production'],
    ['DELETE', 'three', 'failover from p/c in production'],
    ['CREATE', undefined, 'failover from p/d in production'],
  ]);
});

it('lets the event loop turn while it compares many objects', async () => {
  const objects = Array.from({ length: 20_000 }, (_, n) =>
    object('ENDPOINT', `${n}`, ['openai', `e${n}`], { provider: 'openai', name: `e${n}`, caCertificate: null }),
  );
  let [turns, isPlanned] = [0, false];
  const count = (): void => {
    turns += 1;
    if (!isPlanned) setImmediate(count);
  };
  setImmediate(count);
  const { changes } = await planChanges({ present: { objects }, desired: { objects: [] }, removes: () => true });
  isPlanned = true;
  expect(changes).toHaveLength(objects.length);
  expect(turns).toBeGreaterThan(3);
});
