import { bytesOfRaw, rawOf } from './raw-text';
import { openText, signText, type TextSigner } from './signed-text';

const signer: TextSigner = {
  id: 'a1b2c3d4',
  macOf: (raw) => Buffer.from(raw).toString('hex').padEnd(64, '0').slice(-64),
};
const open = (bytes: Uint8Array) => openText(signer, rawOf(bytes), 'letter');
const signed = rawOf(signText(signer, 'text'));

it('gives a text back, with any bytes and lines', () => {
  for (const raw of ['', 'text', 'two\nlines', '\xff\x00']) {
    expect(open(signText(signer, raw))).toEqual({ raw, fault: null });
  }
});

it.each([
  ['another text', signed.replace('text', 'next'), 'no holder of the sealing key wrote this letter'],
  ['more text', `${signed}x`, 'no holder of the sealing key wrote this letter'],
  [
    'another sealing key',
    signed.replace('a1b2c3d4', '99999999'),
    'sealing key 99999999, but this sealing key is a1b2c3d4',
  ],
  ['another form of MAC', signed.replace(/[0-9a-f]{64}/, (mac) => mac.slice(2)), 'not a letter'],
  ['no line', 'text', 'not a letter'],
  ['a line that is not JSON', 'text\ntext', 'not a letter'],
  ['a long line', `${' '.repeat(10_000)}${signed}`, 'not a letter'],
  ['nothing', '', 'not a letter'],
])('says why %s is not authentic', (_what, encoded, fault) => {
  expect(open(bytesOfRaw(encoded))).toEqual({ raw: null, fault: expect.stringContaining(fault) as string });
});
