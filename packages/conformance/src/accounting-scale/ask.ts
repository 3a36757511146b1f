import type { ControlPlaneOptions } from '@switchyard/control-plane';
import type { Client } from 'pg';
import type { GraphqlClient } from '../harness/graphql';
import type { Question } from './questions';

const WARM_UPS = 2;
const ROUNDS = 25;

/** What a question took, in ms, and how Postgres answered its statements. */
export interface Answered {
  readonly question: Question;
  readonly minMs: number;
  readonly medianMs: number;
  readonly maxMs: number;
  readonly plans: readonly string[];
}

type QueryLogger = NonNullable<ControlPlaneOptions['queryLogger']>;
interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

/** The statements about requests and usage that a control plane sends. */
export class AccountingStatements {
  #sent: Statement[] = [];

  /** Those since it was last called. */
  take(): Statement[] {
    const sent = this.#sent;
    this.#sent = [];
    return sent;
  }

  queryLogger(): QueryLogger {
    const ignore = () => undefined;
    return {
      logQuery: (text, values: unknown[] = []) => {
        if (
          /FROM \(?\s*(SELECT[\s\S]*)?(request_record|usage_(request|attempt|latency)_(minute|hour|day))\b/.test(text)
        ) {
          this.#sent.push({ text, values });
        }
      },
      logQueryError: ignore,
      logQuerySlow: ignore,
      logSchemaBuild: ignore,
      logMigration: ignore,
      log: ignore,
    };
  }
}

/** Asks a question until what it needs is in memory, then measures it, then has its statements explained. */
export async function ask(
  question: Question,
  { graphql, statements, client }: { graphql: GraphqlClient; statements: AccountingStatements; client: Client },
): Promise<Answered> {
  const { query, variables } = question;
  for (let round = 0; round < WARM_UPS; round += 1) await graphql.ask(query, variables);
  statements.take();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startMs = performance.now();
    await graphql.ask(query, variables);
    times.push(performance.now() - startMs);
  }
  const sent = statements.take();
  const plans: string[] = [];
  for (const { text, values } of sent.slice(0, sent.length / ROUNDS)) plans.push(await explain(client, text, values));
  const sorted = times.toSorted((a, b) => a - b);
  const [minMs = 0, medianMs = 0, maxMs = 0] = [sorted[0], sorted[Math.floor(ROUNDS / 2)], sorted.at(-1)];
  return { question, minMs, medianMs, maxMs, plans };
}

async function explain(client: Client, text: string, values: unknown[]): Promise<string> {
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) ${text}`,
    values,
  );
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}
