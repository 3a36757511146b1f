import type { FieldProblem } from '../../kernel/errors/error-extensions';
import { withNames } from '../../change/image-names';
import { kindOf } from '../../objects/kinds';
import type { Configuration, ConfiguredObject } from './configuration';
import { keyOf } from './match-objects';

const RENAMED_FROM = 'renamedFrom';

/** What a plan renames. */
export interface Renames {
  /** A present object with its names, and those of the objects that it refers to, after the renames. */
  readonly after: (object: ConfiguredObject) => ConfiguredObject;
  readonly problems: readonly (FieldProblem & { readonly object: ConfiguredObject })[];
}

export const NO_RENAMES: Renames = { after: (object) => object, problems: [] };

/**
 * Finds the present objects that desired ones were called before. An object is renamed if there is one of the old name and
 * none of the new, so the same manifest creates it where it never existed, and changes nothing where it was renamed.
 *
 * @param previousNames of desired objects
 */
export function findRenames(
  present: Configuration,
  desired: Configuration,
  previousNames: ReadonlyMap<ConfiguredObject, string>,
): Renames {
  if (previousNames.size === 0) return NO_RENAMES;
  const existing = new Map(present.objects.map((object) => [keyOf(object.kind, object.path), object]));
  const wanted = new Set(desired.objects.map(({ kind, path }) => keyOf(kind, path)));
  const ownersBefore = new Map<string, string>();
  const newNames = new Map<string, string>();
  const problems: (FieldProblem & { object: ConfiguredObject })[] = [];
  // Owners come first, because what is within them is found by their old names.
  for (const [object, from] of [...previousNames].toSorted(([a], [b]) => a.path.length - b.path.length)) {
    const { kind, path } = object;
    const name = path.at(-1) ?? '';
    const within = path.slice(0, -1);
    // Another case of a name is the same name, which needs no `renamedFrom`.
    if (keyOf(kind, [...within, from]) === keyOf(kind, path)) continue;
    const withinBefore = within.map((owner, index) => ownersBefore.get(ownerKey(object, index, owner)) ?? owner);
    const old = existing.get(keyOf(kind, [...withinBefore, from]));
    const holder = existing.get(keyOf(kind, [...withinBefore, name]));
    const refuse = (message: string) => {
      problems.push({ object, path: RENAMED_FROM, message, reason: 'NOT_ALLOWED' });
    };
    if (wanted.has(keyOf(kind, [...within, from]))) {
      refuse(`"${from}" is also listed: an object cannot be both renamed and kept`);
    } else if (old?.id && newNames.has(old.id)) refuse(`"${from}" is also the old name of another object`);
    else if (old?.id && holder !== undefined) {
      refuse(`"${from}" and "${name}" both exist: delete one of them, or omit \`${RENAMED_FROM}\``);
    } else if (old?.id) {
      newNames.set(old.id, name);
      ownersBefore.set(keyOf(kind, path), from);
    }
  }
  return { after: (object) => renamed(object, newNames), problems };
}

function ownerKey({ kind }: ConfiguredObject, index: number, name: string): string {
  const owner = kindOf(kind).owners[index];
  return owner === undefined ? '' : keyOf(owner, [name]);
}

function renamed(object: ConfiguredObject, newNames: ReadonlyMap<string, string>): ConfiguredObject {
  const { kind, id, references = {} } = object;
  const value = withNames(object.value, references, (of, present) => newNames.get(of) ?? present);
  const path = kindOf(kind).pathOf(value, kind);
  const name = id === null ? undefined : newNames.get(id);
  return { ...object, value, path: name === undefined ? path : [...path.slice(0, -1), name] };
}
