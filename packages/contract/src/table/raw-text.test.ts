import fc from 'fast-check';
import { bytesOfRaw, parseRaw, rawJson, rawOf } from './raw-text';

it('gives any bytes back', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const raw = rawOf(bytes);
      expect(raw).toHaveLength(bytes.length);
      expect([...bytesOfRaw(raw)]).toEqual([...bytes]);
    }),
  );
});

it('reads a view of a larger buffer, and nothing beside it', () => {
  const whole = Buffer.from('0123456789');
  expect(rawOf(whole.subarray(2, 5))).toBe('234');
});

it('gives any JSON value back, also outside ASCII and with lone surrogates', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), (value) => {
      const raw = rawJson(value);
      expect(JSON.stringify(parseRaw(raw))).toBe(JSON.stringify(value));
      expect(Buffer.from(bytesOfRaw(raw)).toString()).toBe(JSON.stringify(value));
    }),
  );
  for (const text of ['é', '日本', '😀', '\ud800', '\u0000', '\u2028'])
    expect(parseRaw(rawJson({ text }))).toEqual({ text });
});

it('has one character per byte, as the length that an entry tells', () => {
  expect(rawJson({ name: 'é😀' })).toHaveLength(Buffer.byteLength('{"name":"é😀"}'));
});
