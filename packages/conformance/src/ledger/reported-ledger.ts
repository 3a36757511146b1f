import { NO_TOKENS, type TokenCounts } from '@switchyard/contract';
import type { GraphqlClient } from '../harness/graphql';
import type { LedgerConfiguration } from './ledger-configuration';
import { Ledger } from './ledger-line';
import { billionths } from './prices';

const QUERY = `query ($from: DateTime!, $to: DateTime!, $aiApiIds: [ID!]) {
  usage(from: $from, to: $to, filter: { aiApiIds: $aiApiIds }, groupBy: [AI_API, OUTCOME], interval: PERIOD) {
    groups {
      key { aiApiId outcome }
      totals {
        requests { requests failovers }
        attempts { attempts resends cost estimatedCost unpriced tokens { ...kinds } estimatedTokens { ...kinds } }
      }
    }
  }
}
fragment kinds on TokenFigures { input cacheRead cacheWrite5m cacheWrite1h output reasoning }`;

interface Answer {
  readonly usage: {
    readonly groups: readonly {
      readonly key: { readonly aiApiId: string; readonly outcome: string };
      readonly totals: {
        readonly requests: { readonly requests: number; readonly failovers: number } | null;
        readonly attempts: Attempts | null;
      };
    }[];
  };
}

interface Attempts {
  readonly attempts: number;
  readonly resends: number;
  readonly cost: string;
  readonly estimatedCost: string;
  readonly unpriced: number;
  readonly tokens: TokenCounts;
  readonly estimatedTokens: TokenCounts;
}

/** A time that usage is asked for. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

/** What the control plane says of the AI APIs of the ledger. @throws Error if a call has no price: each model has one */
export async function reportedLedger(
  graphql: GraphqlClient,
  configuration: LedgerConfiguration,
  { from, to }: Period,
): Promise<Ledger> {
  const { aiApiIds } = configuration;
  const { usage } = await graphql.ask<Answer>(QUERY, { from: from.toISOString(), to: to.toISOString(), aiApiIds });
  return new Ledger(
    usage.groups.map(({ key, totals: { requests, attempts } }) => {
      const format = configuration.formatName(key.aiApiId);
      if ((attempts?.unpriced ?? 0) > 0) throw new Error(`${format} has ${attempts?.unpriced} calls without a price`);
      return {
        format,
        outcome: key.outcome,
        line: {
          requests: requests?.requests ?? 0,
          failovers: requests?.failovers ?? 0,
          attempts: attempts?.attempts ?? 0,
          resends: attempts?.resends ?? 0,
          counted: attempts?.tokens ?? NO_TOKENS,
          estimated: attempts?.estimatedTokens ?? NO_TOKENS,
          cost: billionths(attempts?.cost ?? '0'),
          estimatedCost: billionths(attempts?.estimatedCost ?? '0'),
        },
      };
    }),
  );
}

/** A time of which the control plane says that usage is missing. */
export interface ReportedGap {
  readonly cause: string;
  readonly dataPlaneId: string;
  readonly worker: number | null;
  readonly from: string;
  readonly to: string;
}

export async function reportedGaps(graphql: GraphqlClient, { from, to }: Period): Promise<readonly ReportedGap[]> {
  const { usageGaps } = await graphql.ask<{ usageGaps: readonly ReportedGap[] }>(
    `query ($from: DateTime!, $to: DateTime!) {
      usageGaps(from: $from, to: $to) { cause dataPlaneId worker from to }
    }`,
    { from: from.toISOString(), to: to.toISOString() },
  );
  return usageGaps;
}
