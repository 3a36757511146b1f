import type { ObjectKind } from '../../kernel/object-kind';
import type { ConfigurationEntity } from '../../kernel/database/configuration-entity';
import type { RowDraft } from '../kind/kind';

type Draft<E extends ConfigurationEntity> = Pick<RowDraft<E>, 'find' | 'refuse'>;

/** A model or an endpoint, by the names in a manifest. */
export interface ProviderPart {
  readonly objectKind: Extract<ObjectKind, 'MODEL' | 'ENDPOINT'>;
  readonly provider: string;
  readonly name: string;
}

/**
 * The id of a provider's model or endpoint. If there is none, adds a problem, which names the other providers in the list
 * that have it, and returns an empty string.
 *
 * @param path of the member that names it
 * @param providers those of the AI API, by name
 */
export function idOfPart<E extends ConfigurationEntity>(
  draft: Draft<E>,
  path: string,
  { objectKind, provider, name }: ProviderPart,
  providers: readonly string[],
): string {
  const id = draft.find(objectKind, provider, name);
  if (id !== undefined) return id;
  const [holder] = providers.filter((other) => draft.find(objectKind, other, name) !== undefined);
  const hint = holder === undefined ? '' : `; ${quote(holder)} has: add \`provider: ${holder}\``;
  const message = `${quote(provider)} has no ${objectKind.toLowerCase()} ${quote(name)}${hint}`;
  draft.refuse({ path, message, reason: 'NOT_FOUND' });
  return '';
}

function quote(name: string): string {
  return JSON.stringify(name);
}
