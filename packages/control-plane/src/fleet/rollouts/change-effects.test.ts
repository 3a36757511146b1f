import { ChangeEffects, EFFECTS_AWAITED_MAX } from './change-effects';

const LINEAGE = 'one';
let nowMs: number;
let planes: { live: boolean; lineage: string | null; appliedRevision: number | null }[];
let report: () => void;
let seconds: number[];
let effects: ChangeEffects;
beforeEach(() => {
  nowMs = 1_000;
  planes = [];
  seconds = [];
  effects = new ChangeEffects({
    dataPlanes: {
      list: () => planes,
      onChange: (listener) => {
        report = listener;
        return () => (report = () => undefined);
      },
    },
    onEffect: (took) => void seconds.push(took),
    monotonicMs: () => nowMs,
  });
});

function serves(appliedRevision: number | null, lineage: string | null = LINEAGE) {
  return { live: true, lineage, appliedRevision };
}

it('measures from the commit to the report of the last live data plane', () => {
  planes = [serves(7), serves(7)];
  effects.committed({ lineage: LINEAGE, revision: 8 });
  nowMs += 20;
  planes = [serves(8), serves(7)];
  report();
  expect(seconds).toEqual([]);
  nowMs += 30;
  planes = [serves(8), serves(9)];
  report();
  expect(seconds).toEqual([0.05]);
  report();
  expect(seconds).toHaveLength(1);
});

it('does not wait for a data plane that is no longer live', () => {
  planes = [serves(8), { ...serves(3), live: false }];
  effects.committed({ lineage: LINEAGE, revision: 8 });
  expect(seconds).toEqual([0]);
});

it.each([
  ['without a live data plane', []],
  ['while one serves nothing', [serves(null, null), serves(8)]],
  ['while one serves another lineage', [serves(8), serves(99, 'other')]],
])('finds no effect %s', (_when, given) => {
  planes = given;
  effects.committed({ lineage: LINEAGE, revision: 8 });
  report();
  expect(seconds).toEqual([]);
});

it('measures each of several changes that take effect together', () => {
  planes = [serves(7)];
  effects.committed({ lineage: LINEAGE, revision: 8 });
  nowMs += 1_000;
  effects.committed({ lineage: LINEAGE, revision: 9 });
  nowMs += 1_000;
  planes = [serves(9)];
  report();
  expect(seconds).toEqual([2, 1]);
});

it('forgets the oldest of too many changes', () => {
  planes = [serves(0)];
  for (let revision = 1; revision <= EFFECTS_AWAITED_MAX + 5; revision += 1) {
    effects.committed({ lineage: LINEAGE, revision });
  }
  planes = [serves(EFFECTS_AWAITED_MAX + 5)];
  report();
  expect(seconds).toHaveLength(EFFECTS_AWAITED_MAX);
});

it('hears nothing after it was closed', () => {
  planes = [serves(7)];
  effects.committed({ lineage: LINEAGE, revision: 8 });
  effects.close();
  planes = [serves(8)];
  report();
  expect(seconds).toEqual([]);
});
