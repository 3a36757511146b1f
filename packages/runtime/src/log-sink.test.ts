import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogSink } from './log-sink';
import { until } from './until';

const PIPE_BYTES = 65_536;
const BUFFER_BYTES_MAX = 100_000;
const LINE_BYTES = 1_000;

let folder: string;
const open: number[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-sink-'));
});
afterEach(() => {
  for (const descriptor of open.splice(0)) closeSync(descriptor);
  rmSync(folder, { recursive: true });
});

/** A pipe that is read only when the test reads it. */
function pipe() {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  open.push(reader, writer);
  const buffer = Buffer.alloc(PIPE_BYTES);
  let text = '';
  /** @returns everything read so far */
  const read = (): string => {
    try {
      text += buffer.subarray(0, readSync(reader, buffer)).toString('latin1');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
    return text;
  };
  return { writer, read, reader };
}

const line = (index: number): string => `${JSON.stringify({ n: index }).padEnd(LINE_BYTES - 1)}\n`;
const parsed = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((each) => JSON.parse(each) as { n?: number; linesDropped?: number });

function numbersAndDrops(text: string) {
  const lines = parsed(text);
  return {
    numbers: lines.flatMap(({ n }) => (n === undefined ? [] : [n])),
    dropped: lines.reduce((sum, { linesDropped = 0 }) => sum + linesDropped, 0),
  };
}

describe('the log of a program', () => {
  it('holds no more than its bound while nobody reads, and then says how many lines were dropped, in their place', async () => {
    const { writer, read } = pipe();
    const sink = new LogSink(writer, { name: 'test', bufferBytesMax: BUFFER_BYTES_MAX });
    const count = 1_000;
    const startedMs = performance.now();
    for (let index = 0; index < count; index += 1) {
      sink.write(line(index));
      if (index % 50 === 0) await new Promise(setImmediate);
    }
    expect(performance.now() - startedMs).toBeLessThan(5_000);

    const { numbers } = await until(() => {
      const all = numbersAndDrops(read().replace(/[^\n]*$/, ''));
      return all.dropped > 0 ? all : null;
    }, 'the dropped lines are told');
    expect(numbers).toEqual(Array.from(numbers, (_, index) => index));
    expect(numbers.length * LINE_BYTES).toBeLessThan(PIPE_BYTES + BUFFER_BYTES_MAX + LINE_BYTES);
    expect(numbersAndDrops(read())).toEqual({ numbers, dropped: count - numbers.length });

    sink.write(line(count));
    await until(() => read().includes(line(count)), 'a line after them is written');
    const lines = parsed(read());
    expect(lines.slice(-2)).toEqual([
      expect.objectContaining({ level: 40, name: 'test', pid: process.pid, linesDropped: count - numbers.length }),
      expect.objectContaining({ n: count }),
    ]);
  });

  it('tells the lines that were dropped once, while a slow reader goes on', async () => {
    const { writer, read } = pipe();
    const sink = new LogSink(writer, { name: 'test', bufferBytesMax: BUFFER_BYTES_MAX });
    let written = 0;
    for (let round = 0; round < 40; round += 1) {
      for (let index = 0; index < 100; index += 1) sink.write(line(written++));
      read();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    sink.flushSync(0);
    await until(() => {
      const { numbers, dropped } = numbersAndDrops(read().replace(/[^\n]*$/, ''));
      return numbers.length + dropped === written;
    }, 'each line was written or counted');
    const lines = parsed(read());
    const notes = lines.filter(({ linesDropped }) => linesDropped !== undefined);
    expect(notes.length).toBeGreaterThan(0);
    // A note stands for many lines, and many lines stand between two notes.
    expect(notes.length).toBeLessThan(lines.length / 10);
  });

  it('keeps lines whole, whatever part of them a reader takes at a time', async () => {
    const { writer, read } = pipe();
    const sink = new LogSink(writer, { name: 'test' });
    const texts = Array.from(
      { length: 40 },
      (_, index) => `${JSON.stringify({ index, text: 'ä→😀'.repeat(index * 100) })}\n`,
    );
    for (const text of texts) sink.write(text);
    const expected = Buffer.from(texts.join('')).toString('latin1');
    await until(() => read().length >= expected.length, 'everything is read');
    expect(read()).toBe(expected);
  });

  it('that ends waits for a reader no longer than its bound, and leaves whole lines', async () => {
    const { writer, read } = pipe();
    const sink = new LogSink(writer, { name: 'test' });
    for (let index = 0; index < 200; index += 1) sink.write(line(index));
    const startedMs = performance.now();
    sink.flushSync(50);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(49);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    const { numbers } = numbersAndDrops(read());
    expect(numbers.length).toBeGreaterThan(50);
    expect(numbers).toEqual(Array.from(numbers, (_, index) => index));
    // Or it would write to a descriptor of the next test.
    await until(() => read().includes(line(199)), 'the rest is written');
  });

  it('goes on when a pipe has a reader again', async () => {
    const path = join(folder, 'pipe');
    const { writer, reader } = pipe();
    const sink = new LogSink(writer, { name: 'test' });
    closeSync(reader);
    open.splice(open.indexOf(reader), 1);
    sink.write(line(0));
    await new Promise(setImmediate);
    const next = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    open.push(next);
    const buffer = Buffer.alloc(PIPE_BYTES);
    const bytes = await until(() => {
      const length = readSync(next, buffer);
      return length > 0 ? length : null;
    }, 'the line is written');
    expect(buffer.subarray(0, bytes).toString()).toBe(line(0));
  });

  it('writes to a file at once when it ends', () => {
    const path = join(folder, 'file');
    writeFileSync(path, '');
    const writer = openSync(path, 'a');
    open.push(writer);
    const sink = new LogSink(writer, { name: 'test' });
    for (let index = 0; index < 3; index += 1) sink.write(line(index));
    sink.flushSync();
    expect(readFileSync(path, 'utf8')).toBe([0, 1, 2].map(line).join(''));
  });
});
