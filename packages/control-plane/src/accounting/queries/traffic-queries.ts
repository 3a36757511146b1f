import { faultOf, MEMBER_OF_FAULT, outcomeSchema } from '@switchyard/contract';
import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { type Grain, TOKEN_COLUMNS } from '../tables/usage-sums';
import { decimalAmount } from './decimal-amount';
import type { OutcomeCounts, Traffic, TrafficPeriod } from './traffic';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const PERIODS: Readonly<Record<TrafficPeriod, { readonly grain: Grain; readonly lengthMs: number }>> = {
  FIVE_MINUTES: { grain: 'minute', lengthMs: 5 * MINUTE_MS },
  HOUR: { grain: 'minute', lengthMs: HOUR_MS },
  DAY: { grain: 'hour', lengthMs: DAY_MS },
  WEEK: { grain: 'hour', lengthMs: 7 * DAY_MS },
};

/** What traffic belongs to, with the column of its id, and whether requests are counted by it. */
const OWNERS = {
  aiApi: { column: 'ai_api_id', hasRequests: true },
  consumer: { column: 'consumer_id', hasRequests: true },
  provider: { column: 'provider_id', hasRequests: false },
  endpoint: { column: 'endpoint_id', hasRequests: false },
} as const;
type Owner = keyof typeof OWNERS;

const TOKENS = ['counted', 'estimated'].flatMap((prefix) =>
  Object.values(TOKEN_COLUMNS).map((kind) => `${prefix}_${kind}`),
);

interface Row {
  readonly id: string;
  readonly outcome: string | null;
  readonly count: string;
}
interface RequestRow extends Row {
  readonly failovers: string;
}
interface AttemptRow extends Row {
  readonly tokens: string;
  readonly cost: string;
  readonly unpriced: string;
}

/** The traffic of AI APIs, consumers, providers and endpoints: at most two statements for each kind and period on a page. */
export class TrafficQueries {
  readonly #loaders = new Map<string, DataLoader<string, Traffic>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly now: () => Date,
  ) {}

  of(owner: Owner, id: string, last: TrafficPeriod): Promise<Traffic> {
    const key = `${owner} ${last}`;
    const loader =
      this.#loaders.get(key) ??
      new DataLoader<string, Traffic>((ids) => this.#load(owner, last, ids), { cache: false });
    this.#loaders.set(key, loader);
    return loader.load(id);
  }

  async #load(owner: Owner, last: TrafficPeriod, ids: readonly string[]): Promise<Traffic[]> {
    const { grain, lengthMs } = PERIODS[last];
    const { hasRequests } = OWNERS[owner];
    const to = this.now();
    const stepMs = grain === 'minute' ? MINUTE_MS : HOUR_MS;
    const from = new Date(Math.floor((to.getTime() - lengthMs) / stepMs) * stepMs);
    const read = <T extends Row>(table: string, sums: string) =>
      this.#rows<T>(owner, `${table}_${grain}`, sums, from, ids);
    const requests = hasRequests
      ? await read<RequestRow>('usage_request', 'sum(requests) AS count, sum(failovers) AS failovers')
      : [];
    const attempts = await read<AttemptRow>(
      'usage_attempt',
      `sum(attempts) AS count, sum(${TOKENS.join(' + ')}) AS tokens, sum(cost + estimated_cost) AS cost, sum(unpriced) AS unpriced`,
    );
    const [requestsById, attemptsById] = [byId(requests), byId(attempts)];
    return ids.map((id) => {
      const [ofRequests, ofAttempts] = [requestsById.get(id) ?? [], attemptsById.get(id) ?? []];
      return {
        from,
        to,
        requests: hasRequests ? countsOf(ofRequests) : null,
        failovers: hasRequests ? Number(sumOf(ofRequests, ({ failovers }) => failovers)) : null,
        attempts: countsOf(ofAttempts),
        tokens: Number(sumOf(ofAttempts, ({ tokens }) => tokens)),
        cost: decimalAmount(sumOf(ofAttempts, ({ cost }) => cost)),
        unpriced: Number(sumOf(ofAttempts, ({ unpriced }) => unpriced)),
      };
    });
  }

  #rows<T extends Row>(owner: Owner, table: string, sums: string, from: Date, ids: readonly string[]): Promise<T[]> {
    const { column } = OWNERS[owner];
    return this.dataSource.query(
      `SELECT ${column} AS id, outcome, ${sums} FROM ${table}
       WHERE at >= $1 AND ${column} = ANY ($2::uuid[]) GROUP BY ${column}, outcome`,
      [from, [...new Set(ids)]],
    );
  }
}

function byId<T extends Row>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.id);
    if (group === undefined) groups.set(row.id, [row]);
    else group.push(row);
  }
  return groups;
}

/** Sums are read as texts: they may have more digits than a number. */
function sumOf<T>(rows: readonly T[], valueOf: (row: T) => string): bigint {
  return rows.reduce((sum, row) => sum + BigInt(valueOf(row)), 0n);
}

function countsOf(rows: readonly Row[]): OutcomeCounts {
  const counts = { total: 0, answered: 0, callerFaults: 0, policyFaults: 0, providerFaults: 0, gatewayFaults: 0 };
  for (const { outcome, count } of rows) {
    counts.total += Number(count);
    // An outcome of a newer data plane is unknown here.
    const { data: known } = outcomeSchema.safeParse(outcome);
    if (known !== undefined) counts[MEMBER_OF_FAULT[faultOf(known)] ?? 'answered'] += Number(count);
  }
  return counts;
}
