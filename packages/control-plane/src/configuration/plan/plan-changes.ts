import { forEachInSlices } from '@switchyard/contract';
import type { ChangeAction, FieldDifference } from '../../change/change';
import type { ImageValue } from '../../change/image-content';
import { imageDifferences } from '../../change/image-differences';
import { withNames } from '../../change/image-names';
import { hasCredential } from '../../objects/endpoints/endpoint-image';
import { sortedByKey } from '../../kernel/text/sorted-by-key';
import { CONFIGURED_KINDS, type ConfiguredKind, kindOf } from '../../objects/kinds';
import type { Configuration, ConfiguredObject } from './configuration';
import { keyOf, matchObjects, pathKey } from './match-objects';
import { type Spelled, speller } from './spelling';

/** What a plan does to one object. */
export interface PlannedChange {
  readonly action: ChangeAction;
  readonly kind: ConfiguredKind;
  /** The path of names to it after the change; for a deleted object, the present one. */
  readonly path: readonly string[];
  /** Null if it is created. */
  readonly present: ConfiguredObject | null;
  /** Null if it is deleted. */
  readonly desired: ConfiguredObject | null;
  /** The desired image; null if it is deleted. */
  readonly after: ImageValue | null;
  /** An object does not differ if only the names of objects that it refers to change. */
  readonly differences: readonly FieldDifference[];
}

/** What a plan does to an endpoint's credential. */
export type CredentialOutcome = 'KEPT' | 'SET' | 'CHANGED' | 'REMOVED';

export interface PlanningInput {
  readonly present: Configuration;
  /** The `credential` of an endpoint is ignored: see `credentialOf`. */
  readonly desired: Configuration;
  /** A present object with its names after the renames that the caller asked for; unchanged if absent. */
  readonly renamed?: (object: ConfiguredObject) => ConfiguredObject;
  /** Whether a present object that is not desired is deleted; has its names after the renames. It is always deleted with any of its owners. */
  readonly removes: (object: ConfiguredObject) => boolean;
  /** What the plan does to a desired endpoint's credential; `KEPT` if absent. A new endpoint has none to keep. */
  readonly credentialOf?: (desired: ConfiguredObject, present: ConfiguredObject | null) => CredentialOutcome;
}

/** Everything that a plan does. */
export interface ChangesPlanned {
  /** By kind, in the order of `CONFIGURED_KINDS`, and path. */
  readonly changes: readonly PlannedChange[];
  /** The present objects that are neither desired nor deleted, with the names after the change. */
  readonly kept: readonly ConfiguredObject[];
}

/** The configuration that a plan results in. Objects to be created have no id. */
export function configurationAfter({ changes, kept }: ChangesPlanned): Configuration {
  const planned = changes.flatMap(({ desired, present, after }) =>
    desired === null || after === null ? [] : [{ ...desired, id: present?.id ?? desired.id, value: after }],
  );
  return { objects: [...planned, ...kept] };
}

/** Compares present and desired configuration; a pure function. `carryOutPlan` resolves names and checks rules. */
export async function planChanges(input: PlanningInput): Promise<ChangesPlanned> {
  const { present, desired, removes, credentialOf, renamed = (object) => object } = input;
  const matches = matchObjects(present, desired, renamed);
  const claimed = new Set([...matches.values()].filter((object) => object !== null));
  const unclaimed = present.objects.filter((object) => !claimed.has(object));
  const deleted = withBelongings(unclaimed, (object) => removes(renamed(object)));
  const kept = unclaimed.filter((object) => !deleted.has(object));
  const wanted = new Set(desired.objects.map(({ kind, path }) => keyOf(kind, path)));
  const replaced = [...deleted].filter(({ kind, path }) => wanted.has(keyOf(kind, path)));
  const successors = new Map([...matches].flatMap(([to, from]) => (from === null ? [] : [[from, to]])));
  const rename = renamer(successors, replaced);
  const spell = speller({ objects: present.objects.map(renamed) }, desired);
  const changes: PlannedChange[] = [];
  await forEachInSlices(matches, ([to, from]) => {
    changes.push(changeOf(to, spell(to), from, rename, credentialOf));
  });
  await forEachInSlices(deleted, (object) => void changes.push(deletionOf(object)));
  return { changes: byKindAndPath(changes), kept: kept.map(rename) };
}

function withBelongings(
  unclaimed: readonly ConfiguredObject[],
  removes: (object: ConfiguredObject) => boolean,
): Set<ConfiguredObject> {
  const deleted = new Set(unclaimed.filter(removes));
  const deletedKeys = new Set([...deleted].map(({ kind, path }) => keyOf(kind, path)));
  for (const object of unclaimed) {
    if (ownersOf(object).some((owner) => deletedKeys.has(owner))) deleted.add(object);
  }
  return deleted;
}

/** The keys of the objects with which it is deleted. */
function ownersOf({ kind, path }: ConfiguredObject): string[] {
  return kindOf(kind).owners.map((owner, index) => keyOf(owner, [path[index] ?? '']));
}

type Rename = (object: ConfiguredObject) => ConfiguredObject;

/**
 * Returns a function that updates the names in present objects to those after the change.
 *
 * @param replaced deleted objects whose names other objects take: an object that refers to one of them changes
 */
function renamer(
  successors: ReadonlyMap<ConfiguredObject, ConfiguredObject>,
  replaced: readonly ConfiguredObject[],
): Rename {
  const names = new Map(replaced.map(({ id, path }) => [id, `${path.at(-1)} (deleted)`]));
  for (const [from, to] of successors) {
    const [before = '', after = ''] = [from.path.at(-1), to.path.at(-1)];
    if (before !== after) names.set(from.id, after);
  }
  // A plan without renames has nothing to rewrite.
  if (names.size === 0) return (object) => object;
  return (object) => {
    const { kind, references = {} } = object;
    const value = withNames(object.value, references, (id, present) => names.get(id) ?? present);
    return { ...object, path: kindOf(kind).pathOf(value, kind), value };
  };
}

function changeOf(
  desired: ConfiguredObject,
  spelled: Spelled,
  present: ConfiguredObject | null,
  rename: Rename,
  credentialOf: PlanningInput['credentialOf'],
): PlannedChange {
  const { kind } = desired;
  const outcome = kind === 'ENDPOINT' ? (credentialOf?.(desired, present) ?? 'KEPT') : null;
  const before = present === null ? undefined : rename(present).value;
  const { path } = spelled;
  const value = kindOf(kind).completed?.(spelled.value, before) ?? spelled.value;
  const after =
    outcome === null ? value : withCredential(value, present !== null && hasCredential(present.value), outcome);
  const differences = imageDifferences(kind, before, after);
  if (outcome === 'CHANGED') differences.push({ path: 'credential.changes', before: null, after: true });
  const changed = differences.length > 0 ? 'UPDATE' : 'UNCHANGED';
  return { action: present === null ? 'CREATE' : changed, kind, path, present, desired, after, differences };
}

function deletionOf(object: ConfiguredObject): PlannedChange {
  const { kind, path, value } = object;
  const differences = imageDifferences(kind, value, undefined);
  return { action: 'DELETE', kind, path, present: object, desired: null, after: null, differences };
}

function withCredential(value: ImageValue, wasSet: boolean, outcome: CredentialOutcome): ImageValue {
  const willBe = outcome === 'KEPT' ? wasSet : outcome !== 'REMOVED';
  return { ...value, credential: { isSet: willBe } };
}

/** In the order in which plans show them. */
export function byKindAndPath(changes: readonly PlannedChange[]): PlannedChange[] {
  return sortedByKey([...changes], kindAndPath);
}

const KIND_DIGITS = 2;

function kindAndPath({ kind, path }: PlannedChange): string {
  const kindKey = String(CONFIGURED_KINDS.indexOf(kind)).padStart(KIND_DIGITS, '0');
  return [kindKey, ...pathKey(kind, path)].join('\0');
}
