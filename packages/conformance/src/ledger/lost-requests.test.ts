import { type LedgerRequest, findLoss, ledgerOf } from './lost-requests';
import { NOTHING } from './ledger-line';
import { plannedRequests } from './planned-requests';
import { SeededRandom } from '../harness/seeded-random';

const KILLED = { dataPlane: 1, pid: 7, atMs: 1_000_000 };
const planned = plannedRequests(new SeededRandom(1), 6);

/** The third last ended 500 ms before the kill, and so on. */
const requests = planned.map((each, index): LedgerRequest => {
  const isBroken = index === planned.length - 1;
  const endedAtMs = isBroken ? KILLED.atMs + 2 : KILLED.atMs - (planned.length - 1 - index) * 250;
  return {
    sent: {
      planned: each,
      ...{ dataPlane: 1, workerPid: isBroken ? null : 7, startedAtMs: endedAtMs - 10, endedAtMs },
      ...{ status: isBroken ? null : 200, requestId: null, ending: isBroken ? 'BROKEN' : 'WHOLE' },
    },
    entries: [{ format: 'openai', outcome: 'ANSWERED', line: { ...NOTHING, requests: 1, cost: BigInt(2 ** index) } }],
  };
});
const [first, second, third, fourth, fifth, sixth] = requests as [
  LedgerRequest,
  LedgerRequest,
  LedgerRequest,
  LedgerRequest,
  LedgerRequest,
  LedgerRequest,
];
const find = (reported: LedgerRequest[], toldAtMs: number) => findLoss(requests, ledgerOf(reported), KILLED, toldAtMs);

it('a loss is what the worker had open, and what it had finished since its last report', () => {
  expect(find([first, second, third], KILLED.atMs - 600)).toEqual({ open: [sixth], untold: [fifth, fourth] });
  expect(find([first, second, third, fourth, fifth], KILLED.atMs - 600)).toEqual({ open: [sixth], untold: [] });
});

it('what is missing from before the gap is explained by nothing', () => {
  expect(find([first, second], KILLED.atMs - 600)).toBeNull();
  expect(find([second, third], KILLED.atMs - 600)).toBeNull();
});

it('what another worker has finished is never part of a loss', () => {
  const elsewhere = requests.map((each) => ({ ...each, sent: { ...each.sent, workerPid: each === sixth ? null : 8 } }));
  expect(findLoss(elsewhere, ledgerOf([first, second, third]), KILLED, KILLED.atMs - 600)).toBeNull();
});

it('requests that ended as the last report was made may be in it or not', () => {
  const toldAtMs = KILLED.atMs - 500 + 20;
  expect(find([first, second, third], toldAtMs)).toEqual({ open: [sixth], untold: [fifth, fourth] });
  expect(find([first, second, third, fourth], toldAtMs)).toEqual({ open: [sixth], untold: [fifth] });
});
