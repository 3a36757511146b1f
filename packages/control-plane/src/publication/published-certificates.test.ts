import type { CertificateEntry, ProviderEntry } from '@switchyard/contract';
import { makeCertificate, type TestCertificate } from '@switchyard/test-entries';
import { ConfigurationDatabase } from '../testing/configuration-database.suite';
import { ConfigurationWalk } from '../testing/configuration-walk.suite';
import { ControlPlaneUnderTest } from '../testing/control-plane-under-test.suite';
import { readAll, readChanges } from '../testing/read-source.suite';
import { createWorld, type World } from '../testing/world.suite';
import { CERTIFICATE_ROWS_SQL } from './entry-rows';

const [ca, otherCa] = [makeCertificate('Private CA', { isCa: true }), makeCertificate('Other CA', { isCa: true })];
const STEPS = 120;
const SEED = Number(process.env['WALK_SEED'] ?? 2_026);

let underTest: ControlPlaneUnderTest;
let database: ConfigurationDatabase;

beforeEach(async () => {
  underTest = await ControlPlaneUnderTest.start();
  database = await ConfigurationDatabase.open(underTest.databaseUrl);
});
afterEach(async () => {
  await database.close();
  await underTest.stop();
});

const table = async () => new Map((await readAll(database.table)).entries.map(({ key, value }) => [key, value]));
const certificates = async () =>
  [...(await table())].flatMap(([key, value]) => (key.startsWith('certificate.') ? [value as CertificateEntry] : []));
const entryOf = ({ sha256, cert: pem }: TestCertificate): CertificateEntry => ({ sha256, pem });
const trust = (endpointId: string, ...trusted: TestCertificate[]) =>
  underTest.change<{ revision: number }>(
    'updateEndpoint',
    { endpointId, caCertificate: trusted.length === 0 ? null : trusted.map(({ cert }) => cert).join('') },
    'revision',
  );

it('a certificate is one entry, however many endpoints trust it, and is deleted with the last one', async () => {
  const worlds: World[] = [await createWorld(underTest), await createWorld(underTest)];
  const [one, two] = worlds.map(({ productionId }) => productionId);
  await trust(one!, ca, otherCa);
  await trust(two!, otherCa);
  expect((await certificates()).toSorted(byDigest)).toEqual([entryOf(ca), entryOf(otherCa)].toSorted(byDigest));
  const provider = (await table()).get(`provider.${worlds[0]!.providerId}`) as ProviderEntry;
  const trusted = new Map(provider.endpoints.map(({ id, caCertificates }) => [id, caCertificates]));
  expect(trusted.get(one!)).toEqual([ca.sha256, otherCa.sha256]);
  expect(trusted.get(worlds[0]!.secondId)).toBeNull();
  await trust(one!, otherCa);
  expect(await certificates()).toEqual([entryOf(otherCa)]);
  await trust(one!);
  expect(await certificates()).toEqual([entryOf(otherCa)]);
  await underTest.change('deleteEndpoint', { endpointId: worlds[1]!.secondId }, 'revision');
  const { revision } = await trust(two!);
  expect(await certificates()).toEqual([]);
  const { entries } = await readChanges(database.table, revision - 1);
  expect(entries).toContainEqual({ key: `certificate.${otherCa.sha256}`, value: null });
});

it('a certificate is deleted with the provider of its endpoints', async () => {
  const { providerId, productionId, aiApiId } = await createWorld(underTest);
  await trust(productionId, ca);
  await underTest.change('deleteAiApi', { aiApiId }, 'revision');
  const { revision } = await underTest.change<{ revision: number }>('deleteProvider', { providerId }, 'revision');
  const { entries } = await readChanges(database.table, revision - 1);
  expect(entries).toContainEqual({ key: `certificate.${ca.sha256}`, value: null });
});

it(`what ${STEPS} random changes touched makes the table that is compiled anew (seed ${SEED})`, async () => {
  const walk = new ConfigurationWalk(underTest, SEED);
  const followed = new Map<string, unknown>();
  let seen = 0;
  for (let step = 0; step < STEPS; step += 1) {
    const revision = await walk.next();
    for (const { key, value } of (await readChanges(database.table, revision - 1)).entries) {
      if (value === null) followed.delete(key);
      else followed.set(key, value);
    }
    const fresh = await table();
    expect(followed).toEqual(fresh);
    seen = Math.max(seen, (await certificates()).length);
  }
  expect(seen).toBe(2);
});

it('finds the texts of certificates by an index', async () => {
  const { providerId } = await createWorld(underTest);
  await database.dataSource.query(
    `INSERT INTO endpoint (id, provider_id, name, display_name, environment, url, enabled, connect_timeout_seconds,
       ca_certificate, ca_certificate_valid_until, version, created_at, updated_at)
     SELECT gen_random_uuid(), $1, 'e' || n, 'e' || n, 'PRODUCTION', 'https://v.example', true, 5, CASE WHEN n % 2 = 0 THEN
       E'-----BEGIN CERTIFICATE-----\\n' || encode(n::text::bytea, 'base64') || E'\\n-----END CERTIFICATE-----\\n'
       END, CASE WHEN n % 2 = 0 THEN now() END, 1, now(), now()
     FROM generate_series(1, 20000) AS n`,
    [providerId],
  );
  await database.dataSource.query('ANALYZE endpoint');
  const [row] = await database.dataSource.query<{ count: string }[]>(
    'SELECT count(DISTINCT ca_certificate_sha256s) FROM endpoint',
  );
  expect(row).toEqual({ count: '10000' });
  const absent = Array.from({ length: 100 }, (_, n) => n.toString(16).padStart(64, '0'));
  const plan = await database.dataSource.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN ${CERTIFICATE_ROWS_SQL}`, [absent]);
  const lines = plan.map((line) => line['QUERY PLAN']);
  expect(lines).toContainEqual(expect.stringContaining('endpoint_by_ca_certificate'));
  expect(lines.filter((line) => line.includes('Seq Scan'))).toEqual([]);
});

function byDigest(one: CertificateEntry, other: CertificateEntry): number {
  return one.sha256 < other.sha256 ? -1 : 1;
}
