import type { RecordedRequest } from '@switchyard/simulator';
import type { GraphqlClient } from '../harness/graphql';

/** What vendors and control plane can each say about the same traffic. */
export interface Ledger {
  /** Calls to vendors: attempts with those that were sent twice. */
  readonly calls: number;
  readonly counted: LedgerTokens;
  /** Of calls whose final usage did not arrive. */
  readonly estimated: LedgerTokens;
}

export interface LedgerTokens {
  readonly input: number;
  readonly output: number;
}

/** Estimates may be off by so much of what was generated. */
const ESTIMATE_ERROR_MAX = 0.25;

/** What the simulator received and sent. */
export function vendorLedger(requests: readonly RecordedRequest[]): Ledger {
  const uses = requests.flatMap(({ use }) => (use === null || use.output === 0 ? [] : [use]));
  return {
    calls: requests.length,
    counted: sumOf(uses.filter(({ isTold }) => isTold)),
    estimated: sumOf(uses.filter(({ isTold }) => !isTold)),
  };
}

const QUERY = `query ($from: DateTime!, $to: DateTime!, $filter: UsageFilter) {
  usage(from: $from, to: $to, filter: $filter) {
    totals { attempts { attempts resends tokens { input output } estimatedTokens { input output } } }
  }
}`;

interface Answer {
  readonly usage: {
    readonly totals: {
      readonly attempts: {
        readonly attempts: number;
        readonly resends: number;
        readonly tokens: LedgerTokens;
        readonly estimatedTokens: LedgerTokens;
      };
    };
  };
}

/** What the control plane says of the AI API in this period. */
export async function reportedLedger(graphql: GraphqlClient, aiApiId: string, from: Date, to: Date): Promise<Ledger> {
  const variables = { from: from.toISOString(), to: to.toISOString(), filter: { aiApiIds: [aiApiId] } };
  const { usage } = await graphql.ask<Answer>(QUERY, variables);
  const { attempts, resends, tokens, estimatedTokens } = usage.totals.attempts;
  return { calls: attempts + resends, counted: tokens, estimated: estimatedTokens };
}

/** In which lines the two differ; none if the ledger balances. */
export function differences(vendor: Ledger, reported: Ledger): string[] {
  const lines: [string, number, number, number][] = [
    ['calls', vendor.calls, reported.calls, 0],
    ['counted input', vendor.counted.input, reported.counted.input, 0],
    ['counted output', vendor.counted.output, reported.counted.output, 0],
    ['estimated input', vendor.estimated.input, reported.estimated.input, ESTIMATE_ERROR_MAX],
    ['estimated output', vendor.estimated.output, reported.estimated.output, ESTIMATE_ERROR_MAX],
  ];
  return lines.flatMap(([name, sent, told, errorMax]) =>
    Math.abs(told - sent) <= sent * errorMax ? [] : [`${name}: vendors ${sent}, control plane ${told}`],
  );
}

function sumOf(uses: readonly LedgerTokens[]): LedgerTokens {
  return {
    input: uses.reduce((sum, { input }) => sum + input, 0),
    output: uses.reduce((sum, { output }) => sum + output, 0),
  };
}
