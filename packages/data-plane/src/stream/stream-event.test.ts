import { readStreamEvent } from './stream-event';

function read(text: string) {
  const bytes = Buffer.from(`before\n\n${text}`);
  return readStreamEvent(bytes, 8, bytes.length);
}
const parts = (text: string) => {
  const { name, data } = read(text);
  return [name, data?.toString() ?? null];
};

describe('an event', () => {
  it.each([
    ['only data', 'data: {"a":1}\n\n', [null, '{"a":1}']],
    ['its name', 'event: ping\r\ndata: {}\r\n\r\n', ['ping', '{}']],
    ['a name after the data', 'data: {}\nevent: late\n\n', ['late', '{}']],
    ['no space after the colon', 'event:x\ndata:y\n\n', ['x', 'y']],
    ['only the first space stripped from its data', 'data:  y \n\n', [null, ' y ']],
    ['several lines of data', 'data: a\ndata:\ndata\ndata: b\n\n', [null, 'a\n\n\nb']],
    ['other fields and comments ignored', ': data: x\nid: 1\nretry: 2\ndatum: 3\ndata: y\n\n', [null, 'y']],
    ['no data in a comment', ': keep-alive\n\n', [null, null]],
    ['an empty name as none', 'event:\ndata: y\n\n', [null, 'y']],
    ['a byte-order mark ignored', '\ufeffdata: y\n\n', [null, 'y']],
    [
      'bare JSON, as Gemini reports an error',
      '{\n  "error": {"code": 503}\n}\n',
      [null, '{\n  "error": {"code": 503}\n}\n'],
    ],
    ['a bare array', '[{"error":1}]\n\n', [null, '[{"error":1}]\n\n']],
    ['bare JSON behind white space and marks', ' \t\r\n\ufeff {"a":1}\n\n', [null, ' \t\r\n\ufeff {"a":1}\n\n']],
    ['no data in white space', ' \n\n', [null, null]],
  ])('is read with %s', (_title, text, expected) => {
    expect(parts(text)).toEqual(expected);
  });

  it('has its name as its type, or else the member `type` of its data', () => {
    expect(read('event: a\ndata: {"type":"b"}\n\n').type).toBe('a');
    expect(read('data: {"x":1, "type" : "b"}\n\n').type).toBe('b');
    expect(read('data: {"choices":[]}\n\n').type).toBeNull();
    expect(read('data: {"x":{"type":"b"}}\n\n').type).toBeNull();
    expect(read('data: [{"type":"b"}]\n\n').type).toBe('b');
    expect(read('data: {"type":7}\n\n').type).toBeNull();
    expect(read('data: no JSON with "type"\n\n').type).toBeNull();
  });

  it('is read in time linear in its number of lines', () => {
    const line = `data: ${'x'.repeat(76)}\n`;
    const LINES = 256_000;
    /** The processor time of this thread, which does not depend on what else the machine does, for all the lines. */
    const microsecondsInEventsOf = (lines: number) => {
      const bytes = Buffer.from(`${line.repeat(lines)}\n`);
      const started = process.threadCpuUsage();
      for (let read = 0; read < LINES; read += lines) {
        expect(readStreamEvent(bytes, 0, bytes.length).data).toHaveLength(lines * 77 - 1);
      }
      return process.threadCpuUsage(started).user;
    };
    microsecondsInEventsOf(1_000);
    // Events of 64 times the lines would take 64 times as long in all if each line copied all before. A longer text costs
    // more in any case: it leaves the processor's cache.
    expect(microsecondsInEventsOf(64_000) / microsecondsInEventsOf(1_000)).toBeLessThan(16);
  });

  it('has undefined as its JSON if it is not JSON', () => {
    expect([read(': x\n\n').json, read('data: [DONE]\n\n').json, read('data: null\n\n').json]).toEqual([
      undefined,
      undefined,
      null,
    ]);
  });
});
