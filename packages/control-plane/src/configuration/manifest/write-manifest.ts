import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { aiApiDefaults } from '../../objects/ai-apis/ai-api-rules';
import type { Configuration, ConfiguredObject } from '../plan/configuration';
import { isPolicy } from '../plan/match-objects';
import { compareTexts } from '../plan/plan-changes';
import { endpointDefaults } from '../../objects/endpoints/endpoint-rules';
import { DEFAULT_FAILURE_STATUSES, formatFailureStatuses } from '../../objects/policies/failure-statuses';
import { policyDefaults } from '../../objects/policies/policy-defaults';
import { writtenOverrides } from '../../objects/providers/profile-overrides';
import type { ManifestFormat } from '../../kernel/text/manifest-format';
import { nameKey } from '../../kernel/text/name-key';
import { writeText } from '../../kernel/text/write-text';

type Members = Record<string, unknown>;

/** What is not written, because a manifest that lacks it means it. */
const DEFAULTS: Members = { enabled: true };
const NO_SIDE = { targets: [] };
const POLICY_DEFAULTS: Members = {
  ...policyDefaults,
  failureStatuses: formatFailureStatuses(DEFAULT_FAILURE_STATUSES),
  production: NO_SIDE,
  sandbox: NO_SIDE,
};

/**
 * Writes a configuration as a manifest: the same one always as the same text, sorted by name. Of each object its identity
 * is written and what is not the default; its lists are written even if empty, so that they are complete. Credentials
 * are absent, which leaves them as they are.
 */
export function writeManifest(configuration: Configuration, format: ManifestFormat): string {
  return writeText(documentOf(configuration), format);
}

function documentOf({ objects }: Configuration): Members {
  const models = byOwner(objects, 'MODEL');
  const endpoints = byOwner(objects, 'ENDPOINT');
  const policies = Map.groupBy(objects.filter(isPolicy), ({ path: [owner = ''] }) => owner);
  const grants = byOwner(objects, 'ACCESS_GRANT');
  return {
    providers: sorted(objects, 'PROVIDER').map(([name, value]) => ({
      ...providerMembers(value),
      models: sorted(models.get(name), 'MODEL').map(([, model]) => modelMembers(model)),
      endpoints: sorted(endpoints.get(name), 'ENDPOINT').map(([, endpoint]) => endpointMembers(endpoint)),
    })),
    aiApis: sorted(objects, 'AI_API').map(([name, value]) => ({
      ...aiApiMembers(value),
      policies: (policies.get(name) ?? []).toSorted(byLabelAndContent).map(policyMembers),
    })),
    consumers: sorted(objects, 'CONSUMER').map(([name, value]) => ({
      ...select(value, ['name', 'displayName', 'enabled', 'traceAllowed'], { ...DEFAULTS, traceAllowed: false }),
      access: (grants.get(name) ?? []).map(({ path: [, aiApi = ''] }) => aiApi).toSorted(byName),
    })),
  };
}

function byOwner(objects: readonly ConfiguredObject[], kind: ConfiguredObject['kind']) {
  const ofKind = objects.filter((object) => object.kind === kind);
  return Map.groupBy(ofKind, ({ path: [owner = ''] }) => owner);
}

const valueSchema = z.record(z.string(), z.unknown());

/** The objects of a kind, by their own names, with their values. */
function sorted(objects: readonly ConfiguredObject[] = [], kind: ConfiguredObject['kind']): [string, Members][] {
  return objects
    .filter((object) => object.kind === kind)
    .map(({ path, value }): [string, Members] => [path.at(-1) ?? '', valueSchema.parse(value)])
    .toSorted(([one], [other]) => (kind === 'MODEL' ? compareTexts(one, other) : byName(one, other)));
}

function byName(one: string, other: string): number {
  return compareTexts(nameKey(one), nameKey(other));
}

/** Members in this order, without those that have their default; a display name is by default the name. */
function select(value: Members, members: readonly string[], defaults: Members): Members {
  const written = members.filter((member) => {
    const byDefault = member === 'displayName' ? value['name'] : defaults[member];
    return value[member] !== undefined && !isDeepStrictEqual(value[member], byDefault);
  });
  return Object.fromEntries(written.map((member) => [member, value[member]]));
}

function providerMembers(value: Members): Members {
  const profile = ordered(writtenOverrides(valueSchema.parse(value['profile'])));
  return select({ ...value, profile }, ['name', 'displayName', 'template', 'profile'], { profile: {} });
}

/** Postgres does not keep the order of a document's members, and neither do two mutations that say the same. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(
    entries.toSorted(([one], [other]) => compareTexts(one, other)).map(([name, member]) => [name, ordered(member)]),
  );
}

const priceSchema = z.array(valueSchema);
const PRICE_MEMBERS = ['validFrom', 'currency', 'inputPerMillion', 'cachedInputPerMillion', 'outputPerMillion'];

function modelMembers(value: Members): Members {
  const prices = priceSchema
    .parse(value['prices'])
    .map((price) => select(price, PRICE_MEMBERS, { cachedInputPerMillion: null }));
  return select({ ...value, prices }, ['name', 'displayName', 'enabled', 'prices'], { ...DEFAULTS, prices: [] });
}

function endpointMembers(value: Members): Members {
  const members = ['name', 'displayName', 'environment', 'url', 'enabled', 'connectTimeoutSeconds'];
  return select(value, members, { ...DEFAULTS, ...endpointDefaults });
}

function aiApiMembers(value: Members): Members {
  const members = [
    'name',
    'displayName',
    'basePath',
    'provider',
    'defaultProductionEndpoint',
    'defaultSandboxEndpoint',
  ];
  const defaults = { ...DEFAULTS, ...aiApiDefaults, defaultProductionEndpoint: null, defaultSandboxEndpoint: null };
  return select(value, [...members, 'enabled', ...Object.keys(aiApiDefaults)], defaults);
}

const sideSchema = z.object({ targets: z.array(valueSchema) });

function policyMembers({ kind, value }: ConfiguredObject): Members {
  const given = valueSchema.parse(value);
  const side = (name: string) => ({
    targets: sideSchema.parse(given[name]).targets.map((target) => select(target, ['model', 'endpoint', 'weight'], {})),
  });
  return {
    kind: kind.replace(/_POLICY$/, ''),
    ...select(
      { ...given, production: side('production'), sandbox: side('sandbox') },
      Object.keys(POLICY_DEFAULTS),
      POLICY_DEFAULTS,
    ),
  };
}

function byLabelAndContent(one: ConfiguredObject, other: ConfiguredObject): number {
  const [oneText, otherText] = [one, other].map((policy) => JSON.stringify([policy.path, policyMembers(policy)]));
  return compareTexts(oneText ?? '', otherText ?? '');
}
