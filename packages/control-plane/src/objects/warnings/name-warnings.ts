import type { EntityManager } from 'typeorm';
import type { RecordedChange } from '../../change/change-in-progress';
import { together } from '../../kernel/database/together';
import { type ChangeWarning, type ChangeWarningCode, WARNINGS_MAX } from '../../kernel/graphql/change-warning';
import { type AliasKey, NameChanges } from './name-changes';
import { warningAbout } from './warning-about';
import type { WarningSource } from './warning-source';

/** Primaries of one name, of which a candidate is one. */
const SHARED_PRIMARIES = `
  SELECT DISTINCT ai_api.name AS "aiApi", one.environment, model.name AS model,
    (SELECT array_agg(provider.name ORDER BY listed.position) FROM failover_primary AS each
       JOIN model AS namesake ON namesake.id = each.model_id AND namesake.name = model.name
       JOIN ai_api_provider AS listed
         ON listed.ai_api_id = each.ai_api_id AND listed.provider_id = namesake.provider_id
       JOIN provider ON provider.id = namesake.provider_id
     WHERE each.ai_api_id = one.ai_api_id AND each.environment = one.environment) AS providers
  FROM failover_primary AS one JOIN model ON model.id = one.model_id JOIN ai_api ON ai_api.id = one.ai_api_id
  WHERE (one.policy_id = ANY($1) OR one.model_id = ANY($2) OR one.ai_api_id = ANY($3)) AND EXISTS (
    SELECT FROM failover_primary AS other JOIN model AS namesake ON namesake.id = other.model_id
    WHERE other.ai_api_id = one.ai_api_id AND other.environment = one.environment
      AND other.policy_id <> one.policy_id AND namesake.name = model.name
  ) LIMIT $4`;

/** Aliases with the name of another model that consumers could ask for. A load-balancing policy ignores the name. */
const HIDING_ALIASES = `
  WITH candidate AS (
    SELECT * FROM unnest($1::uuid[], $2::text[]) AS given (ai_api_id, name)
    UNION SELECT alias.ai_api_id, alias.name FROM model
      JOIN model_alias AS alias ON alias.name = model.name
      JOIN ai_api_provider AS listed ON listed.ai_api_id = alias.ai_api_id AND listed.provider_id = model.provider_id
      WHERE model.id = ANY($3)
  )
  SELECT ai_api.name AS "aiApi", alias.name AS alias, array_agg(provider.name ORDER BY listed.position) AS providers
  FROM candidate JOIN model_alias AS alias USING (ai_api_id, name) JOIN ai_api ON ai_api.id = alias.ai_api_id
    JOIN ai_api_provider AS listed ON listed.ai_api_id = alias.ai_api_id
    JOIN model AS hidden ON hidden.provider_id = listed.provider_id AND hidden.name = alias.name
    JOIN provider ON provider.id = listed.provider_id
  WHERE hidden.id <> alias.model_id AND ai_api.policy_kind IS DISTINCT FROM 'ROUND_ROBIN'
    AND ai_api.policy_kind IS DISTINCT FROM 'WEIGHTED_ROUND_ROBIN'
    AND (hidden.enabled OR EXISTS (
      SELECT FROM failover_primary WHERE ai_api_id = alias.ai_api_id AND model_id = hidden.id
    ))
  GROUP BY ai_api.name, alias.name LIMIT $4`;

/**
 * AI APIs that get their first policies. An AI API is created without policies, so what only policies can serve is judged
 * when they come.
 *
 * @param position of the two parameters, the AI APIs' ids and the numbers of new policies
 */
const withFirstPolicies = (position: number) => `
  SELECT ai_api_id FROM unnest($${position}::uuid[], $${position + 1}::integer[]) AS new_policies (ai_api_id, number)
  WHERE number = (SELECT count(*) FROM policy WHERE policy.ai_api_id = new_policies.ai_api_id)`;

/** Aliases whose requests neither a policy nor a default endpoint takes, in either environment. */
const UNSERVED_ALIASES = `
  WITH candidate AS (
    SELECT * FROM unnest($1::uuid[], $2::text[]) AS given (ai_api_id, name)
      WHERE EXISTS (SELECT FROM policy WHERE policy.ai_api_id = given.ai_api_id)
    UNION SELECT ai_api_id, name FROM model_alias WHERE model_id = ANY($3)
    UNION SELECT ai_api_id, name FROM model_alias WHERE ai_api_id = ANY($4)
    UNION SELECT alias.ai_api_id, alias.name FROM ai_api JOIN model_alias AS alias ON alias.ai_api_id = ai_api.id
      WHERE cardinality($5::uuid[]) > 0
        AND (default_production_endpoint_id = ANY($5) OR default_sandbox_endpoint_id = ANY($5))
    UNION SELECT ai_api_id, name FROM (${withFirstPolicies(6)}) AS routed JOIN model_alias USING (ai_api_id)
  )
  SELECT ai_api.name AS "aiApi", alias.name AS alias, model.name AS model, provider.name AS provider
  FROM candidate JOIN model_alias AS alias USING (ai_api_id, name) JOIN ai_api ON ai_api.id = alias.ai_api_id
    JOIN model ON model.id = alias.model_id JOIN provider ON provider.id = alias.provider_id
  WHERE NOT EXISTS (SELECT FROM policy WHERE ai_api_id = ai_api.id AND kind <> 'FAILOVER')
    AND NOT EXISTS (SELECT FROM failover_primary WHERE ai_api_id = ai_api.id AND model_id = alias.model_id)
    AND NOT (model.enabled AND EXISTS (
      SELECT FROM endpoint WHERE endpoint.provider_id = alias.provider_id AND endpoint.enabled
        AND endpoint.id IN (default_production_endpoint_id, default_sandbox_endpoint_id)
    ))
  LIMIT $8`;

const UNUSED_PROVIDERS = `
  WITH candidate AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS given (ai_api_id, provider_id)
      WHERE EXISTS (SELECT FROM policy WHERE policy.ai_api_id = given.ai_api_id)
    UNION SELECT * FROM unnest($3::uuid[], $4::uuid[])
    UNION SELECT ai_api_id, provider_id FROM (${withFirstPolicies(5)}) AS routed JOIN ai_api_provider USING (ai_api_id)
  )
  SELECT ai_api.name AS "aiApi", provider.name AS provider
  FROM candidate JOIN ai_api_provider AS listed USING (ai_api_id, provider_id)
    JOIN ai_api ON ai_api.id = ai_api_id JOIN provider ON provider.id = listed.provider_id
  WHERE position > 0 AND NOT EXISTS (
    SELECT FROM policy_target AS target
    WHERE target.ai_api_id = listed.ai_api_id AND target.provider_id = listed.provider_id
  ) LIMIT $7`;

interface Shared {
  readonly aiApi: string;
  readonly environment: string;
  readonly model: string;
  readonly providers: readonly string[];
}

interface Hiding {
  readonly aiApi: string;
  readonly alias: string;
  readonly providers: readonly string[];
}

interface Unserved {
  readonly aiApi: string;
  readonly alias: string;
  readonly model: string;
  readonly provider: string;
}

/**
 * Warns of names that do not mean what they seem to: primaries of one name, aliases that hide a model or are never served,
 * and providers that no policy uses. At most four statements, one for each kind of which the change may cause any.
 */
export class NameWarnings implements WarningSource {
  readonly #changes = new NameChanges();

  constructor(private readonly manager: EntityManager) {}

  visit(change: RecordedChange): void {
    this.#changes.visit(change);
  }

  async warnings(): Promise<ChangeWarning[]> {
    const warnings = await together([
      this.#sharedPrimaries(),
      this.#hidingAliases(),
      this.#unservedAliases(),
      this.#unusedProviders(),
    ]);
    return warnings.flat();
  }

  async #sharedPrimaries(): Promise<ChangeWarning[]> {
    const { policiesWithNewPrimary, newNames, reordered } = this.#changes;
    if (policiesWithNewPrimary.length + newNames.length + reordered.length === 0) return [];
    const rows = await this.#rows<Shared>(SHARED_PRIMARIES, [policiesWithNewPrimary, newNames, reordered]);
    return rows.map(({ aiApi, environment, model, providers: [first = '', ...others] }) =>
      about(
        aiApi,
        'PRIMARY_NAME_SHARED',
        `has ${environment} failover policies for the model ${quote(model)} of ${listed([first, ...others])}: ` +
          `requests for that name go to the policy of ${quote(first)}, unless an alias says otherwise.`,
      ),
    );
  }

  async #hidingAliases(): Promise<ChangeWarning[]> {
    const { hidingAliases, newNames } = this.#changes;
    if (hidingAliases.length + newNames.length === 0) return [];
    const rows = await this.#rows<Hiding>(HIDING_ALIASES, [...columns(hidingAliases), newNames]);
    return rows.map(({ aiApi, alias, providers }) => {
      const what = `has an alias ${quote(alias)}, which hides the model of that name of ${listed(providers)}.`;
      return about(aiApi, 'ALIAS_HIDES_MODEL', what);
    });
  }

  async #unservedAliases(): Promise<ChangeWarning[]> {
    const { newAliases, lostModels, narrowed, lostEndpoints, newPolicies } = this.#changes;
    const candidates = newAliases.length + lostModels.size + narrowed.size + lostEndpoints.length + newPolicies.size;
    if (candidates === 0) return [];
    const rows = await this.#rows<Unserved>(UNSERVED_ALIASES, [
      ...columns(newAliases),
      [...lostModels],
      [...narrowed],
      lostEndpoints,
      [...newPolicies.keys()],
      [...newPolicies.values()],
    ]);
    return rows.map(({ aiApi, alias, model, provider }) =>
      about(
        aiApi,
        'ALIAS_UNSERVED',
        `refuses requests for its alias ${quote(alias)}: no policy has the model ${quote(model)} of ` +
          `${quote(provider)} as its primary, and no default endpoint takes it. Attach a failover policy with this model as ` +
          'its primary, and at least one fallback.',
      ),
    );
  }

  async #unusedProviders(): Promise<ChangeWarning[]> {
    const { newlyListed, lessUsed, newPolicies } = this.#changes;
    if (newlyListed.length + lessUsed.length + newPolicies.size === 0) return [];
    const pairs = [newlyListed, lessUsed].flatMap((listed) => [
      listed.map(({ aiApiId }) => aiApiId),
      listed.map(({ providerId }) => providerId),
    ]);
    const created = [[...newPolicies.keys()], [...newPolicies.values()]];
    const rows = await this.#rows<{ aiApi: string; provider: string }>(UNUSED_PROVIDERS, [...pairs, ...created]);
    return rows.map(({ aiApi, provider }) => {
      const what = `lists the provider ${quote(provider)}, but no policy targets it: requests cannot reach its models.`;
      return about(aiApi, 'PROVIDER_UNUSED', what);
    });
  }

  async #rows<T>(statement: string, parameters: readonly unknown[]): Promise<T[]> {
    return this.manager.query(statement, [...parameters, WARNINGS_MAX]);
  }
}

function columns(aliases: readonly AliasKey[]): [string[], string[]] {
  return [aliases.map(({ aiApiId }) => aiApiId), aliases.map(({ name }) => name)];
}

function about(aiApi: string, code: ChangeWarningCode, what: string): ChangeWarning {
  return warningAbout({ kind: 'AI_API', path: [aiApi] }, code, `The AI API ${quote(aiApi)} ${what}`);
}

function quote(name: string): string {
  return JSON.stringify(name);
}

function listed(names: readonly string[]): string {
  return names.map(quote).join(' and ');
}
