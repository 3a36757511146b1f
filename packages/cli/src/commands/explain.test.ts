import { ControlPlaneDouble } from '../control-plane.suite';
import { jsonOf, switchyard } from '../run.suite';

const CANDIDATE = {
  attempt: 1,
  reason: 'TURN',
  explanation: 'It is its turn.',
  providerName: 'openai',
  modelName: 'gpt-4o',
  endpointName: 'main',
  weight: 3,
  availability: 'AVAILABLE',
  suspendedUntil: null,
  suspensionGrade: null,
  hardUntil: null,
};
const EXPLANATION = {
  revision: 7,
  outcome: 'POLICY',
  summary: 'The policy main routes it.',
  refusalStatus: null,
  refusalCode: null,
  policyKind: 'ROUND_ROBIN',
  policyName: 'main',
  candidates: [CANDIDATE],
  maxAttempts: 2,
  warnings: [] as string[],
  simulation: {
    requests: 10,
    shares: [{ providerName: 'openai', modelName: 'gpt-4o', endpointName: 'main', requests: 10, share: 1 }],
    worstCase: [CANDIDATE, { ...CANDIDATE, attempt: 2, modelName: 'gpt-4o-mini' }],
    worstCaseSeconds: 240,
  },
  proposed: null,
};

let controlPlane: ControlPlaneDouble;
beforeAll(async () => {
  controlPlane = await ControlPlaneDouble.start();
});
beforeEach(() =>
  controlPlane.answer({
    ExplainRoute: ({ input }) => ({
      explainRoute: {
        ...EXPLANATION,
        proposed: 'manifest' in (input as object) ? { ...EXPLANATION, revision: 9 } : null,
      },
    }),
    ConsumerId: () => ({ consumer: { id: 'consumer-1' } }),
    TargetsOfAiApi: ({ name }) => ({
      aiApi:
        name === 'support'
          ? {
              providers: [
                {
                  name: 'openai',
                  models: [
                    { id: 'm-1', name: 'a@b' },
                    { id: 'm-2', name: 'org/c' },
                  ],
                  endpoints: [{ id: 'e-1', name: 'main' }],
                },
                { name: 'azure', models: [{ id: 'm-3', name: 'org/c' }], endpoints: [{ id: 'e-3', name: 'Main' }] },
              ],
            }
          : null,
    }),
  }),
);
afterAll(() => controlPlane.close());

const explain = (args: readonly string[], input = '') =>
  switchyard(['explain', ...args], { url: controlPlane.url, input });

it('prints a table of where a request would go, with shares and the worst case', async () => {
  const ended = await explain(['support']);
  expect(ended.exitCode).toBe(0);
  expect(ended.output).toContain('The policy main routes it. (revision 7)\nPolicy: round robin main\n');
  expect(ended.output).toContain('Assuming that no target is suspended; --data-plane applies');
  expect(ended.output).toMatch(/^1 +openai +main\/gpt-4o +3 +available +It is its turn\.$/m);
  expect(ended.output).toMatch(/^openai +main\/gpt-4o +10 +100\.0 %$/m);
  expect(ended.output).toContain('Worst case: main/gpt-4o, then main/gpt-4o-mini, with an answer after 240 s.');
  expect(controlPlane.inputOf('ExplainRoute')).toEqual({ aiApiName: 'support', environment: 'PRODUCTION' });
});

it('does not repeat the kind of a policy named after it, and shows what is out of rotation as such', async () => {
  const disabled = { ...CANDIDATE, attempt: null, reason: 'MODEL_DISABLED', explanation: 'It is disabled.' };
  const candidates = [{ ...CANDIDATE, modelName: '', weight: null }, disabled];
  controlPlane.answer({
    ExplainRoute: () => ({
      explainRoute: { ...EXPLANATION, policyName: 'round robin', maxAttempts: 1, simulation: null, candidates },
    }),
  });
  const { output } = await explain(['support']);
  expect(output).toContain('\nPolicy: round robin\n');
  expect(output).toMatch(/^1 +openai +main +- +available /m);
  expect(output).toMatch(/^- +openai +main\/gpt-4o +3 +out of rotation +It is disabled\.$/m);
  expect(output).toContain('At most 1 attempt.\n');
});

it('warns of what live data planes have suspended', async () => {
  const warnings = ['Model gpt-4o on endpoint main is suspended on 1 of 2 live data planes.'];
  controlPlane.answer({ ExplainRoute: () => ({ explainRoute: { ...EXPLANATION, warnings } }) });
  expect((await explain(['support'])).output).toContain(`\nAt most 2 attempts.\nWarning: ${warnings[0]}\n`);
});

it.each([
  ['soft suspended until 2026-01-01T00:01:00.000Z', 'SOFT', null],
  ['hard suspended until 2026-01-01T00:01:00.000Z', 'HARD', '2026-01-01T00:01:00.000Z'],
  [
    'hard suspended until 2026-01-01T00:00:09.000Z, then soft until 2026-01-01T00:01:00.000Z',
    'HARD',
    '2026-01-01T00:00:09.000Z',
  ],
])('shows the end of each part of a suspension: %s', async (shown, suspensionGrade, hardUntil) => {
  const suspended = {
    availability: 'SUSPENDED',
    suspendedUntil: '2026-01-01T00:01:00.000Z',
    suspensionGrade,
    hardUntil,
  };
  controlPlane.answer({
    ExplainRoute: () => ({
      explainRoute: { ...EXPLANATION, simulation: null, candidates: [{ ...CANDIDATE, ...suspended }] },
    }),
  });
  expect((await explain(['support'])).output).toContain(` ${shown}  `);
});

it('names are resolved to ids, and every option reaches the control plane', async () => {
  const args = ['support', '--environment', 'sandbox', '--model', 'gpt-4o', '--operation', 'images/edits'];
  const more = [
    '--body',
    'form',
    '--consumer',
    'shop',
    '--requests',
    '10',
    '--ticket',
    '2',
    '--data-plane',
    'dp-1',
    '--suspend',
    'a@b@main',
  ];
  await explain([...args, ...more, '--manifest', '-', '--prune', '--selector', 'team=chat'], 'providers: []');
  expect(controlPlane.inputOf('ExplainRoute')).toEqual({
    aiApiName: 'support',
    environment: 'SANDBOX',
    model: 'gpt-4o',
    operation: 'images/edits',
    body: 'FORM',
    consumerId: 'consumer-1',
    requests: 10,
    ticket: 2,
    dataPlaneId: 'dp-1',
    suspended: [{ modelId: 'm-1', endpointId: 'e-1' }],
    manifest: 'providers: []',
    prune: true,
    labelSelector: 'team=chat',
  });
});

it('a target is found at the provider that has it, or at the one that is named', async () => {
  const args = ['support', '--suspend', 'a@b@MAIN', '--suspend', 'org/c@AZURE/main', '--suspend', 'org/c@openai/main'];
  expect((await explain(args)).exitCode).toBe(0);
  expect(controlPlane.inputOf('ExplainRoute')).toMatchObject({
    suspended: [
      { modelId: 'm-1', endpointId: 'e-1' },
      { modelId: 'm-3', endpointId: 'e-3' },
      { modelId: 'm-2', endpointId: 'e-1' },
    ],
  });
});

it('the worst case names the providers if there are several', async () => {
  const worstCase = [CANDIDATE, { ...CANDIDATE, attempt: 2, providerName: 'azure' }];
  controlPlane.answer({
    ExplainRoute: () => ({ explainRoute: { ...EXPLANATION, simulation: { ...EXPLANATION.simulation, worstCase } } }),
  });
  expect((await explain(['support'])).output).toContain(
    'Worst case: main/gpt-4o of openai, then main/gpt-4o of azure,',
  );
});

it('shows only the name of a policy whose name begins with its kind', async () => {
  const failover = { ...EXPLANATION, policyKind: 'FAILOVER', policyName: 'failover from openai/gpt-4o' };
  controlPlane.answer({ ExplainRoute: () => ({ explainRoute: failover }) });
  expect((await explain(['support'])).output).toContain('\nPolicy: failover from openai/gpt-4o\n');
});

it('the explanation with a manifest applied follows the current one', async () => {
  const ended = await explain(['support', '--manifest', '-'], 'providers: []');
  expect(ended.output).toContain('\nWith <stdin>:\nThe policy main routes it. (revision 9)\n');
  expect(jsonOf(await explain(['support', '--json']))).toEqual(EXPLANATION);
});

it.each([
  [['support', '--suspend', 'a@b@other'], 3, 'support has no endpoint "other".'],
  [['support', '--suspend', 'gpt-4@main'], 3, 'support has no model "gpt-4".'],
  [['other', '--suspend', 'a@b@main'], 3, 'AI API "other" not found.\n'],
  [
    ['other', '--suspend', 'a@b@main', '--manifest', '-'],
    3,
    'AI API "other" not found. Targets that exist only in <stdin> cannot be suspended until it is applied.',
  ],
  [
    ['support', '--suspend', 'a@b@new', '--manifest', '-'],
    3,
    'has no endpoint "new". Targets that exist only in <stdin> cannot be suspended until it is applied.',
  ],
  [
    ['support', '--suspend', 'org/c@main'],
    3,
    'support has several targets "org/c@main": write org/c@openai/main or org/c@azure/main.',
  ],
  [['support', '--suspend', 'a@b@azure/main'], 3, 'support has no model "a@b" of provider "azure".'],
  [['support', '--suspend', 'a@b@openai/other'], 3, 'support has no endpoint "other" of provider "openai".'],
  [['support', '--suspend', 'a@b@nobody/main'], 3, 'support does not list a provider "nobody".'],
  [['support', '--suspend', 'main'], 2, 'It must be MODEL@ENDPOINT'],
  [['support', '--requests', '100001'], 2, 'It must be a whole number from 1 to 100000.'],
])('%j is refused with the reason', async (args, exitCode, message) => {
  const ended = await explain(args);
  expect(ended.exitCode).toBe(exitCode);
  expect(ended.errorOutput).toContain(message);
  expect(controlPlane.names()).not.toContain('ExplainRoute');
});
