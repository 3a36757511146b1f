import { NO_TOKENS, type TokenCounts } from '@switchyard/contract';
import type { RecordedRequest, SentUse } from '@switchyard/simulator';
import { type LedgerEntry, NOTHING } from './ledger-line';
import { LEDGER_HEADER, type PlannedRequest } from './planned-requests';
import { costOf } from './prices';
import { outcomeOf } from './scenarios';

/** The calls that the vendors received, by the number of the request that they came for. */
export class VendorCalls {
  readonly #byRequest = new Map<number, RecordedRequest[]>();

  constructor(calls: readonly RecordedRequest[]) {
    for (const call of calls) {
      const number = requestNumber(call);
      if (number === null) continue;
      const others = this.#byRequest.get(number) ?? [];
      this.#byRequest.set(number, [...others, call]);
    }
  }

  of({ number }: PlannedRequest): readonly RecordedRequest[] {
    return this.#byRequest.get(number) ?? [];
  }
}

function requestNumber({ rawHeaders }: RecordedRequest): number | null {
  const at = rawHeaders.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === LEDGER_HEADER);
  return at < 0 ? null : Number(rawHeaders[at + 1]);
}

/**
 * What a request adds to the ledger, by what its consumer saw and its vendors received: of the calls to one model the last is
 * the attempt, those before it were sent again.
 */
export function expectedEntries(planned: PlannedRequest, calls: readonly RecordedRequest[]): LedgerEntry[] {
  const { format, operation, scenario } = planned;
  const outcome = outcomeOf(scenario, operation);
  const byModel = Map.groupBy(calls, ({ model }) => model);
  const attempts = [...byModel.values()];
  const line = { ...NOTHING, requests: 1, failovers: attempts.length > 1 ? 1 : 0 };
  return [
    { format: format.name, outcome, line },
    ...attempts.map((ofModel, index) => {
      const isLast = index === attempts.length - 1;
      const own = isLast ? outcome : (scenario.failedAs ?? outcome);
      return { format: format.name, outcome: own, line: attemptLine(planned, ofModel) };
    }),
  ];
}

function attemptLine({ operation }: PlannedRequest, calls: readonly RecordedRequest[]) {
  const attempt = { ...NOTHING, attempts: 1, resends: calls.length - 1 };
  const last = calls.at(-1);
  if (last === undefined || last.use === null) return attempt;
  const { use, model } = last;
  const isCounted = use.isTold;
  // Of an answer that broke off before its content nothing is known.
  if (!isCounted && use.output === 0) return attempt;
  const cost = costOf(model ?? '', use, operation.serviceTier);
  const tokens = tokensOf(use);
  return isCounted ? { ...attempt, counted: tokens, cost } : { ...attempt, estimated: tokens, estimatedCost: cost };
}

function tokensOf({ isTold: _isTold, ...tokens }: SentUse): TokenCounts {
  return { ...NO_TOKENS, ...tokens };
}
