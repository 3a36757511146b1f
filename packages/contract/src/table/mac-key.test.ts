import { createHmac } from 'node:crypto';
import { isSameMac, MacKey } from './mac-key';

const key = Buffer.alloc(32, 1);
const macKey = new MacKey('key', key);

it('is HMAC-SHA-512 over the frame and the text, the first half of it published', () => {
  const whole = createHmac('sha512', key)
    .update('["letter",1]\n')
    .update(Buffer.from([0x7b, 0xff]))
    .digest('hex');
  expect(macKey.split(['letter', 1], '{\xff')).toEqual({ mac: whole.slice(0, 64), secret: whole.slice(64) });
  expect(macKey.macOf(['letter', 1], '{\xff')).toBe(whole.slice(0, 64));
});

it('gives the secret half for the published one of the same text only', () => {
  const { mac, secret } = macKey.split(['letter'], 'text');
  expect(macKey.secretIfSame(mac, ['letter'], 'text')).toBe(secret);
  expect(macKey.secretIfSame(mac, ['letter'], 'next')).toBeNull();
  expect(macKey.secretIfSame(mac, ['note'], 'text')).toBeNull();
  for (const other of [
    '',
    mac.slice(2),
    mac.toUpperCase(),
    `${mac}00`,
    secret,
    'x'.repeat(64),
    `${mac.slice(1)}\u0161`,
  ]) {
    expect(macKey.secretIfSame(other, ['letter'], 'text')).toBeNull();
  }
});

it('does not take a key beyond Latin-1 for one within it', () => {
  expect(macKey.macOf(['\u0161'], '')).not.toBe(macKey.macOf(['a'], ''));
});

it('compares MACs, and takes nothing else for one', () => {
  const mac = macKey.macOf(['letter'], '');
  expect(isSameMac(mac, mac)).toBe(true);
  expect(isSameMac(mac, macKey.macOf(['letter'], ' '))).toBe(false);
  for (const other of ['', mac.slice(2), mac.toUpperCase(), `${mac}00`, 'x'.repeat(64)]) {
    expect(isSameMac(other, other)).toBe(false);
  }
});
