import { ControlPlaneUnderTest, mutation } from '../testing/control-plane-under-test.suite';
import { openCredentials } from '../testing/open-credentials.suite';
import { randomFrom } from '../testing/random-operation.suite';

const STEPS = 120;
const SEED = Number(process.env['WALK_SEED'] ?? 2_026);
const API_KEYS = ['sk-first-0123456789', 'sk-second-012345abcd'];
const URLS = ['https://a.example/v1', 'HTTPS://A.Example:443/v2', 'https://a.example:8443/v1', 'https://b.example/v1'];

let underTest: ControlPlaneUnderTest;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
afterAll(() => underTest.stop());

interface State {
  readonly id: string;
  readonly url: string;
  /** Null without a credential. */
  readonly apiKey: string | null;
}

/** The only endpoint, with its credential as a data plane opens it. */
async function state(): Promise<State> {
  const [endpoint] = await underTest.sql<{ id: string; url: string }>('SELECT id, url FROM endpoint');
  return { ...endpoint!, apiKey: (await openCredentials(underTest)).get(endpoint!.id) ?? null };
}

/** Something that may change URL or credential. */
interface Step {
  readonly operation: string;
  readonly input: object;
  /** The credential that it gives. */
  readonly given?: string;
}

function manifestStep(url: string, given?: string): Step {
  const reference = given === undefined ? '' : ', credential: "${env:KEY}"';
  const endpoint = `{ name: main, environment: PRODUCTION, url: "${url}"${reference} }`;
  const manifest = `providers: [{ name: openai, template: OPENAI, endpoints: [${endpoint}] }]`;
  if (given === undefined) return { operation: 'applyManifest', input: { manifest } };
  const secrets = [{ reference: 'env:KEY', value: given }];
  return { operation: 'applyManifest', input: { manifest, secrets }, given };
}

async function apply({ operation, input }: Step): Promise<boolean> {
  const { errors } = await underTest.ask(mutation(operation, 'revision'), { input });
  return errors === undefined;
}

it(`leaves a credential that opens, or none, after ${STEPS} random changes of URL and credential (seed ${SEED})`, async () => {
  const random = randomFrom(SEED);
  const oneOf = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  await apply(manifestStep(URLS[0]!, API_KEYS[0]));
  const revision = () => underTest.get<{ number: number }>('{ revision { number } }');
  const first = (await revision()).number;
  let after = await state();
  const endpointId = after.id;
  const seen = new Set<string>();
  for (let turn = 0; turn < STEPS; turn += 1) {
    const [url, apiKey, latest] = [oneOf(URLS), oneOf(API_KEYS), (await revision()).number];
    const credential = { apiKey };
    const step = oneOf<Step>([
      { operation: 'updateEndpoint', input: { endpointId, url } },
      { operation: 'updateEndpoint', input: { endpointId, url, credential }, given: apiKey },
      { operation: 'rotateEndpointCredential', input: { endpointId, credential }, given: apiKey },
      { operation: 'removeEndpointCredential', input: { endpointId } },
      manifestStep(url),
      manifestStep(url, apiKey),
      { operation: 'rollBack', input: { toRevision: first + Math.floor(random() * (latest - first + 1)) } },
    ]);
    const before = after;
    const isDone = await apply(step);
    after = await state();
    const isMoved = new URL(after.url).origin !== new URL(before.url).origin;
    const isLost = step.operation === 'removeEndpointCredential' || isMoved;
    const expected = step.given ?? (isLost ? null : before.apiKey);
    expect({ turn, step, isDone, ...after }).toMatchObject({ turn, step, apiKey: expected });
    if (before.apiKey === null) continue;
    const which = step.given === undefined ? 'kept' : step.given === before.apiKey ? 'same' : 'other';
    const way = step.operation === 'rollBack' ? 'rolled back' : which;
    seen.add(`${way}${isMoved ? ', moved' : ''}${isDone ? '' : ', refused'}`);
  }
  // Each way in which a credential meets a URL was walked.
  expect([...seen].toSorted()).toEqual([
    'kept',
    'kept, refused',
    'other',
    'other, moved',
    'rolled back',
    'rolled back, moved',
    'same',
    'same, moved',
  ]);
});
