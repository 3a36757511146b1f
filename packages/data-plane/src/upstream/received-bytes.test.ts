import { ReceivedBytes } from './received-bytes';

let nowMs = 0;
const received = (length: string | null, ...pieces: number[]) => {
  const bytes = new ReceivedBytes(length === null ? [] : ['Content-Length', length], () => nowMs);
  for (const piece of pieces) bytes.add(piece);
  return bytes;
};

it.each<[string | null, number[], boolean]>([
  ['10', [4, 6], true],
  [' 10 ', [10], true],
  ['0', [], true],
  ['10', [4, 5], false],
  [null, [10], false],
  ['ten', [10], false],
])('with the content-length %j, %j bytes are all: %s', (length, pieces, areAll) => {
  expect(received(length, ...pieces).areAll).toBe(areAll);
});

it('says how much came, and in what time', () => {
  const [some, others] = [received('10', 4), received(null, 7)];
  nowMs += 1_500;
  expect([String(some), String(others)]).toEqual([
    '4 of 10 bytes of its body came within 1500 ms',
    '7 bytes of its body came within 1500 ms',
  ]);
});
