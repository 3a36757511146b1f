import { Slots } from './slots';

it('lets so many in at once, and the others one by one in their order', async () => {
  const slots = new Slots(2);
  const entered: number[] = [];
  const leave = new Map<number, () => void>();
  const all = [1, 2, 3, 4].map(async (index) => {
    leave.set(index, await slots.enter());
    entered.push(index);
  });
  await all[1];
  expect(entered).toEqual([1, 2]);
  leave.get(2)?.();
  await all[2];
  expect(entered).toEqual([1, 2, 3]);
  leave.get(1)?.();
  await all[3];
  for (const index of [3, 4]) leave.get(index)?.();
  await Promise.all([slots.enter(), slots.enter()]);
  const late = slots.enter().then(() => entered.push(5));
  await Promise.resolve();
  expect(entered).toEqual([1, 2, 3, 4]);
  void late;
});
