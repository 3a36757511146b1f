import { X509Certificate } from 'node:crypto';
import { makeCertificate, notYetValid, type TestCertificate, withUnreadableExpiry } from '@switchyard/test-entries';
import { ControlPlaneUnderTest, mutation, type Payload, problems } from '../../testing/control-plane-under-test.suite';
import { createWorld, type World } from '../../testing/world.suite';

const ca = makeCertificate('Private CA', { isCa: true });
const otherCa = makeCertificate('Other CA', { isCa: true });
const leaf = makeCertificate('vendor.example', { issuer: ca });

let underTest: ControlPlaneUnderTest;
let world: World;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
beforeEach(async () => {
  world = await createWorld(underTest);
});
afterAll(() => underTest.stop());

interface Changed extends Payload {
  endpoint: { caCertificate: string | null; caCertificates: { sha256: string }[] };
  warnings: { code: string; message: string }[];
}
const FIELDS = `endpoint { caCertificate caCertificates { id subject issuer validFrom validUntil sha256 } }
  warnings { code message } revision`;
const update = (input: object) =>
  underTest.change<Changed>('updateEndpoint', { endpointId: world.productionId, ...input }, FIELDS);
const refused = (caCertificate: unknown) =>
  underTest.refused('updateEndpoint', { endpointId: world.productionId, caCertificate });
const create = (input: object) =>
  underTest.change<Changed>(
    'createEndpoint',
    { providerId: world.providerId, name: 'private', environment: 'PRODUCTION', url: 'https://v.example', ...input },
    FIELDS,
  );
const entryKeyOf = ({ sha256 }: TestCertificate) => `certificate.${sha256}`;
const touchedBy = async (revision: number) =>
  (await underTest.sql<{ key: string }>('SELECT key FROM dirty_entry WHERE revision = $1', [revision]))
    .map(({ key }) => key)
    .toSorted();

it('an endpoint shows its CA certificates as PEM, and what they are', async () => {
  const { endpoint } = await create({ caCertificate: `Bag Attributes\n${ca.cert}\n\n${otherCa.cert}` });
  expect(endpoint.caCertificate).toBe(ca.cert + otherCa.cert);
  const { validFromDate, validToDate } = new X509Certificate(ca.cert);
  expect(endpoint.caCertificates).toEqual([
    {
      id: ca.sha256,
      subject: 'CN=Private CA',
      issuer: 'CN=Private CA',
      validFrom: validFromDate.toISOString(),
      validUntil: validToDate.toISOString(),
      sha256: ca.sha256,
    },
    expect.objectContaining({ sha256: otherCa.sha256 }),
  ]);
});

it('they are replaced and removed by an update, and stay without one; the same ones in another form change nothing', async () => {
  const { revision } = await update({ caCertificate: ca.cert });
  expect(await touchedBy(revision)).toEqual([entryKeyOf(ca), `provider.${world.providerId}`]);
  expect((await update({ caCertificate: `# ours\r\n${ca.cert.replaceAll('\n', '\r\n')}` })).revision).toBe(revision);
  expect((await update({ displayName: 'Renamed' })).endpoint.caCertificate).toBe(ca.cert);
  const replaced = await update({ caCertificate: otherCa.cert });
  expect(await touchedBy(replaced.revision)).toEqual(
    [entryKeyOf(ca), entryKeyOf(otherCa), `provider.${world.providerId}`].toSorted(),
  );
  expect((await update({ caCertificate: null })).endpoint).toEqual({ caCertificate: null, caCertificates: [] });
});

it('the history identifies certificates by their names and fingerprints, not in PEM', async () => {
  await update({ caCertificate: ca.cert });
  const { revision } = await update({ caCertificate: otherCa.cert });
  const query =
    'query($number: Int) { revision(number: $number) { changes { nodes { differences { path before after } } } } }';
  expect(await underTest.get(query, { number: revision })).toEqual({
    changes: {
      nodes: [
        {
          differences: [
            {
              path: 'caCertificate.0',
              before: expect.stringMatching(
                new RegExp(`^CN=Private CA, valid until [\\d-]{10}, SHA-256 ${ca.sha256}$`),
              ),
              after: expect.stringContaining(`SHA-256 ${otherCa.sha256}`),
            },
          ],
        },
      ],
    },
  });
});

describe('refuses, and says what to give instead:', () => {
  const many = () =>
    Array.from({ length: 17 }, (_, index) => makeCertificate(`CA ${index}`, { isCa: true }).cert).join('');

  it.each<[string, () => string, string, RegExp]>([
    ['no PEM', () => 'certificate', 'INVALID_FORMAT', /in PEM, each beginning with `-----BEGIN CERTIFICATE-----`/],
    [
      'the certificate of a server',
      () => leaf.cert,
      'NOT_ALLOWED',
      /"CN=vendor.example". Give the one of its issuer, "CN=Private CA"/,
    ],
    ['too many certificates', many, 'WRONG_COUNT', /must have at most 16 certificates/],
    ['too long a text', () => ca.cert + ' '.repeat(65_536), 'INVALID_FORMAT', /at most 65536 characters/],
    [
      'one without a readable expiry',
      () => withUnreadableExpiry(ca).cert,
      'INVALID_FORMAT',
      /has a certificate whose validity dates cannot be read: the 1st one/,
    ],
    [
      'certificates that are too long in the form in which they are stored',
      () => {
        const comment = 'x'.repeat(9_310);
        return ['A', 'B', 'C', 'D', 'E']
          .map((name) => makeCertificate(name, { isCa: true, comment }).cert)
          .map((cert) => cert.replaceAll(/(?<=[A-Za-z0-9+/=])\n(?=[A-Za-z0-9+/=])/g, ''))
          .join('');
      },
      'OUT_OF_RANGE',
      /must have at most 65536 characters in lines of 64, in which certificates are stored; has \d+/,
    ],
    [
      'a reference to a file',
      () => '${file:/etc/ssl/own-ca.pem}',
      'NOT_ALLOWED',
      /only an endpoint's `credential` can hold a secret. If .* is not a secret, write it here; in YAML, .* as a block/,
    ],
    ['the name of a file', () => '/etc/ssl/own-ca.pem', 'INVALID_FORMAT', /; files are not read$/],
  ])('%s', async (_title, text, reason, message) => {
    const error = await refused(text());
    expect(problems(error)).toEqual([`caCertificate: ${reason}`]);
    expect(error.message).toMatch(message);
  });

  it.each<[string, (key: string) => object]>([
    ['a private key', (key) => ({ caCertificate: ca.cert + key })],
    [
      'its text without the lines around it',
      (key) => ({ caCertificate: ca.cert + key.split('\n').slice(1, -2).join('\n') }),
    ],
    ['one that is not even a text', (key) => ({ caCertificate: [ca.cert + key] })],
    ['one in another field of the input', (key) => ({ certificate: key })],
  ])('%s, which it neither quotes nor stores', async (_title, input) => {
    const key = ca.key.split('\n').slice(1, -2).join('');
    const text = `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`;
    const { errors } = await underTest.ask(mutation('updateEndpoint', 'revision'), {
      input: { endpointId: world.productionId, ...input(text) },
    });
    expect(errors).toHaveLength(1);
    expect(JSON.stringify(errors)).not.toContain(key);
    for (const table of ['endpoint', 'change', 'audit_event']) {
      const rows = await underTest.sql(`SELECT * FROM ${table} AS row WHERE row::text LIKE '%' || $1 || '%'`, [key]);
      expect(rows).toEqual([]);
    }
  });
});

describe('warns', () => {
  const warnings = async (changed: Promise<Changed>) =>
    (await changed).warnings.map(({ code, message }) => [code, message]);

  it('of a certificate that expires within 30 days', async () => {
    const soon = makeCertificate('Short CA', { isCa: true, days: 29 });
    const message = expect.stringMatching(
      /^The CA certificate "CN=Short CA" of the endpoint ".*" expires on [\d-]{10}/,
    );
    expect(await warnings(update({ caCertificate: soon.cert }))).toEqual([['CA_CERTIFICATE_EXPIRING', message]]);
    expect(await warnings(update({ caCertificate: soon.cert, displayName: 'Same' }))).toEqual([]);
    expect(await warnings(update({ caCertificate: makeCertificate('CA', { isCa: true, days: 31 }).cert }))).toEqual([]);
  });

  it('of one that has expired, and accepts it: an old export may have one', async () => {
    const old = makeCertificate('Old CA', { isCa: true, days: 0 });
    const message = expect.stringMatching(
      /^The CA certificate "CN=Old CA" of the endpoint ".*" has expired \(on [\d-]{10}\): replace it\.$/,
    );
    const created = await create({ caCertificate: old.cert, name: 'old' });
    expect(created.endpoint.caCertificate).toBe(old.cert);
    expect(created.warnings).toContainEqual({ code: 'CA_CERTIFICATE_EXPIRING', message });
    expect(await warnings(update({ caCertificate: ca.cert + old.cert }))).toEqual([
      ['CA_CERTIFICATE_EXPIRING', message],
    ]);
  });

  it('of a certificate that is not valid yet', async () => {
    const message = expect.stringMatching(/^The CA certificate "CN=Next CA" of .* is not valid before 2049-01-01:/);
    const next = notYetValid(makeCertificate('Next CA', { isCa: true }));
    const [warning, ...more] = await warnings(update({ caCertificate: ca.cert + next.cert }));
    expect([warning, more]).toEqual([['CA_CERTIFICATE_EXPIRING', message], []]);
  });

  it('of one that has no effect, because the URL is without TLS', async () => {
    const message = expect.stringContaining('has no effect, because its URL begins with http://');
    const created = create({ caCertificate: ca.cert, url: 'http://v.example' });
    const unused = (await warnings(created)).filter(([code]) => code !== 'CREDENTIAL_MISSING');
    expect(unused).toEqual([['CA_CERTIFICATE_UNUSED', message]]);
    await update({ caCertificate: ca.cert });
    const credential = { apiKey: 'sk-0123456789abcd' };
    expect(await warnings(update({ url: 'http://v.example', credential }))).toEqual([
      ['CA_CERTIFICATE_UNUSED', message],
    ]);
  });
});

it.each([
  ['of any use', undefined],
  ['that may not sign certificates', 'digitalSignature, keyEncipherment'],
])('accepts the certificate of a server that signed itself, with a key %s', async (_title, keyUsage) => {
  const selfSigned = makeCertificate('vllm.internal', keyUsage === undefined ? {} : { keyUsage });
  expect((await update({ caCertificate: selfSigned.cert })).endpoint.caCertificate).toBe(selfSigned.cert);
});

it('refuses the certificate of a server with the name of its issuer, which signed it with another key', async () => {
  const issuer = makeCertificate('vllm.internal', { isCa: true });
  const error = await refused(makeCertificate('vllm.internal', { issuer }).cert);
  expect(problems(error)).toEqual(['caCertificate: NOT_ALLOWED']);
});

it('describes a certificate without a subject, in answers and in the history', async () => {
  const nameless = makeCertificate('', { isCa: true });
  const { endpoint, revision } = await update({ caCertificate: nameless.cert });
  expect(endpoint.caCertificates).toEqual([
    expect.objectContaining({ subject: '(no subject)', issuer: '(no issuer)', sha256: nameless.sha256 }),
  ]);
  const query = 'query($number: Int) { revision(number: $number) { changes { nodes { differences { after } } } } }';
  const history = await underTest.get(query, { number: revision });
  expect(JSON.stringify(history)).toContain('(no subject), valid until');
});

describe('the status of the control plane has the CA certificates that need care,', () => {
  const QUERY = `query($first: Int) { controlPlane { expiringCaCertificates(first: $first) {
    id endpoint { id } certificate { subject sha256 } hasExpired } } }`;
  const listed = async (first?: number) => {
    const { expiringCaCertificates } = await underTest.get<{
      expiringCaCertificates: { id: string; endpoint: { id: string }; certificate: object; hasExpired: boolean }[];
    }>(QUERY, { first });
    return expiringCaCertificates.map(({ id, endpoint, certificate, hasExpired }) => [
      id,
      endpoint.id,
      certificate,
      hasExpired,
    ]);
  };
  const entry = (endpointId: string, { sha256 }: TestCertificate, subject: string, hasExpired: boolean) => [
    `${endpointId}:${sha256}`,
    endpointId,
    { subject, sha256 },
    hasExpired,
  ];
  beforeEach(() => underTest.sql('UPDATE endpoint SET ca_certificate = NULL, ca_certificate_valid_until = NULL'));

  it('by the rule of the warning, and no others', async () => {
    const old = makeCertificate('Old CA', { isCa: true, days: 0 });
    const soon = makeCertificate('Short CA', { isCa: true, days: 29 });
    const later = makeCertificate('Later CA', { isCa: true, days: 31 });
    expect(await listed()).toEqual([]);
    const created = await create({ caCertificate: soon.cert, name: 'soon' });
    const { nodes } = await underTest.get<{ nodes: { id: string }[] }>(
      '{ endpoints(filter: { search: "soon" }) { nodes { id } } }',
    );
    expect(created.warnings.map(({ code }) => code)).toContain('CA_CERTIFICATE_EXPIRING');
    await update({ caCertificate: later.cert + old.cert });
    const soonId = nodes[0]!.id;
    const all = [entry(world.productionId, old, 'CN=Old CA', true), entry(soonId, soon, 'CN=Short CA', false)];
    expect(await listed()).toEqual(all);
    expect(await listed(1)).toEqual(all.slice(0, 1));
    await update({ caCertificate: later.cert });
    expect(await listed()).toEqual(all.slice(1));
  });

  it('of which 1 to 200 can be asked for', async () => {
    expect(problems(await underTest.refusal(QUERY, { first: 201 }))).toEqual(['first: OUT_OF_RANGE']);
  });
});

it('reading the certificates of many endpoints costs as much as their many fields', async () => {
  const list = (fields: string) => underTest.ask(`{ ${fields} }`);
  const page = (alias: string, field: string) => `${alias}: endpoints(first: 200) { nodes { ${field} } }`;
  const pages = (count: number, field: string) =>
    Array.from({ length: count }, (_, index) => page(`a${index}`, field)).join(' ');
  expect((await list(page('a', 'id caCertificate caCertificates { subject validUntil }'))).errors).toBeUndefined();
  for (const [count, field] of [
    [6, 'caCertificates { sha256 }'],
    [20, 'caCertificate'],
  ] as const) {
    const { errors } = await list(pages(count, field));
    expect(errors?.[0]?.message).toMatch(/^Query cost limit of 200000 fields exceeded/);
  }
});
