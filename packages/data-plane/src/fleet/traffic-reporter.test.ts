import { randomUUID } from 'node:crypto';
import {
  BUSIEST_AI_APIS,
  InProcessMessageBus,
  NO_TOKENS,
  SealingKey,
  signedTrafficInterest,
  signedTrafficReport,
  TRAFFIC_INTEREST_SUBJECT,
  TRAFFIC_SUBJECT,
  type TrafficInterest,
  type TrafficReport,
  type UsageAttemptRow,
  type UsageRequestRow,
} from '@switchyard/contract';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { TrafficReporter } from './traffic-reporter';

const keyOf = (fill: number) => new SealingKey(Buffer.alloc(32, fill).toString('base64')).usageKey;
const usageKey = keyOf(1);
const EXPIRES_MS = 15_000;
const dataPlaneId = randomUUID();

let bus: InProcessMessageBus;
let reporter: TrafficReporter;
let nowMs: number;
let reports: TrafficReport[];
beforeEach(() => {
  bus = new InProcessMessageBus();
  nowMs = 0;
  reports = [];
  const clock = { monotonicMs: () => nowMs, wallMs: () => nowMs, toWallMs: (ms: number) => ms };
  reporter = new TrafficReporter({ bus, usageKey, dataPlaneId, clock });
  bus.subscribe(TRAFFIC_SUBJECT, (bytes) => {
    const report = signedTrafficReport.decode(usageKey, bytes);
    if (report !== null) reports.push(report);
  });
});
afterEach(() => reporter.close());

async function asks(given: Partial<TrafficInterest> = {}, key = usageKey): Promise<void> {
  const interest = { controlPlaneId: randomUUID(), aiApiIds: [], busiest: true, expiresInMs: EXPIRES_MS, ...given };
  bus.publish(TRAFFIC_INTEREST_SUBJECT, signedTrafficInterest.encode(key, interest));
  await nextTurn();
}
async function told(requests: readonly UsageRequestRow[], attempts: readonly UsageAttemptRow[] = []) {
  reports.length = 0;
  reporter.accrued({ requests, attempts });
  await nextTurn();
  return reports;
}

const requestRow = (aiApiId: string | null, given: Partial<UsageRequestRow> = {}): UsageRequestRow => ({
  minute: 1,
  isOther: false,
  aiApiId,
  consumerId: null,
  environment: 'PRODUCTION',
  policyId: null,
  outcome: 'ANSWERED',
  streamed: false,
  requests: 1,
  failovers: 0,
  ...given,
});
const attemptRow = (aiApiId: string | null): UsageAttemptRow => ({
  minute: 1,
  isOther: false,
  aiApiId,
  consumerId: null,
  environment: 'PRODUCTION',
  providerId: null,
  modelId: null,
  endpointId: null,
  outcome: 'ANSWERED',
  serviceTier: null,
  isAboveStep: false,
  attempts: 2,
  resends: 0,
  countedAttempts: 1,
  estimatedAttempts: 1,
  counted: { ...NO_TOKENS, input: 10, reasoning: 1 },
  estimated: { ...NO_TOKENS, output: 5 },
  cost: '0',
  estimatedCost: '0',
  unpriced: 0,
});

it('sends nothing until it is asked, nor after that has expired', async () => {
  const rows = [requestRow(randomUUID())];
  expect(await told(rows)).toEqual([]);
  await asks();
  expect(await told(rows)).toHaveLength(1);
  nowMs = EXPIRES_MS - 1;
  expect(await told(rows)).toHaveLength(1);
  nowMs = EXPIRES_MS;
  expect(await told(rows)).toEqual([]);
});

it('sums up what has accrued by AI API', async () => {
  await asks();
  const [shop, help] = [randomUUID(), randomUUID()];
  const rows = [
    requestRow(shop, { requests: 5, failovers: 2 }),
    requestRow(shop, { outcome: 'TIMEOUT', requests: 3 }),
    requestRow(shop, { outcome: 'INVALID_JSON' }),
    requestRow(help, { outcome: 'GATEWAY_OVERLOADED' }),
    requestRow(null, { outcome: 'INVALID_API_KEY' }),
  ];
  const none = {
    callerFaults: 0,
    policyFaults: 0,
    providerFaults: 0,
    gatewayFaults: 0,
    failovers: 0,
    attempts: 0,
    tokens: 0,
  };
  expect(await told(rows, [attemptRow(shop), attemptRow(null)])).toEqual([
    {
      dataPlaneId,
      aiApis: [
        {
          ...none,
          aiApiId: shop,
          requests: 9,
          callerFaults: 1,
          providerFaults: 3,
          failovers: 2,
          attempts: 2,
          tokens: 16,
        },
        { ...none, aiApiId: help, requests: 1, gatewayFaults: 1 },
      ],
    },
  ]);
});

it('sends the AI APIs that are asked for, and the busiest only if they are', async () => {
  const many = Array.from({ length: BUSIEST_AI_APIS + 1 }, (_, index) =>
    requestRow(randomUUID(), { requests: 2 + index }),
  );
  const quiet = requestRow(randomUUID());
  const rows = [quiet, ...many];
  await asks({ aiApiIds: [quiet.aiApiId ?? ''], busiest: false });
  const idsIn = (told_: TrafficReport[]) =>
    new Set(told_.flatMap(({ aiApis }) => aiApis.map(({ aiApiId }) => aiApiId)));
  expect(idsIn(await told(rows))).toEqual(new Set([quiet.aiApiId]));
  await asks();
  expect(idsIn(await told(rows))).toEqual(new Set([quiet, ...many.slice(1)].map(({ aiApiId }) => aiApiId)));
});

it('obeys holders of the sealing key alone', async () => {
  await asks({}, keyOf(2));
  bus.publish(TRAFFIC_INTEREST_SUBJECT, Buffer.from('{}'));
  await nextTurn();
  expect(await told([requestRow(randomUUID())])).toEqual([]);
});
