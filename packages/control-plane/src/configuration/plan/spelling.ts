import type { ImageValue } from '../../change/image-content';
import type { Configuration, ConfiguredObject } from './configuration';
import { isPolicy, keyOf } from './match-objects';
import { type NameOf, withNames } from './renamed';

/** The path and the value of a desired object. */
export type Spelled = Pick<ConfiguredObject, 'path' | 'value'>;

/**
 * Spells each name that a desired object refers to as the object of that name does: a reference in another case leads to
 * the same object, and is no difference.
 */
export function speller(present: Configuration, desired: Configuration): (object: ConfiguredObject) => Spelled {
  const names = new Map<string, string>();
  const providers = new Map<string, string>();
  for (const { kind, path, value } of [...present.objects, ...desired.objects]) {
    const name = path.at(-1);
    if (name === undefined || isPolicy({ kind }) || kind === 'ACCESS_GRANT') continue;
    const key = keyOf(kind, path);
    names.set(key, name);
    if (kind === 'AI_API' && 'provider' in value) providers.set(key, String(value.provider));
  }
  const nameOf: NameOf = (kind, path) => names.get(keyOf(kind, path)) ?? path.at(-1) ?? '';
  const providerOf = (aiApi: string) => providers.get(keyOf('AI_API', [aiApi])) ?? '';
  return (object) => {
    const { kind, path, value } = object;
    const [first = '', second = ''] = path;
    if (kind !== 'AI_API' && kind !== 'ACCESS_GRANT' && !isPolicy({ kind })) return { path, value };
    const spelled: ImageValue = withNames(object, nameOf, providerOf);
    if (kind === 'AI_API') return { path, value: spelled };
    if (kind !== 'ACCESS_GRANT') return { path: [nameOf('AI_API', [first]), second], value: spelled };
    return { path: [nameOf('CONSUMER', [first]), nameOf('AI_API', [second])], value: spelled };
  };
}
