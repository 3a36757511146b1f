import { WorkerLog } from './worker-log';

let written: string[];
let sent: string[];
let isConnected: boolean;
/** Called when the oldest line that was sent is on its way. */
let leave: (() => void)[];
let log: WorkerLog;
beforeEach(() => {
  [written, sent, leave] = [[], [], []];
  isConnected = true;
  log = new WorkerLog({
    name: 'test',
    sink: { write: (line) => void written.push(line) },
    primary: {
      isConnected: () => isConnected,
      send: (line) => {
        sent.push(line);
        return new Promise((resolve) => leave.push(resolve));
      },
    },
    bufferBytesMax: 100,
  });
});
const oneLeaves = async () => {
  leave.shift()?.();
  await new Promise(setImmediate);
};

it('sends every line through the primary, in order', () => {
  log.write('one\n');
  log.write(`${'x'.repeat(90)}\n`);
  expect([sent, written]).toEqual([['one\n', `${'x'.repeat(90)}\n`], []]);
});

it('writes every line itself once there is no primary', () => {
  isConnected = false;
  log.write('one\n');
  expect([sent, written]).toEqual([[], ['one\n']]);
});

it('drops lines while the primary takes none, and says how many where they would have stood', async () => {
  // Its characters fit, with the others, but its bytes do not.
  const lines = ['a'.repeat(45), 'b'.repeat(45), 'ä'.repeat(9), 'c'];
  for (const line of lines) log.write(line);
  expect(sent).toEqual(lines.slice(0, 2));
  await oneLeaves();
  expect(JSON.parse(sent[2]!)).toMatchObject({ level: 40, name: 'test', linesDropped: 2 });
  while (leave.length > 0) await oneLeaves();
  log.write('later');
  expect(sent.slice(3)).toEqual(['later']);
});
