import { createHmac } from 'node:crypto';
import { isSameMac, MacKey } from './mac-key';
import { rawJson } from './raw-text';

const key = Buffer.alloc(32, 1);
const macKey = new MacKey('key', key);

it('is HMAC-SHA-512 over the frame and the text, the first half of it published', () => {
  const whole = createHmac('sha512', key)
    .update('["letter",1]\n')
    .update(Buffer.from([0x7b, 0xff]))
    .digest('hex');
  expect(macKey.split(rawJson(['letter', 1]), '{\xff')).toEqual({ mac: whole.slice(0, 64), secret: whole.slice(64) });
  expect(macKey.macOf(rawJson(['letter', 1]), '{\xff')).toBe(whole.slice(0, 64));
});

it('gives the secret half for the published one of the same text only', () => {
  const { mac, secret } = macKey.split(rawJson(['letter']), 'text');
  expect(macKey.secretIfSame(mac, rawJson(['letter']), 'text')).toBe(secret);
  expect(macKey.secretIfSame(mac, rawJson(['letter']), 'next')).toBeNull();
  expect(macKey.secretIfSame(mac, rawJson(['note']), 'text')).toBeNull();
  for (const other of [
    '',
    mac.slice(2),
    mac.toUpperCase(),
    `${mac}00`,
    secret,
    'x'.repeat(64),
    `${mac.slice(1)}\u0161`,
  ]) {
    expect(macKey.secretIfSame(other, rawJson(['letter']), 'text')).toBeNull();
  }
});

it('does not take a key beyond Latin-1 for one within it', () => {
  expect(macKey.macOf(rawJson(['\u0161']), '')).not.toBe(macKey.macOf(rawJson(['a']), ''));
});

it('compares MACs, and takes nothing else for one', () => {
  const mac = macKey.macOf(rawJson(['letter']), '');
  expect(isSameMac(mac, mac)).toBe(true);
  expect(isSameMac(mac, macKey.macOf(rawJson(['letter']), ' '))).toBe(false);
  for (const other of ['', mac.slice(2), mac.toUpperCase(), `${mac}00`, 'x'.repeat(64)]) {
    expect(isSameMac(other, other)).toBe(false);
  }
});
