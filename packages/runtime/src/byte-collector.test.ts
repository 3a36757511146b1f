import fc from 'fast-check';
import { ByteCollector } from './byte-collector';

it('gives back what it was given, in one piece, and is empty then', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.oneof(fc.nat(40), fc.nat(70_000)), fc.nat(3)), { maxLength: 40 }),
      fc.array(fc.nat(40)),
      (pieces, takenAfter) => {
        const collector = new ByteCollector();
        let expected = Buffer.alloc(0);
        for (const [index, [size, margin]] of pieces.entries()) {
          // Some pieces have memory of their own, others are a small part of it.
          const memory = Buffer.alloc(size * (margin + 1), index + 1);
          collector.push(memory.subarray(0, size));
          expected = Buffer.concat([expected, Buffer.alloc(size, index + 1)]);
          expect(collector.length).toBe(expected.length);
          if (!takenAfter.includes(index)) continue;
          expect(collector.take().equals(expected)).toBe(true);
          expect([collector.length, collector.memoryBytes]).toEqual([0, 0]);
          expected = Buffer.alloc(0);
        }
        expect(collector.take().equals(expected)).toBe(true);
      },
    ),
  );
});

it.each([1, 2, 100, 5_000])('takes little more memory than it was given, in pieces of %i bytes', (size) => {
  const collector = new ByteCollector();
  // As the parts of one read from a socket.
  const memory = Buffer.alloc(65_536);
  let worst = 0;
  for (let bytes = 0; bytes < 1_000_000; bytes += size) {
    collector.push(memory.subarray(9, 9 + size));
    worst = Math.max(worst, collector.memoryBytes - collector.length * 1.25);
  }
  expect(worst).toBeLessThanOrEqual(2_048);
});

it('does not copy a piece that stays the only one, nor large ones', () => {
  const collector = new ByteCollector();
  const piece = Buffer.from('only');
  const own = Buffer.alloc(100, 'x');
  collector.push(own);
  expect(collector.take()).toBe(own);
  collector.push(piece);
  const large = Buffer.alloc(65_536, 'x');
  collector.push(large);
  expect(collector.memoryBytes).toBeLessThan(65_536 + 2_048);
  expect(collector.take().equals(Buffer.concat([piece, large]))).toBe(true);
});
