import fc from 'fast-check';
import { StagedMap } from './staged-map';

const key = fc.constantFrom('a', 'b', 'c', 'd');

test('staged changes become visible at the turn and not before, and settling changes nothing visible', () => {
  const changes = fc.array(fc.tuple(key, fc.option(fc.integer(), { nil: undefined })), { maxLength: 8 });
  fc.assert(
    fc.property(fc.array(changes, { maxLength: 10 }), (turns) => {
      const turn = { current: 0 };
      const map = new StagedMap<number>(turn);
      const expected = new Map<string, number | undefined>();
      const shows = () => ['a', 'b', 'c', 'd'].map((each) => map.get(each));
      const expects = () => ['a', 'b', 'c', 'd'].map((each) => expected.get(each));
      for (const staged of turns) {
        for (const [changed, value] of staged) map.stage(changed, value);
        expect(shows()).toEqual(expects());
        expect(turn.current === 0 ? [...map.entries()] : []).toEqual([]);
        for (const [changed, value] of staged) expected.set(changed, value);
        turn.current += 1;
        expect(shows()).toEqual(expects());
        for (const [changed] of staged) map.settle(changed);
        expect(shows()).toEqual(expects());
      }
    }),
  );
});

test('a value of the first table stays when its absence is staged later, as in any other turn', () => {
  const turn = { current: 0 };
  const map = new StagedMap<number>(turn);
  map.stage('a', 1);
  map.stageAbsence('a');
  map.stageAbsence('b');
  turn.current += 1;
  expect([...map.entries()]).toEqual([['a', 1]]);
});
