import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { HmacKey } from './hmac-key';
import { rawOf } from './raw-text';

const bytes = (size: { readonly minLength?: number; readonly maxLength: number }) => fc.uint8Array(size);

it.each(['sha256', 'sha512'] as const)('is the HMAC of the standard, with %s', (hash) => {
  const text = fc.oneof(bytes({ maxLength: 300 }), bytes({ minLength: 16_300, maxLength: 16_500 }));
  fc.assert(
    fc.property(bytes({ maxLength: 64 }), fc.array(fc.tuple(text, text), { maxLength: 5 }), (key, texts) => {
      const hmac = new HmacKey(hash, key);
      for (const [line, rest] of texts) {
        const expected = createHmac(hash, key).update(line).update('\n').update(rest);
        expect(hmac.digest(rawOf(line), rawOf(rest))).toBe(expected.digest('hex'));
      }
    }),
    { numRuns: 50 },
  );
});

it('refuses a key that is longer than a block', () => {
  expect(() => new HmacKey('sha256', Buffer.alloc(65))).toThrow('the key has more than 64 bytes');
});
