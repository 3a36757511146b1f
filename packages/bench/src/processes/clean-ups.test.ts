import { CleanUps } from './clean-ups';

it('undoes everything once, the last first, even if something fails', async () => {
  const undone: string[] = [];
  const cleanUps = new CleanUps();
  const undo = (name: string) => () => {
    undone.push(name);
    return name === 'fails' ? Promise.reject(new Error(name)) : Promise.resolve();
  };
  cleanUps.add(undo('first'));
  cleanUps.add(undo('fails'));
  const early = cleanUps.add(undo('early'));
  cleanUps.add(undo('last'));

  await early();
  await Promise.allSettled([cleanUps.run(), cleanUps.run(), early()]);

  expect(undone).toEqual(['early', 'last', 'fails', 'first']);
  await expect(cleanUps.run()).rejects.toThrow('could not clean up');
  expect(() => cleanUps.add(undo('late'))).toThrow('the bench is ending');
});
