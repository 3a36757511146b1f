import { ControlPlaneDouble, rolloutOf } from '../control-plane.suite';
import { jsonOf, switchyard } from '../run.suite';

const REJECTION = {
  revision: 8,
  code: 'INVALID_ENTRY',
  entryKey: 'ai-api.1',
  reason: 'no such operation',
  rejectedAt: '2026-03-01T12:00:01.000Z',
};
const FAULT = { endpointId: 'endpoint-1', providerId: 'provider-1', reason: 'its credential does not open' };
const expiring = (name: string, subject: string, validUntil: string, hasExpired: boolean) => ({
  endpoint: { name, provider: { name: 'own' } },
  certificate: { subject, validUntil },
  hasExpired,
});
const DATA_PLANE = {
  id: 'dp-1',
  host: 'gateway-1',
  version: '0.1.0',
  startedAt: '2026-03-01T11:00:00.000Z',
  live: true,
  lastSeenAt: '2026-03-01T12:00:00.000Z',
  observedRevision: 8,
  appliedRevision: 8,
  upToDate: true,
  rejection: null,
  storageProblem: null,
  usageProblem: null,
  endpointFaults: [],
  requestsInFlight: 2,
  suspensionCount: 0,
  suspensions: [],
};
const UNTRUSTED = {
  suspendedUntil: '2026-03-01T12:00:30.000Z',
  cause: 'CERTIFICATE_UNTRUSTED',
  causeStatus: null,
  causeDetail: 'CERT_HAS_EXPIRED: certificate has expired',
  target: { model: { name: 'llama' }, endpoint: { name: 'vllm', provider: { name: 'own' } } },
};
const GONE = { ...UNTRUSTED, cause: 'FAILURE_STATUS', causeStatus: 503, causeDetail: null, target: null };
const STATUS = {
  controlPlane: {
    version: '0.1.0',
    lineage: 'lineage-1',
    committedRevision: 8,
    publishedRevision: null,
    publishedAt: null,
    publicationProblem: 'NATS is away.',
    storageProblem: 'The stream is half full.',
    liveDataPlaneCount: 2,
    upToDateDataPlaneCount: 1,
    expiringCaCertificates: [
      expiring('vllm', 'CN=Old CA', '2026-01-01T00:00:00.000Z', true),
      expiring('tgi', 'CN=Next CA', '2026-03-20T00:00:00.000Z', false),
    ],
  },
  dataPlanes: [
    { ...DATA_PLANE, endpointFaults: [FAULT], suspensionCount: 3, suspensions: [UNTRUSTED, GONE] },
    { ...DATA_PLANE, id: 'dp-2', appliedRevision: 7, upToDate: false, rejection: REJECTION },
    {
      ...DATA_PLANE,
      id: 'dp-3',
      storageProblem: 'the disk is full',
      usageProblem: 'The queue is full.',
      endpointFaults: [{ ...FAULT, reason: 'of long ago' }],
      suspensionCount: 1,
      suspensions: [{ ...UNTRUSTED, causeDetail: 'of long ago' }],
      live: false,
      appliedRevision: null,
      upToDate: false,
    },
  ],
};

let controlPlane: ControlPlaneDouble;
beforeAll(async () => {
  controlPlane = await ControlPlaneDouble.start();
});
afterAll(() => controlPlane.close());

it('shows the state of the planes, what was refused, and why nothing is published', async () => {
  const named = { id: 'endpoint-1', name: 'main', provider: { name: 'openai' } };
  controlPlane.answer({ Status: () => STATUS, EndpointNames: () => ({ nodes: [named] }) });
  const { exitCode, output } = await switchyard(['status'], { url: controlPlane.url });
  expect(exitCode).toBe(0);
  expect(output).toContain(
    '  Committed    revision 8\n  Published    not known\n  Up to date   1 of 2 live data planes',
  );
  expect(output).toContain('  Problem      NATS is away.\n  Storage      The stream is half full.\n');
  expect(output).toContain(
    [
      'CA certificates of endpoints that expire soon or have expired: replace them in time',
      '  vllm of provider own: CN=Old CA expired on 2026-01-01T00:00:00.000Z',
      '  tgi of provider own: CN=Next CA expires on 2026-03-20T00:00:00.000Z\n',
    ].join('\n'),
  );
  expect(output).toMatch(/^dp-1 .* up to date +8 /m);
  expect(output).toMatch(/^dp-2 .* refused +7 /m);
  expect(output).toMatch(/^dp-3 .* not live +none /m);
  expect(output).toContain(
    'dp-1 has taken endpoints out of rotation:\n  main of provider openai: its credential does not open\n',
  );
  expect(output).toContain(
    'dp-2 refused revision 8 at 2026-03-01T12:00:01.000Z (INVALID_ENTRY):\n  ai-api.1: no such operation\n',
  );
  expect(output).toContain(
    [
      'dp-1 has suspended targets:',
      '  model llama on endpoint vllm of provider own, until 2026-03-01T12:00:30.000Z: CERTIFICATE_UNTRUSTED (CERT_HAS_EXPIRED: certificate has expired)',
      '  a target that no longer exists, until 2026-03-01T12:00:30.000Z: FAILURE_STATUS (503)',
      '  … and 1 more\n',
    ].join('\n'),
  );
  expect(output).not.toContain('of long ago');
  expect(output).toContain('dp-3 cannot keep its routing table for its next start:\n  the disk is full\n');
  expect(output).toContain('dp-3 cannot report its usage:\n  The queue is full.\n');
  expect(jsonOf(await switchyard(['status', '--json'], { url: controlPlane.url }))).toEqual({
    ...STATUS,
    rollout: null,
  });
});

const shownFor = async (more: { controlPlane?: object; dataPlanes?: readonly object[] }) => {
  controlPlane.answer({
    Status: () => ({
      ...STATUS,
      dataPlanes: [],
      ...more,
      controlPlane: { ...STATUS.controlPlane, ...more.controlPlane },
    }),
    EndpointNames: () => ({ nodes: [] }),
  });
  return (await switchyard(['status'], { url: controlPlane.url })).output;
};

it('shows the suspensions of a target for one reason together, 10 groups of each data plane, and how many more', async () => {
  const at = (seconds: number) => `2026-03-01T12:00:${seconds}.000Z`;
  const suspensions = [
    UNTRUSTED,
    GONE,
    { ...UNTRUSTED, suspendedUntil: at(40) },
    { ...UNTRUSTED, suspendedUntil: at(45), cause: 'FAILURE_STATUS', causeDetail: null, causeStatus: 503 },
    { ...UNTRUSTED, suspendedUntil: at(50) },
    ...Array.from({ length: 15 }, (_, index) => ({ ...UNTRUSTED, causeDetail: `reason ${index}` })),
  ];
  const output = await shownFor({ dataPlanes: [{ ...DATA_PLANE, suspensionCount: 120, suspensions }] });
  const of = 'model llama on endpoint vllm of provider own';
  expect(output).toContain(
    [
      'dp-1 has suspended targets:',
      `  ${of}, 3 suspensions, the last until ${at(50)}: CERTIFICATE_UNTRUSTED (CERT_HAS_EXPIRED: certificate has expired)`,
      `  a target that no longer exists, until ${at(30)}: FAILURE_STATUS (503)`,
      `  ${of}, until ${at(45)}: FAILURE_STATUS (503)`,
      ...Array.from({ length: 7 }, (_, index) => `  ${of}, until ${at(30)}: CERTIFICATE_UNTRUSTED (reason ${index})`),
      '  … and 108 more\n',
    ].join('\n'),
  );
});

it.each([
  [50, ''],
  [51, '  … and 1 more\n'],
  [200, '  … and at least 150 more\n'],
])('of %i CA certificates that expire it shows 50, and says how many more there are', async (count, more) => {
  const expiringCaCertificates = Array.from({ length: count }, (_, index) =>
    expiring(`e${index + 1}`, 'CN=Old CA', '2026-01-01T00:00:00.000Z', true),
  );
  const output = await shownFor({ controlPlane: { expiringCaCertificates } });
  expect(output).toContain(`  e50 of provider own: CN=Old CA expired on 2026-01-01T00:00:00.000Z\n${more}`);
  expect(output).not.toContain('e51 of');
  if (more === '') expect(output).not.toContain('… and');
});

it('shows an endpoint that is deleted by its id', async () => {
  controlPlane.answer({ Status: () => STATUS, EndpointNames: () => ({ nodes: [null] }) });
  const { output } = await switchyard(['status'], { url: controlPlane.url });
  expect(output).toContain('\n  endpoint-1 of provider provider-1: its credential does not open\n');
});

it('--wait waits for the latest committed revision and still prints the status', async () => {
  controlPlane.answer({ Status: () => STATUS, Rollout: () => ({ rollout: rolloutOf('REJECTED') }) });
  const ended = await switchyard(['status', '--wait=5', '--json'], { url: controlPlane.url });
  expect(ended.exitCode).toBe(6);
  expect(controlPlane.inputOf('Rollout')).toMatchObject({ revision: 8, waitSeconds: 5 });
  expect(jsonOf(ended)).toMatchObject({ ...STATUS, error: { kind: 'not-rolled-out' } });
});
