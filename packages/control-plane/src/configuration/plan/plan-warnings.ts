import { ENVIRONMENTS, type Environment } from '@switchyard/contract';
import type { ProviderTemplate } from '../../objects/providers/provider-template';
import { effectiveProfile } from '../../objects/providers/effective-profile';
import type { ImageValue } from '../../change/image-content';
import type { PlanWarning, PlanWarningCode } from './change-plan';
import type { Configuration, ConfiguredObject } from './configuration';
import { isPolicy, keyOf } from './match-objects';
import { type ChangesPlanned, configurationAfter, type PlannedChange } from './plan-changes';

const WARNINGS_MAX = 1_000;

/**
 * What a caller should know before a plan is carried out.
 *
 * @param activeKeys how many active keys the consumers have that are deleted, by their ids
 * @param unresolved the endpoints that refer to a credential that was not sent along
 */
export function planWarnings(
  present: Configuration,
  planned: ChangesPlanned,
  activeKeys: ReadonlyMap<string, number>,
  unresolved: ReadonlySet<ConfiguredObject>,
): PlanWarning[] {
  const after = configurationAfter(planned);
  const warnings = [
    ...credentialsMissing(planned, after, unresolved),
    ...keysRevoked(planned, activeKeys),
    ...accessRevoked(planned),
    ...accessMissing(planned, after),
    ...environmentsUnserved(present, planned, after),
    ...basePathsMoved(planned),
    ...policiesReplaced(planned),
  ];
  return warnings.slice(0, WARNINGS_MAX);
}

function warning(
  code: PlanWarningCode,
  { kind, path }: Pick<ConfiguredObject, 'kind' | 'path'>,
  message: string,
): PlanWarning {
  return { code, kind, path: [...path], message };
}

function called(path: readonly string[]): string {
  return JSON.stringify(path.join(' / '));
}

/** Of what the plan does: an endpoint that has none and that it leaves alone is nothing to warn of. */
function credentialsMissing(
  { changes }: ChangesPlanned,
  after: Configuration,
  unresolved: ReadonlySet<ConfiguredObject>,
): PlanWarning[] {
  const providers = new Map(ofKind(after, 'PROVIDER').map((object) => [object.path[0], object.value]));
  return changes
    .filter(({ kind, path, action, present, desired, after: value }) => {
      if (kind !== 'ENDPOINT' || value === null || hasCredential(value)) return false;
      const isAsked = desired !== null && unresolved.has(desired);
      const isLost = present !== null && hasCredential(present.value);
      return (action === 'CREATE' || isAsked || isLost) && takesCredential(providers.get(path[0]));
    })
    .map((change) =>
      warning('CREDENTIAL_MISSING', change, `The endpoint ${called(change.path)} will have no credential.`),
    );
}

function hasCredential(endpoint: unknown): boolean {
  return member(member(endpoint, 'credential'), 'isSet') === true;
}

function takesCredential(provider: ImageValue | undefined): boolean {
  if (provider === undefined) return true;
  const template = member(provider, 'template') as ProviderTemplate;
  const profileOverrides = (member(provider, 'profile') ?? {}) as object;
  return effectiveProfile({ template, profileOverrides }).credentialPlace !== 'NONE';
}

function keysRevoked({ changes }: ChangesPlanned, activeKeys: ReadonlyMap<string, number>): PlanWarning[] {
  return changes.flatMap((change) => {
    const count = activeKeys.get(change.present?.id ?? '') ?? 0;
    if (change.action !== 'DELETE' || change.kind !== 'CONSUMER' || count === 0) return [];
    const keys = count === 1 ? 'its active key is' : `its ${count} active keys are`;
    return [warning('KEYS_REVOKED', change, `The consumer ${called(change.path)} is deleted, and ${keys} revoked.`)];
  });
}

function accessRevoked({ changes }: ChangesPlanned): PlanWarning[] {
  const deleted = changes.filter(({ action }) => action === 'DELETE');
  const consumers = new Set(deleted.filter(({ kind }) => kind === 'CONSUMER').map(({ path: [name] }) => name));
  const losing = Map.groupBy(
    deleted.filter(({ kind, path: [consumer] }) => kind === 'ACCESS_GRANT' && !consumers.has(consumer)),
    ({ path: [, aiApi] }) => aiApi,
  );
  return deleted.flatMap((change) => {
    const count = change.kind === 'AI_API' ? (losing.get(change.path[0])?.length ?? 0) : 0;
    if (count === 0) return [];
    const who = count === 1 ? 'A consumer loses' : `${count} consumers lose`;
    return [warning('ACCESS_REVOKED', change, `${who} access to the AI API ${called(change.path)}, which is deleted.`)];
  });
}

function accessMissing({ changes }: ChangesPlanned, after: Configuration): PlanWarning[] {
  const granted = new Set(ofKind(after, 'ACCESS_GRANT').map(({ path: [, aiApi] }) => aiApi));
  return changes
    .filter(({ kind, action, path: [name] }) => kind === 'AI_API' && action === 'CREATE' && !granted.has(name))
    .map((change) =>
      warning('ACCESS_MISSING', change, `No consumer has access to the AI API ${called(change.path)} yet.`),
    );
}

function environmentsUnserved(
  present: Configuration,
  { changes }: ChangesPlanned,
  after: Configuration,
): PlanWarning[] {
  const [servedNow, servedThen] = [servedEnvironments(present), servedEnvironments(after)];
  return changes.flatMap((change) => {
    if (change.kind !== 'AI_API' || change.action === 'DELETE' || change.present === null) return [];
    const now = servedNow.get(change.present.path[0] ?? '') ?? [];
    const then = servedThen.get(change.path[0] ?? '') ?? [];
    return now
      .filter((environment) => !then.includes(environment))
      .map((environment) => {
        const message = `The AI API ${called(change.path)} will refuse ${environment} requests, which it serves now.`;
        return warning('ENVIRONMENT_UNSERVED', change, message);
      });
  });
}

/** Which environments' requests each AI API passes on at all, by its name. */
function servedEnvironments(configuration: Configuration): Map<string, Environment[]> {
  const enabled = new Set(
    configuration.objects
      .filter(({ kind, value }) => (kind === 'ENDPOINT' || kind === 'MODEL') && member(value, 'enabled') === true)
      .map(({ kind, path }) => keyOf(kind, path)),
  );
  const policies = Map.groupBy(configuration.objects.filter(isPolicy), ({ path: [aiApi = ''] }) => aiApi);
  const isServed = ({ path: [name = ''], value }: ConfiguredObject, environment: Environment) => {
    const provider = String(member(value, 'provider'));
    const isEnabled = (kind: string, of: unknown) => enabled.has(keyOf(kind, [provider, String(of)]));
    const byDefault = environment === 'PRODUCTION' ? 'defaultProductionEndpoint' : 'defaultSandboxEndpoint';
    if (isEnabled('ENDPOINT', member(value, byDefault))) return true;
    const targets = (policies.get(name) ?? []).flatMap((policy) => {
      const listed = member(member(policy.value, environment.toLowerCase()), 'targets');
      return Array.isArray(listed) ? (listed as unknown[]) : [];
    });
    return targets.some(
      (target) => isEnabled('MODEL', member(target, 'model')) && isEnabled('ENDPOINT', member(target, 'endpoint')),
    );
  };
  return new Map(
    ofKind(configuration, 'AI_API').map((aiApi) => [
      aiApi.path[0] ?? '',
      member(aiApi.value, 'enabled') === true ? ENVIRONMENTS.filter((environment) => isServed(aiApi, environment)) : [],
    ]),
  );
}

function basePathsMoved({ changes }: ChangesPlanned): PlanWarning[] {
  return changes.flatMap((change) => {
    const moved = change.differences.find(({ path }) => path === 'basePath');
    if (change.kind !== 'AI_API' || change.action !== 'UPDATE' || moved === undefined) return [];
    const message = `The AI API ${called(change.path)} is served under ${String(moved.after)}, no longer under ${String(moved.before)}.`;
    return [warning('BASE_PATH_MOVED', change, message)];
  });
}

function policiesReplaced({ changes }: ChangesPlanned): PlanWarning[] {
  const policies = changes.filter(isPolicy);
  const nameOf = ({ path: [aiApi] }: PlannedChange) => aiApi;
  const deleted = Map.groupBy(
    policies.filter(({ action }) => action === 'DELETE'),
    nameOf,
  );
  const seen = new Set<string | undefined>();
  return policies.flatMap((change) => {
    const [aiApi] = change.path;
    const replaced = deleted.get(aiApi)?.some(({ kind }) => kind !== change.kind) ?? false;
    if (change.action !== 'CREATE' || !replaced || seen.has(aiApi)) return [];
    seen.add(aiApi);
    const message = `The AI API ${JSON.stringify(aiApi)} has policies of another kind from now on, which start anew.`;
    return [warning('POLICY_REPLACED', change, message)];
  });
}

function ofKind({ objects }: Configuration, kind: ConfiguredObject['kind']): ConfiguredObject[] {
  return objects.filter((object) => object.kind === kind);
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
