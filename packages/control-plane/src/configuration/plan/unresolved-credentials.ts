import type { ProviderTemplate } from '../../objects/providers/provider-template';
import { credentialMissing, takesCredential } from '../../objects/warnings/credential-warnings';
import type { ChangeWarning } from '../../kernel/graphql/change-warning';
import type { ConfiguredObject } from './configuration';
import { keyOf } from './match-objects';
import { hasCredential } from '../../objects/endpoints/endpoint-image';
import { type ChangesPlanned, configurationAfter } from './plan-changes';

/**
 * Warns of existing endpoints without a credential that refer to one that was not sent. The plan does not change them,
 * so the recorded changes do not show them.
 */
export function unresolvedCredentials(
  planned: ChangesPlanned,
  unresolved: ReadonlySet<ConfiguredObject>,
): ChangeWarning[] {
  if (unresolved.size === 0) return [];
  const providers = new Map(
    configurationAfter(planned).objects.flatMap(({ kind, path, value }) =>
      kind === 'PROVIDER' ? [[keyOf(kind, path), value] as const] : [],
    ),
  );
  return planned.changes
    .filter(
      ({ desired, present }) =>
        desired !== null && unresolved.has(desired) && present !== null && !hasCredential(present.value),
    )
    .filter(({ path: [provider = ''] }) => {
      const value = providers.get(keyOf('PROVIDER', [provider]));
      return value === undefined || takesCredential(settingsOf(value));
    })
    .map(credentialMissing);
}

function settingsOf(provider: object): Parameters<typeof takesCredential>[0] {
  const template = Reflect.get(provider, 'template') as ProviderTemplate;
  return { template, profileOverrides: (Reflect.get(provider, 'profile') ?? {}) as object };
}
