import { makeCertificate } from '@switchyard/test-entries';
import { ControlPlaneUnderTest, problems } from '../../testing/control-plane-under-test.suite';
import { Manifests } from '../../testing/manifests.suite';

const [ca, otherCa] = [makeCertificate('Private CA', { isCa: true }), makeCertificate('Other CA', { isCa: true })];

let underTest: ControlPlaneUnderTest;
let manifests: Manifests;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  manifests = new Manifests(underTest);
});
beforeEach(() => manifests.wipe());
afterAll(() => underTest.stop());

const indented = (pem: string) => pem.trimEnd().replaceAll(/^/gm, ' '.repeat(10));
const manifestOf = (caCertificate: string, endpoint = '') => `providers:
  - name: own
    template: OPENAI_COMPATIBLE
    profile:
      credentialPlace: NONE
    models: []
    endpoints:
      - name: vllm
        environment: PRODUCTION
        url: https://vllm.internal/v1
${endpoint}${caCertificate === '' ? '' : `        caCertificate: |\n${indented(caCertificate)}\n`}aiApis: []
consumers: []
`;
const expiredCa = makeCertificate('Old CA', { isCa: true, days: 0 }).cert;

it('CA certificates are exported as they are written, and applied without a change', async () => {
  const text = manifestOf(ca.cert + otherCa.cert);
  await manifests.apply(text);
  expect(await manifests.export()).toBe(text);
  const commented = text.replace(indented(ca.cert), `${' '.repeat(10)}Our own CA:\n${indented(ca.cert)}`);
  expect((await manifests.plan(commented)).isEmpty).toBe(true);
});

it('a plan identifies them by their names and fingerprints; without the member, the endpoint trusts the public ones', async () => {
  await manifests.apply(manifestOf(ca.cert));
  const differences = async (text: string) => (await manifests.plan(text)).items.map((item) => item.differences);
  expect(await differences(manifestOf(otherCa.cert))).toEqual([
    [
      {
        path: 'caCertificate.0',
        before: expect.stringMatching(`^CN=Private CA, valid until .* SHA-256 ${ca.sha256}$`),
        after: expect.stringMatching(`^CN=Other CA, valid until .* SHA-256 ${otherCa.sha256}$`),
      },
    ],
  ]);
  expect(await differences(manifestOf(''))).toEqual([
    [{ path: 'caCertificate.0', before: expect.stringContaining(ca.sha256), after: null }],
  ]);
});

it('a private key is refused where it stands, and not quoted', async () => {
  const error = await manifests.refused(manifestOf(ca.cert + ca.key));
  expect(problems(error)).toEqual(['providers.0.endpoints.0.caCertificate: NOT_ALLOWED']);
  expect(error.extensions.fields).toEqual([expect.objectContaining({ line: 11 })]);
  for (const line of ca.key.split('\n').slice(1, -2)) expect(JSON.stringify(error)).not.toContain(line);
});

it('an export whose CA certificate has expired since is applied to an empty database, with a warning', async () => {
  const { plan } = await manifests.apply(manifestOf(expiredCa));
  expect(plan.warnings).toMatchObject([
    { code: 'CA_CERTIFICATE_EXPIRING', message: expect.stringContaining('has expired') },
  ]);
  const exported = await manifests.export();
  await manifests.wipe();
  await manifests.apply(exported);
  expect(await manifests.export()).toBe(exported);
});

it.each([
  ['caCertificate', 'caCertificate: ${file:ca.pem}'],
  ['displayName', 'displayName: ${env:NAME}'],
  ['url', 'url: https://${env:HOST}/v1'],
])('a reference as its %s is refused where it stands, with what to do instead', async (member, line) => {
  const text = manifestOf('').replace(/ {8}url: .*\n/, member === 'url' ? '' : '$&');
  const error = await manifests.refused(text.replace('aiApis', `        ${line}\naiApis`));
  expect(problems(error)).toEqual([`providers.0.endpoints.0.${member}: NOT_ALLOWED`]);
  expect(error.message).toContain('If this text is not a secret, write it here');
  expect(error.extensions.fields).toEqual([expect.objectContaining({ line: member === 'url' ? 10 : 11 })]);
});

it('a rollback brings certificates back, also one that has expired, with a warning', async () => {
  const { revision } = await manifests.apply(manifestOf(expiredCa));
  await manifests.apply(manifestOf(otherCa.cert));
  const { warnings } = await underTest.change<{ warnings: { code: string }[] }>(
    'rollBack',
    { toRevision: revision },
    'warnings { code }',
  );
  expect(warnings.map(({ code }) => code)).toEqual(['CA_CERTIFICATE_EXPIRING']);
  expect(await manifests.export()).toContain(indented(expiredCa));
});
