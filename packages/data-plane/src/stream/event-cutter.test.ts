import fc from 'fast-check';
import { EventCutter } from './event-cutter';
import { readStreamEvent } from './stream-event';

/** Cuts a stream that arrives in these chunks; the last element is the rest. */
function cut(pieces: readonly Buffer[]): string[] {
  const cutter = new EventCutter();
  const events: string[] = [];
  for (const piece of pieces) {
    const whole = cutter.push(piece);
    let start = 0;
    for (const end of whole?.ends ?? []) {
      events.push(whole!.bytes.toString('latin1', start, end));
      start = end;
    }
    expect(start).toBe(whole?.bytes.length ?? 0);
  }
  return [...events, cutter.takeRest().toString('latin1')];
}

const cutText = (text: string) => cut([Buffer.from(text, 'latin1')]);

function piecesOf(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const length of lengths) {
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return [...pieces, bytes.subarray(at)];
}

/** The events of a stream by the steps in the standard, line by line over the whole text. */
function dispatched(text: string): string[] {
  const events: string[] = [];
  let [name, data]: [string, string[]] = ['', []];
  const lines = text.split(/\r\n|\n|\r/);
  for (const line of lines.slice(0, -1)) {
    if (line === '') {
      if (data.length > 0) events.push(`${name}|${data.join('\n')}`);
      [name, data] = ['', []];
      continue;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    if (field === 'event') name = value;
  }
  return events;
}

const lineEnd = fc.constantFrom('\n', '\r', '\r\n');
const line = fc.oneof(
  fc.constantFrom(
    '',
    '',
    '',
    ': ping',
    'data',
    'data:',
    'data: [DONE]',
    'event: a',
    'event:b',
    'id: 7',
    'retry: 1',
    'nonsense',
  ),
  fc.string({ unit: fc.constantFrom('a', ':', ' ', '{', '"', 'é'), maxLength: 12 }).map((text) => `data: ${text}`),
);
const stream = fc
  .array(fc.tuple(line, lineEnd), { maxLength: 20 })
  .map((lines) => Buffer.from(lines.map((parts) => parts.join('')).join(''), 'latin1'));

describe('the cutter', () => {
  it('cuts a stream at the same places whatever the chunks, and neither adds nor loses a byte', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.integer({ min: 0, max: 9 })), (bytes, lengths) => {
        const whole = cut([bytes]);
        expect(whole.join('')).toBe(bytes.toString('latin1'));
        expect(cut(piecesOf(bytes, lengths))).toEqual(whole);
        expect(cut([...bytes].map((byte) => Buffer.from([byte])))).toEqual(whole);
      }),
      { numRuns: 1_000 },
    );
  });

  it('reads from each single event what the standard reads from the whole stream', () => {
    fc.assert(
      fc.property(stream, (bytes) => {
        // A complete last event, so that there is no rest.
        const complete = Buffer.concat([bytes, Buffer.from('x\n\n')]);
        const events = cut([complete]).map((text) => {
          const event = readStreamEvent(Buffer.from(text, 'latin1'), 0, text.length);
          return { name: event.name ?? '', data: event.data?.toString('latin1') };
        });
        expect(events.flatMap(({ name, data }) => (data === undefined ? [] : `${name}|${data}`))).toEqual(
          dispatched(complete.toString('latin1')),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['LF', 'data: a\n\ndata: b\n\n', ['data: a\n\n', 'data: b\n\n', '']],
    ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n', ['data: a\r\n\r\n', 'data: b\r\n\r\n', '']],
    ['CR', 'data: a\r\rdata: b\r\r', ['data: a\r\r', 'data: b\r\r', '']],
    [
      'a mixture',
      'data: a\r\n\ndata: b\n\r\ndata: c\n\rdata: d',
      ['data: a\r\n\n', 'data: b\n\r\n', 'data: c\n\r', 'data: d'],
    ],
    ['several lines', 'event: x\ndata: a\ndata: b\n\n: ping\n\n', ['event: x\ndata: a\ndata: b\n\n', ': ping\n\n', '']],
  ])('ends an event at a blank line: %s', (_title, text, events) => {
    expect(cutText(text)).toEqual(events);
  });

  it('does not hold an event back until the next one, unless its last byte may be half a line ending', () => {
    const last = (text: string) => cutText(text).at(-1);
    expect([last('data: a\n\n'), last('data: a\r\n\r\n'), last('data: a\r\r')]).toEqual(['', '', '']);
    expect(last('data: a\r\n\r')).toBe('data: a\r\n\r');
  });

  it('continues with the rest of an event whose start was taken, and then with the next ones', () => {
    const cutter = new EventCutter();
    cutter.push(Buffer.from('data: a\n\ndata: lar'));
    expect([cutter.pendingBytes, cutter.takePending().toString(), cutter.isTorn]).toEqual([9, 'data: lar', true]);
    expect(cutter.push(Buffer.from('ge'))).toBeNull();
    const whole = cutter.push(Buffer.from('r\n\ndata: b\n\n'))!;
    expect([whole.bytes.toString(), whole.ends, cutter.isTorn]).toEqual(['ger\n\ndata: b\n\n', [5, 14], false]);
  });
});
