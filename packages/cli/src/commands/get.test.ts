import { parse } from 'yaml';
import { ControlPlaneDouble } from '../control-plane.suite';
import { jsonOf, switchyard } from '../run.suite';

const MANIFEST = {
  providers: [
    {
      name: 'openai',
      template: 'OPENAI',
      models: [{ name: 'gpt-4o' }, { name: 'org/small', enabled: false }],
      endpoints: [{ name: 'main', environment: 'PRODUCTION', url: 'https://a.example/v1' }],
    },
    { name: 'azure', template: 'AZURE_OPENAI', models: [{ name: 'gpt-4o' }], endpoints: [] },
  ],
  aiApis: [
    {
      name: 'support',
      basePath: '/support',
      providers: ['openai', 'azure'],
      policies: [
        {
          kind: 'FAILOVER',
          production: {
            primary: { model: 'gpt-4o', endpoint: 'main' },
            fallbacks: [{ model: 'b', provider: 'azure', endpoint: 'main' }],
          },
        },
        { kind: 'FAILOVER', name: 'cheap', sandbox: { primary: { model: 'b', provider: 'azure', endpoint: 'c' } } },
      ],
    },
    {
      name: 'search',
      basePath: '/search',
      providers: ['openai'],
      policies: [{ kind: 'ROUND_ROBIN', production: { targets: [{ model: 'gpt-4o', endpoint: 'main' }] } }],
    },
    {
      name: 'mail',
      basePath: '/mail',
      providers: ['openai'],
      policies: [
        {
          kind: 'FAILOVER',
          production: { primary: { model: 'gpt-4o', endpoint: 'main' }, fallbacks: [] },
          sandbox: { primary: { model: 'gpt-4o', endpoint: 'test' }, fallbacks: [] },
        },
      ],
    },
  ],
  consumers: [{ name: 'shop', displayName: 'The shop', access: ['support'] }],
};

let controlPlane: ControlPlaneDouble;
beforeAll(async () => {
  controlPlane = await ControlPlaneDouble.start();
  controlPlane.answer({ ExportManifest: () => ({ manifest: JSON.stringify(MANIFEST) }) });
});
afterAll(() => controlPlane.close());

const get = (...args: string[]) => switchyard(['get', ...args], { url: controlPlane.url });

it.each([
  ['providers', 'openai  OPENAI        openai'],
  ['models', 'openai/org/small  no       org/small'],
  ['endpoints', 'openai/main  PRODUCTION   yes      https://a.example/v1'],
  ['ai-apis', 'support  /support   openai, azure  yes'],
  [
    'policies',
    'support  failover from openai/gpt-4o in production  FAILOVER     gpt-4o@main, b@azure/main  -',
    'support  cheap                                      FAILOVER     -                          b@azure/c',
    'search   round robin                                ROUND_ROBIN  gpt-4o@main                -',
    'mail     failover from openai/gpt-4o                FAILOVER     gpt-4o@main                gpt-4o@test',
  ],
  ['consumers', 'shop  yes      The shop'],
])('lists %s as a table', async (kind, ...lines) => {
  const { exitCode, output } = await get(kind);
  expect(exitCode).toBe(0);
  expect(output.split('\n').slice(1)).toEqual(expect.arrayContaining(lines));
});

it.each([
  [['provider', 'OPENAI'], { providers: [{ name: 'openai', template: 'OPENAI' }] }],
  [
    ['model', 'openai/org/small'],
    { providers: [{ name: 'openai', template: 'OPENAI', models: [{ name: 'org/small', enabled: false }] }] },
  ],
  [
    ['endpoint', 'main'],
    { providers: [{ name: 'openai', template: 'OPENAI', endpoints: MANIFEST.providers[0]?.endpoints }] },
  ],
  [['consumers', 'shop'], { consumers: [{ name: 'shop', displayName: 'The shop', access: ['support'] }] }],
  [['aiApi', 'mail'], { aiApis: [{ name: 'mail', basePath: '/mail', providers: ['openai'] }] }],
])('%j is a part of a manifest that lists nothing else', async (args, manifest) => {
  expect(parse((await get(...args, '-o', 'yaml')).output)).toEqual(manifest);
  expect(JSON.parse((await get(...args, '-o', 'json')).output)).toEqual(manifest);
  expect(jsonOf(await get(...args, '--json'))).toEqual({ manifest });
});

it.each([
  [['provider', 'nothing'], 3, 'Provider "nothing" not found'],
  [['endpoint', 'azure/main'], 3, 'Endpoint "azure/main" not found'],
  [['model', 'openai/'], 3, 'not found'],
  [['things'], 2, '"things" is not valid for <kind>. It must be one of providers, provider, models'],
  [['polices'], 2, 'Did you mean policies?'],
  [[], 2, 'The argument <kind> is missing. See --help.'],
  [['providers', '-o', 'xml'], 2, '"xml" is not valid for --output. It must be one of json, yaml, table.'],
])('%j is refused', async (args, exitCode, message) => {
  const ended = await get(...args);
  expect(ended.errorOutput).toContain(message);
  expect(ended.exitCode).toBe(exitCode);
});
