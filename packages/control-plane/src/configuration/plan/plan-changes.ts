import type { ChangeAction, FieldDifference } from '../../change/change';
import type { ImageValue } from '../../change/image-content';
import { differencesBetween } from '../../change/differences';
import { type Configuration, CONFIGURED_KINDS, type ConfiguredKind, type ConfiguredObject } from './configuration';
import { keyOf, matchObjects, pathKey } from './match-objects';
import { withNames } from './renamed';
import { type Spelled, speller } from './spelling';

/** What happens to one object. */
export interface PlannedChange {
  readonly action: ChangeAction;
  readonly kind: ConfiguredKind;
  /** The names that lead to it afterwards; of what is deleted, the present ones. */
  readonly path: readonly string[];
  /** Null where it is yet to be made. */
  readonly present: ConfiguredObject | null;
  /** Null where it is deleted. */
  readonly desired: ConfiguredObject | null;
  /** What it is to be; null where it is deleted. */
  readonly after: ImageValue | null;
  /** By name, and where only the name of what it refers to changes, it does not differ. */
  readonly differences: readonly FieldDifference[];
}

/** What becomes of an endpoint's credential. */
export type CredentialOutcome = 'KEPT' | 'SET' | 'CHANGED' | 'REMOVED';

export interface PlanningInput {
  readonly present: Configuration;
  /** Each object as it is to be. An endpoint's `credential` is not looked at: see `credentialOf`. */
  readonly desired: Configuration;
  /**
   * Whether a present object is deleted that is not among the desired ones. Models, endpoints, policies and access
   * grants are deleted with what they belong to in any case.
   */
  readonly removes: (object: ConfiguredObject) => boolean;
  /** What becomes of a desired endpoint's credential; `KEPT` for each unless given. A new endpoint keeps none. */
  readonly credentialOf?: (desired: ConfiguredObject, present: ConfiguredObject | null) => CredentialOutcome;
}

/** All that is to happen. */
export interface ChangesPlanned {
  /** By kind, in the order of `CONFIGURED_KINDS`, and path. */
  readonly changes: readonly PlannedChange[];
  /** The present objects that are neither among the desired ones nor deleted, with the names that are to be. */
  readonly kept: readonly ConfiguredObject[];
}

/** Everything as it is to be. What is yet to be made has no id. */
export function configurationAfter({ changes, kept }: ChangesPlanned): Configuration {
  const planned = changes.flatMap(({ desired, present, after }) =>
    desired === null || after === null ? [] : [{ ...desired, id: present?.id ?? desired.id, value: after }],
  );
  return { objects: [...planned, ...kept] };
}

/** Compares what is with what is to be. It is pure: names are resolved and rules are checked when it is carried out. */
export function planChanges({ present, desired, removes, credentialOf }: PlanningInput): ChangesPlanned {
  const matches = matchObjects(present, desired);
  const claimed = new Set([...matches.values()].filter((object) => object !== null));
  const unclaimed = present.objects.filter((object) => !claimed.has(object));
  const deleted = withBelongings(unclaimed, removes);
  const kept = unclaimed.filter((object) => !deleted.has(object));
  const wanted = new Set(desired.objects.map(({ kind, path }) => keyOf(kind, path)));
  const replaced = [...deleted].filter(({ kind, path }) => wanted.has(keyOf(kind, path)));
  const successors = new Map([...matches].flatMap(([to, from]) => (from === null ? [] : [[from, to]])));
  const rename = renamer(present, successors, replaced);
  const spell = speller(present, desired);
  const changes = [
    ...[...matches].map(([to, from]) => changeOf(to, spell(to), from, rename, credentialOf)),
    ...[...deleted].map((object) => deletionOf(object)),
  ];
  return { changes: changes.toSorted(byKindAndPath), kept: kept.map(rename) };
}

function withBelongings(
  unclaimed: readonly ConfiguredObject[],
  removes: (object: ConfiguredObject) => boolean,
): Set<ConfiguredObject> {
  const doomed = new Set(unclaimed.filter(removes));
  const gone = new Set([...doomed].map(({ kind, path }) => keyOf(kind, path)));
  for (const object of unclaimed) {
    if (ownersOf(object).some((owner) => gone.has(owner))) doomed.add(object);
  }
  return doomed;
}

/** The keys of the objects without which it could not be. */
function ownersOf({ kind, path }: ConfiguredObject): string[] {
  const [first = '', second = ''] = path;
  if (kind === 'MODEL' || kind === 'ENDPOINT') return [keyOf('PROVIDER', [first])];
  if (kind === 'ACCESS_GRANT') return [keyOf('CONSUMER', [first]), keyOf('AI_API', [second])];
  return kind.endsWith('_POLICY') ? [keyOf('AI_API', [first])] : [];
}

type Rename = (object: ConfiguredObject) => ConfiguredObject;

/**
 * Gives present objects the names that all that they refer to is to have.
 *
 * @param replaced what is deleted, and another object has its name afterwards: whoever refers to that one changes
 */
function renamer(
  present: Configuration,
  successors: ReadonlyMap<ConfiguredObject, ConfiguredObject>,
  replaced: readonly ConfiguredObject[],
): Rename {
  const names = new Map(replaced.map(({ kind, path }) => [keyOf(kind, path), `${path.at(-1)} (deleted)`]));
  for (const [from, to] of successors) {
    const [before = '', after = ''] = [from.path.at(-1), to.path.at(-1)];
    if (before !== after) names.set(keyOf(from.kind, from.path), after);
  }
  // A manifest renames nothing but the case of a name.
  if (names.size === 0) return (object) => object;
  const providers = new Map(
    present.objects.flatMap(({ kind, path: [name = ''], value }) =>
      kind === 'AI_API' && 'provider' in value ? [[name, String(value.provider)] as const] : [],
    ),
  );
  const nameOf = (kind: ConfiguredKind, path: readonly string[]) => names.get(keyOf(kind, path)) ?? path.at(-1) ?? '';
  return (object) => ({
    ...object,
    path: pathAfter(object, nameOf),
    value: withNames(object, nameOf, (aiApi) => providers.get(aiApi) ?? ''),
  });
}

function pathAfter(
  { kind, path }: ConfiguredObject,
  nameOf: (kind: ConfiguredKind, path: readonly string[]) => string,
): string[] {
  const [first = '', second = ''] = path;
  if (kind === 'MODEL' || kind === 'ENDPOINT') return [nameOf('PROVIDER', [first]), nameOf(kind, path)];
  if (kind === 'ACCESS_GRANT') return [nameOf('CONSUMER', [first]), nameOf('AI_API', [second])];
  return kind.endsWith('_POLICY') ? [nameOf('AI_API', [first]), second] : [nameOf(kind, path)];
}

function changeOf(
  desired: ConfiguredObject,
  { path, value }: Spelled,
  present: ConfiguredObject | null,
  rename: Rename,
  credentialOf: PlanningInput['credentialOf'],
): PlannedChange {
  const { kind } = desired;
  const outcome = kind === 'ENDPOINT' ? (credentialOf?.(desired, present) ?? 'KEPT') : null;
  const before = present === null ? undefined : rename(present).value;
  const after = outcome === null ? value : withCredential(value, isSet(present), outcome);
  const differences = differencesBetween(before, after);
  if (outcome === 'CHANGED') differences.push({ path: 'credential.changes', before: null, after: true });
  const changed = differences.length > 0 ? 'UPDATE' : 'UNCHANGED';
  return { action: present === null ? 'CREATE' : changed, kind, path, present, desired, after, differences };
}

function deletionOf(object: ConfiguredObject): PlannedChange {
  const { kind, path, value } = object;
  const differences = differencesBetween(value, undefined);
  return { action: 'DELETE', kind, path, present: object, desired: null, after: null, differences };
}

/** Whether an endpoint has a credential. */
export function isSet(endpoint: Pick<ConfiguredObject, 'value'> | null): boolean {
  const credential: unknown = endpoint === null ? null : Reflect.get(endpoint.value, 'credential');
  return typeof credential === 'object' && credential !== null && Reflect.get(credential, 'isSet') === true;
}

function withCredential(value: ImageValue, wasSet: boolean, outcome: CredentialOutcome): ImageValue {
  const willBe = outcome === 'KEPT' ? wasSet : outcome !== 'REMOVED';
  return { ...value, credential: { isSet: willBe } };
}

function byKindAndPath(one: PlannedChange, other: PlannedChange): number {
  const kinds = CONFIGURED_KINDS.indexOf(one.kind) - CONFIGURED_KINDS.indexOf(other.kind);
  return kinds === 0 ? compareTexts(sortKey(one), sortKey(other)) : kinds;
}

function sortKey({ kind, path }: PlannedChange): string {
  return pathKey(kind, path).join('\0');
}

/** By code units, so that the order does not depend on a locale. */
export function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
