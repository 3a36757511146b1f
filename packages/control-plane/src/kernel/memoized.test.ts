import { memoized } from './memoized';

it('calls the function once per owner, even if it returns undefined', () => {
  const made: object[] = [];
  const thing = memoized((owner: { readonly value?: number }) => {
    made.push(owner);
    return owner.value;
  });
  const [one, other, empty] = [{ value: 1 }, { value: 1 }, {}];
  expect([one, other, one, empty, empty].map(thing)).toEqual([1, 1, 1, undefined, undefined]);
  expect(made).toEqual([one, other, empty]);
});
