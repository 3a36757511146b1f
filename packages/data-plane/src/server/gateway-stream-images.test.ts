import {
  cut,
  ending,
  type Ending,
  EVENT_STREAM,
  gateway,
  properly,
  scriptedGateway,
  serve,
  silent,
  suspensions,
} from '../testing/scripted-gateway.suite';
import { received, VENDORS } from '../testing/vendors.suite';

/** Long enough for what follows, short enough for a test. */
scriptedGateway(['a', 'b'], { ending: { terminatedMs: 150, finishedMs: 300, awaitedMs: 1_500 } });

const event = (type: string, more: object = {}) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, b64_json: 'aW1hZ2U=', ...more })}\n\n`;

const OPERATIONS = [
  ['generations', 'image_generation'],
  ['edits', 'image_edit'],
] as const;

/** Asks for images in JSON. */
const send = (operation: string, n: unknown) => post(operation, JSON.stringify({ model: 'a', stream: true, n }));

/** Asks for edited images in a form. */
function sendForm(n: number): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ model: 'a', stream: 'true', n: String(n) })) form.append(name, value);
  form.append('image', new Blob(['\u0001"n":9']), 'cat.png');
  return post('edits', form);
}

function post(operation: string, body: string | FormData): Promise<Response> {
  const type: Record<string, string> = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
  const headers = { authorization: `Bearer ${gateway.liveKey}`, ...type };
  return fetch(`${gateway.url}/support/chat/images/${operation}`, { method: 'POST', headers, body });
}

/** What becomes of events that are sent in answer to a request. */
async function outcome(events: string[], end: Ending, ask: () => Promise<Response>) {
  serve(VENDORS.openai, ending(events.join(''), end));
  const { text, isWhole } = await received(await ask());
  return { isWhole, isAll: text.startsWith(events.join('')), isSuspended: suspensions().length > 0 };
}
const whole = { isWhole: true, isAll: true, isSuspended: false };
const broken = { isWhole: false, isAll: true, isSuspended: true };

describe.each(OPERATIONS)('streamed images of images/%s', (operation, type) => {
  const partial = (index = 0) => event(`${type}.partial_image`, { partial_image_index: index });
  const completed = event(`${type}.completed`, { usage: { total_tokens: 1 } });

  it.each<[string, string[], unknown]>([
    ['the one that was asked for', [completed], 1],
    ['one without a number', [partial(0), partial(1), completed], undefined],
    ['two', [completed, completed], 2],
    ['three with partial images', [partial(), completed, partial(), completed, partial(), completed], 3],
    ['more than were asked for', [completed, completed], 1],
    ['all whose partial images are mixed', [partial(0), partial(0), completed, completed], 2],
    ['an invalid number, which the vendor took', [completed], 'many'],
    ['fewer than were asked for', [completed], 2],
    ['fewer, with partial images', [completed, partial(), completed], 3],
  ])('are whole with %s', async (_title, events, n) => {
    for (const end of [properly, silent]) {
      expect(await outcome(events, end, () => send(operation, n))).toEqual(whole);
    }
  });

  it.each<[string, string[], unknown]>([
    ['another has begun', [completed, partial()], 1],
    ['another of those that were asked for has begun', [completed, partial()], 2],
    ['none has finished', [partial()], 1],
  ])('are not whole if %s', async (_title, events, n) => {
    for (const end of [properly, cut]) {
      expect(await outcome(events, end, () => send(operation, n))).toEqual(broken);
      gateway.nowMs += 61_000;
    }
  });

  it('are not whole if the connection breaks behind one of them: usage may be lost', async () => {
    expect(await outcome([completed], cut, () => send(operation, 2))).toEqual(broken);
  });

  it('wait longer for the next image that was asked for', async () => {
    serve(VENDORS.openai, (response) => {
      response.writeHead(200, EVENT_STREAM).write(completed);
      // Longer than the time after the last finish.
      setTimeout(() => response.end(completed), 900);
    });
    expect(await received(await send(operation, 2))).toMatchObject({ text: completed.repeat(2), isWhole: true });
  });
});

it('images that are asked for in a form count too', async () => {
  const completed = event('image_edit.completed');
  expect(await outcome([completed, completed], silent, () => sendForm(2))).toEqual(whole);
  serve(VENDORS.openai, (response) => {
    response.writeHead(200, EVENT_STREAM).write(completed);
    setTimeout(() => response.end(completed), 900);
  });
  expect(await received(await sendForm(2))).toMatchObject({ text: completed.repeat(2), isWhole: true });
});
