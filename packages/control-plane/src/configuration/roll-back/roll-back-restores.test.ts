import { ConfigurationWalk } from '../../testing/configuration-walk.suite';
import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { randomFrom } from '../../testing/random-operation.suite';

const REVISIONS = 70;
const ROLL_BACKS = 50;
const SEED = Number(process.env['WALK_SEED'] ?? 2_026);

let underTest: ControlPlaneUnderTest;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
afterAll(() => underTest.stop());

const exported = () => underTest.get<string>('{ exportManifest }');
const past = (at: number) => underTest.get<string>('query($at: Int!) { configurationAt(revision: $at) }', { at });
const who = () =>
  Promise.all(
    ['consumer', 'consumer_key', 'access_token'].map((table) => underTest.sql(`SELECT * FROM ${table} ORDER BY id`)),
  );

interface Grant {
  readonly id: string;
  readonly ai_api_id: string;
}
const grants = () => underTest.sql<Grant>('SELECT * FROM access_grant ORDER BY id');
const aiApiIds = async () => (await underTest.sql<{ id: string }>('SELECT id FROM ai_api')).map(({ id }) => id);

/** A manifest without the section that is never rolled back. */
function rolledBackSections(manifest: string): string {
  return manifest.replace(/^consumers:.*\n(?:[ -].*\n)*/m, '');
}

it(`restores ${ROLL_BACKS} random states exactly, and revokes access only with its AI API (seed ${SEED})`, async () => {
  const walk = new ConfigurationWalk(underTest, SEED);
  const manifests = new Map<number, string>();
  for (let made = 0; made < REVISIONS; made += 1) manifests.set(await walk.next(), await exported());
  const callers = await who();
  const random = randomFrom(SEED);
  let changed = 0;
  for (let turn = 0; turn < ROLL_BACKS; turn += 1) {
    const revisions = [...manifests.keys()];
    const to = revisions[Math.floor(random() * revisions.length)]!;
    const granted = await grants();
    const { revision, plan } = await underTest.change<{ revision: number; plan: { isEmpty: boolean } }>(
      'rollBack',
      { toRevision: to },
      'revision plan { isEmpty }',
    );
    const manifest = await exported();
    expect({ to, text: rolledBackSections(manifest) }).toEqual({
      to,
      text: rolledBackSections(manifests.get(to)!),
    });
    expect(await past(revision)).toBe(manifest);
    const there = await aiApiIds();
    expect(await grants()).toEqual(granted.filter((grant) => there.includes(grant.ai_api_id)));
    if (!plan.isEmpty) changed += 1;
    manifests.set(revision, manifest);
  }
  expect(changed).toBeGreaterThan(ROLL_BACKS / 2);
  expect(await who()).toEqual(callers);
  for (const [revision, manifest] of manifests) {
    expect({ revision, text: await past(revision) }).toEqual({ revision, text: manifest });
  }
});
