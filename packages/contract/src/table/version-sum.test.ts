import fc from 'fast-check';
import { VersionSum } from './version-sum';

const summand = fc
  .array(fc.integer({ min: 0, max: 255 }), { minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));
const sumOf = (summands: readonly string[]) => {
  const sum = new VersionSum();
  for (const each of summands) sum.add(each);
  return sum;
};

it('is zero for nothing', () => {
  expect(new VersionSum()).toMatchObject({ count: 0, sum: '0'.repeat(64) });
});

it('wraps around at 2^256', () => {
  const sum = sumOf(['f'.repeat(64), `${'0'.repeat(63)}2`]);
  expect([sum.count, sum.sum]).toEqual([2, `${'0'.repeat(63)}1`]);
});

it('does not depend on the order, and takes back what was added', () => {
  fc.assert(
    fc.property(fc.array(summand, { maxLength: 8 }), fc.array(summand, { maxLength: 8 }), (kept, removed) => {
      const sum = sumOf([...removed, ...kept].toReversed());
      for (const each of removed) sum.remove(each);
      const expected = sumOf(kept);
      expect([sum.count, sum.sum]).toEqual([expected.count, expected.sum]);
      expect(sum.sum).toMatch(/^[0-9a-f]{64}$/);
    }),
  );
});

it('distinguishes sets that differ in one member, or in how often it is there', () => {
  fc.assert(
    fc.property(fc.uniqueArray(summand, { minLength: 2, maxLength: 5 }), ([first = '', ...others]) => {
      const whole = sumOf([first, ...others]);
      expect(sumOf(others).sum).not.toBe(whole.sum);
      expect(sumOf([first, first, ...others.slice(1)]).sum).not.toBe(whole.sum);
    }),
  );
});

it('continues from a copy, without changing the original', () => {
  const sum = sumOf(['a'.repeat(64)]);
  const copy = sum.copy();
  copy.add('1'.repeat(64));
  expect([sum.count, sum.sum]).toEqual([1, 'a'.repeat(64)]);
  expect([copy.count, copy.sum]).toEqual([2, 'b'.repeat(64)]);
});
