import type { Environment } from '@switchyard/contract';
import { type Loaders, manyBy } from '../loaders/loaders';

/** How many models of a provider are alike. */
interface ModelCount {
  readonly providerId: string;
  readonly enabled: boolean;
  readonly count: number;
}

/** How many endpoints of a provider are alike. */
interface EndpointCount extends ModelCount {
  readonly environment: Environment;
  readonly credentialSet: boolean;
}

/** A page of providers is counted in the database: their members could be a hundred thousand rows. */
const modelCounts = manyBy(
  ({ providerId }: ModelCount) => providerId,
  (manager, providerIds) =>
    manager.query<ModelCount[]>(
      `SELECT provider_id AS "providerId", enabled, count(*)::integer AS count
       FROM model WHERE provider_id = ANY($1) GROUP BY provider_id, enabled`,
      [providerIds],
    ),
);

const endpointCounts = manyBy(
  ({ providerId }: EndpointCount) => providerId,
  (manager, providerIds) =>
    manager.query<EndpointCount[]>(
      `SELECT provider_id AS "providerId", enabled, environment, sealed_credential IS NOT NULL AS "credentialSet",
         count(*)::integer AS count
       FROM endpoint WHERE provider_id = ANY($1) GROUP BY provider_id, enabled, environment, "credentialSet"`,
      [providerIds],
    ),
);

type Wanted<Counted extends ModelCount> = {
  readonly [Member in keyof Omit<Counted, 'providerId' | 'count'>]: Counted[Member] | null | undefined;
};

/** @param wanted null for those that are either way */
export async function countModels(loaders: Loaders, providerId: string, wanted: Wanted<ModelCount>): Promise<number> {
  return sumOf(await modelCounts(loaders).load(providerId), wanted);
}

/** @param wanted null for those that are either way */
export async function countEndpoints(
  loaders: Loaders,
  providerId: string,
  wanted: Wanted<EndpointCount>,
): Promise<number> {
  return sumOf(await endpointCounts(loaders).load(providerId), wanted);
}

function sumOf<Counted extends ModelCount>(counts: readonly Counted[], wanted: Wanted<Counted>): number {
  const members = Object.entries(wanted) as [keyof Wanted<Counted>, unknown][];
  const isWanted = (count: Counted) => members.every(([member, value]) => (value ?? count[member]) === count[member]);
  return counts.filter(isWanted).reduce((sum, { count }) => sum + count, 0);
}
