import { SeededRandom } from '../harness/seeded-random';
import { type Change, CHANGE_KINDS, LASTING_KEY, MODELS } from './change';
import { aiApiOf, changedTable, type ExpectedAiApi, type ExpectedTable, firstTable } from './expected-table';

/** What happens to NATS. Whatever it is, a copy of its store is kept from before. */
export type NatsFault =
  | { readonly kind: 'nats-away'; readonly downMs: number }
  | { readonly kind: 'nats-wiped'; readonly downMs: number }
  /** Its store becomes that which the fault of this number kept. */
  | { readonly kind: 'nats-restored'; readonly downMs: number; readonly copy: number };

/** A data plane is killed (kill -9), and starts again; some starts are killed as well, after so long. */
export interface DataPlaneFault {
  readonly kind: 'kill-data-plane';
  readonly dataPlane: number;
  readonly downMs: number;
  readonly startsCutAfterMs: readonly number[];
}

/** The control plane is killed between two changes, and starts again. */
export interface ControlPlaneFault {
  readonly kind: 'kill-control-plane';
  readonly downMs: number;
}

/** Something that begins at a time after the start of the run, or after what comes before it in its track. */
export interface Step<Action> {
  readonly atMs: number;
  readonly action: Action;
}

/** What happens in a run. Each track is carried out in its order, beside the others. */
export interface Schedule {
  readonly changes: readonly Step<Change | ControlPlaneFault>[];
  readonly nats: readonly Step<NatsFault>[];
  /** One track for each data plane. */
  readonly dataPlanes: readonly (readonly Step<DataPlaneFault>[])[];
}

export interface ScheduleSize {
  readonly durationMs: number;
  readonly aiApis: number;
  readonly dataPlanes: number;
  readonly changes: number;
  readonly controlPlaneKills: number;
  readonly natsFaults: number;
  /** For each data plane. */
  readonly dataPlaneKills: number;
  /** How long something stays down. */
  readonly downMsMax: number;
}

/** Ten minutes. */
export const FULL: ScheduleSize = {
  durationMs: 600_000,
  aiApis: 3,
  dataPlanes: 3,
  changes: 300,
  controlPlaneKills: 8,
  natsFaults: 24,
  dataPlaneKills: 30,
  downMsMax: 8_000,
};

/** Each kind of fault, within seconds. */
export const SHORT: ScheduleSize = {
  durationMs: 7_000,
  aiApis: 2,
  dataPlanes: 2,
  changes: 12,
  controlPlaneKills: 1,
  natsFaults: 3,
  dataPlaneKills: 1,
  downMsMax: 1_000,
};

const NATS_KINDS = ['nats-away', 'nats-wiped', 'nats-restored'] as const;
/** Half of the kills of data planes are this close to a fault of NATS, so that they start while it is away or goes back. */
const CLOSE_MS = 1_000;
/** A data plane starts within about a second. */
const START_CUT_MS = { least: 50, most: 1_000 };
const STARTS_CUT_MAX = 2;
/** An AI API has this many valid keys at most. */
const VALID_KEYS_MAX = 12;

/** What a run does: the same for the same seed and size. */
export function scheduleOf(seed: number, size: ScheduleSize): Schedule {
  const random = new SeededRandom(seed);
  const nats = natsFaults(random, size);
  const dataPlanes = Array.from({ length: size.dataPlanes }, (_, dataPlane) =>
    dataPlaneFaults(random, size, nats, dataPlane),
  );
  return { changes: changes(random, size), nats, dataPlanes };
}

/** The times of `count` steps, in order. */
function times(random: SeededRandom, count: number, { durationMs }: ScheduleSize): number[] {
  return Array.from({ length: count }, () => random.whole(0, durationMs)).toSorted((a, b) => a - b);
}

/** In each round of three there is each kind; a store can be restored only after something has happened. */
function natsFaults(random: SeededRandom, size: ScheduleSize): Step<NatsFault>[] {
  const kinds: NatsFault['kind'][] = [];
  while (kinds.length < size.natsFaults) kinds.push(...random.shuffled(NATS_KINDS));
  if (kinds[0] === 'nats-restored') kinds.push(...kinds.splice(0, 1));
  // At even distances: together with the times that NATS is away they would run into each other.
  const distanceMs = size.durationMs / size.natsFaults;
  return kinds.slice(0, size.natsFaults).map((kind, number) => {
    const atMs = Math.round(number * distanceMs) + random.whole(0, Math.round(distanceMs / 2));
    const downMs = random.whole(0, size.downMsMax);
    const action = kind === 'nats-restored' ? { kind, downMs, copy: random.whole(0, number - 1) } : { kind, downMs };
    return { atMs, action };
  });
}

function dataPlaneFaults(
  random: SeededRandom,
  size: ScheduleSize,
  nats: readonly Step<NatsFault>[],
  dataPlane: number,
): Step<DataPlaneFault>[] {
  const anytime = Math.floor(size.dataPlaneKills / 2);
  const close = Array.from({ length: size.dataPlaneKills - anytime }, () =>
    Math.max(0, random.pick(nats).atMs + random.whole(-CLOSE_MS, CLOSE_MS)),
  );
  const all = [...times(random, anytime, size), ...close].toSorted((a, b) => a - b);
  return all.map((atMs) => {
    const cuts = Math.max(0, random.whole(-STARTS_CUT_MAX, STARTS_CUT_MAX));
    const startsCutAfterMs = Array.from({ length: cuts }, () => random.whole(START_CUT_MS.least, START_CUT_MS.most));
    const downMs = random.whole(0, size.downMsMax);
    return { atMs, action: { kind: 'kill-data-plane', dataPlane, downMs, startsCutAfterMs } };
  });
}

function changes(random: SeededRandom, size: ScheduleSize): Step<Change | ControlPlaneFault>[] {
  let table = firstTable(size.aiApis);
  let values = 0;
  const made = times(random, size.changes, size).map((atMs): Step<Change | ControlPlaneFault> => {
    values += 1;
    const action = nextChange(random, table, values);
    table = changedTable(table, action);
    return { atMs, action };
  });
  const kills = times(random, size.controlPlaneKills, size).map((atMs): Step<ControlPlaneFault> => {
    const downMs = random.whole(0, size.downMsMax);
    return { atMs, action: { kind: 'kill-control-plane', downMs } };
  });
  return [...made, ...kills].toSorted((a, b) => a.atMs - b.atMs);
}

/** @param value a number that no change had */
function nextChange(random: SeededRandom, table: ExpectedTable, value: number): Change {
  const aiApi = random.whole(0, table.length - 1);
  const now = aiApiOf(table, aiApi);
  const valid = validKeys(now);
  switch (random.pick(CHANGE_KINDS.filter((kind) => isPossible(kind, now, valid)))) {
    case 'issue-key':
      return { kind: 'issue-key', aiApi, key: now.keys.length };
    case 'revoke-key':
      return { kind: 'revoke-key', aiApi, key: random.pick(valid) };
    case 'set-policy':
      return { kind: 'set-policy', aiApi, model: random.pick(MODELS.filter((model) => model !== now.model)) };
    case 'move-endpoint':
      return { kind: 'move-endpoint', aiApi, place: value, credential: value };
    case 'rotate-credential':
      return { kind: 'rotate-credential', aiApi, credential: value };
    case 'revoke-access':
      return { kind: 'revoke-access', aiApi };
    case 'grant-access':
      return { kind: 'grant-access', aiApi };
  }
}

/** Whether a change would change something. */
function isPossible(kind: Change['kind'], now: ExpectedAiApi, valid: readonly number[]): boolean {
  if (kind === 'issue-key') return valid.length < VALID_KEYS_MAX;
  if (kind === 'revoke-key') return valid.length > 0;
  if (kind === 'revoke-access') return now.hasAccess;
  if (kind === 'grant-access') return !now.hasAccess;
  return true;
}

/** The keys that may be revoked. */
function validKeys({ keys }: ExpectedAiApi): number[] {
  return [...keys.keys()].filter((key) => key !== LASTING_KEY && keys[key] === true);
}
