import { CHANGE_KINDS, LASTING_KEY } from './change';
import { changedTable, expectedAnswer, firstTable } from './expected-table';
import { FULL, type Schedule, scheduleOf, SHORT, type Step } from './schedule';

const SEEDS = Array.from({ length: 50 }, (_, seed) => seed);
const tracks = ({ changes, nats, dataPlanes }: Schedule): (readonly Step<{ kind: string }>[])[] => [
  changes,
  nats,
  ...dataPlanes,
];

it('is the same for the same seed, and another for another one', () => {
  expect(scheduleOf(7, FULL)).toEqual(scheduleOf(7, FULL));
  expect(scheduleOf(7, FULL)).not.toEqual(scheduleOf(8, FULL));
});

it.each(SEEDS)('has everything that its size says, within the time and in order (seed %d)', (seed) => {
  for (const size of [FULL, SHORT]) {
    const schedule = scheduleOf(seed, size);
    const kinds = tracks(schedule).flatMap((track) => track.map(({ action }) => action.kind));
    const count = (kind: string) => kinds.filter((one) => one === kind).length;
    expect(kinds).toHaveLength(
      size.changes + size.controlPlaneKills + size.natsFaults + size.dataPlanes * size.dataPlaneKills,
    );
    expect(count('kill-control-plane')).toBe(size.controlPlaneKills);
    expect(count('kill-data-plane')).toBe(size.dataPlanes * size.dataPlaneKills);
    for (const kind of ['nats-away', 'nats-wiped', 'nats-restored']) expect(count(kind)).toBe(size.natsFaults / 3);
    for (const track of tracks(schedule)) {
      const times = track.map(({ atMs }) => atMs);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times.every((atMs) => atMs >= 0 && atMs <= size.durationMs + 1_000)).toBe(true);
    }
  }
});

it.each(SEEDS)('restores only what was kept before (seed %d)', (seed) => {
  for (const [number, { action }] of scheduleOf(seed, FULL).nats.entries()) {
    if (action.kind !== 'nats-restored') continue;
    expect(action.copy).toBeGreaterThanOrEqual(0);
    expect(action.copy).toBeLessThan(number);
  }
});

it.each(SEEDS)('changes what consumers see with each change, in every way (seed %d)', (seed) => {
  let table = firstTable(FULL.aiApis);
  const seen = new Set<string>();
  for (const { action } of scheduleOf(seed, FULL).changes) {
    if (action.kind === 'kill-control-plane') continue;
    seen.add(action.kind);
    const { aiApi, kind } = action;
    const before = table;
    table = changedTable(table, action);
    // Without access an upstream is not asked; that it has changed shows once there is access again.
    const isHidden = before[aiApi]?.hasAccess === false && !/access|key/.test(kind);
    const answers = [before, table].map((each) =>
      expectedAnswer(each, aiApi, 'key' in action ? action.key : LASTING_KEY),
    );
    if (isHidden) expect(table).not.toEqual(before);
    else expect(answers[0]).not.toEqual(answers[1]);
  }
  expect([...seen].toSorted()).toEqual(CHANGE_KINDS.toSorted());
});
