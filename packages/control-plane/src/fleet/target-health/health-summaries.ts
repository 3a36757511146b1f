import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import type { DataPlaneReader } from '../data-planes/data-plane-reader';
import type { HealthSummary } from './health-summary';
import { worseCause, worstHealth } from './worst-health';

/** What a target belongs to, as the column of its id. */
const OWNERS = {
  aiApi: 'target.ai_api_id',
  provider: 'target.provider_id',
  endpoint: 'target.endpoint_id',
  consumer: 'access_grant.consumer_id',
} as const;
type Owner = keyof typeof OWNERS;

/** How many targets of an owner are alike. */
interface Row {
  readonly id: string;
  /** The place of the target in the list of unavailable ones, from 1; null for available ones. */
  readonly place: number | null;
  readonly targets: number;
}

/** The health of all targets of AI APIs, providers, endpoints and consumers: one statement for each kind on a page. */
export class HealthSummaries {
  readonly #loaders = new Map<Owner, DataLoader<string, HealthSummary | null>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly dataPlanes: DataPlaneReader,
  ) {}

  /** Null if no data plane is live, so that nothing is known. */
  of(owner: Owner, id: string): Promise<HealthSummary | null> {
    const loader = this.#loaders.get(owner) ?? new DataLoader((ids) => this.#load(owner, ids), { cache: false });
    this.#loaders.set(owner, loader);
    return loader.load(id);
  }

  async #load(owner: Owner, ids: readonly string[]): Promise<(HealthSummary | null)[]> {
    const live = this.dataPlanes.all().filter((dataPlane) => dataPlane.live);
    if (live.length === 0) return ids.map(() => null);
    const unavailable = await worstHealth(live);
    const rows: Row[] = await this.dataSource.query(
      `SELECT ${OWNERS[owner]} AS id, worst.place::int AS place, count(*)::int AS targets
       FROM policy_target AS target
       ${owner === 'consumer' ? 'JOIN access_grant ON access_grant.ai_api_id = target.ai_api_id' : ''}
       JOIN model ON model.id = target.model_id AND model.enabled
       JOIN endpoint ON endpoint.id = target.endpoint_id AND endpoint.enabled
       LEFT JOIN unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[]) WITH ORDINALITY
         AS worst (policy_id, environment, model_id, endpoint_id, place)
         ON (worst.policy_id, worst.environment, worst.model_id, worst.endpoint_id)
           = (target.policy_id, target.environment, target.model_id, target.endpoint_id)
       WHERE ${OWNERS[owner]} = ANY ($1::uuid[]) AND target.weight IS DISTINCT FROM 0
       GROUP BY ${OWNERS[owner]}, worst.place`,
      [
        [...new Set(ids)],
        unavailable.map(({ policyId }) => policyId),
        unavailable.map(({ environment }) => environment),
        unavailable.map(({ modelId }) => modelId),
        unavailable.map(({ endpointId }) => endpointId),
      ],
    );
    const summaries = new Map<string, HealthSummary>();
    for (const { id, place, targets } of rows) {
      const summary = summaries.get(id) ?? { available: 0, suspended: 0, probing: 0, worstCause: null };
      const worst = place === null ? undefined : unavailable[place - 1];
      if (worst === undefined) summary.available += targets;
      else if (worst.availability === 'SUSPENDED') summary.suspended += targets;
      else summary.probing += targets;
      summary.worstCause = worseCause(summary.worstCause, worst?.cause ?? null);
      summaries.set(id, summary);
    }
    return ids.map((id) => summaries.get(id) ?? { available: 0, suspended: 0, probing: 0, worstCause: null });
  }
}
