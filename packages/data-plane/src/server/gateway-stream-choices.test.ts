import {
  cut,
  ending,
  type Ending,
  gateway,
  properly,
  scriptedGateway,
  serve,
  silent,
  suspensions,
} from '../testing/scripted-gateway.suite';
import { ask, received, type Vendor, VENDORS } from '../testing/vendors.suite';

/** Long enough for what follows, short enough for a test. */
scriptedGateway(['a', 'b'], { ending: { terminatedMs: 150, finishedMs: 400, awaitedMs: 1_500 } });

const choice = (index: number, more: object) => `data: ${JSON.stringify({ choices: [{ index, ...more }] })}\n\n`;
const say = (index: number) => choice(index, { delta: { content: 'a' } });
const finish = (index: number) => choice(index, { delta: {}, finish_reason: 'stop' });
const DONE = 'data: [DONE]\n\n';

async function outcome(events: string[], end: Ending = properly, vendor: Vendor = VENDORS.openai) {
  serve(vendor, ending(events.join(''), end));
  const { text, isWhole } = await received(await ask(gateway, vendor, true));
  return { text, isWhole, isSuspended: suspensions().length > 0 };
}
const well = (events: string[]) => ({ text: events.join(''), isWhole: true, isSuspended: false });

describe('several choices', () => {
  it.each<[string, string[]]>([
    ['one of two has finished', [say(0), say(1), finish(0)]],
    ['the second has finished', [say(0), say(1), finish(1)]],
    ['none has', [say(0), say(1)]],
  ])('are not complete if %s', async (_title, events) => {
    for (const end of [properly, cut]) {
      const { isWhole, isSuspended } = await outcome(events, end);
      expect([isWhole, isSuspended]).toEqual([false, true]);
      gateway.nowMs += 61_000;
    }
  });

  it('are complete if each that began has finished, or with the terminal event', async () => {
    for (const events of [
      [say(0), say(1), finish(1), finish(0)],
      [say(0), say(1), finish(0), DONE],
    ]) {
      expect(await outcome(events)).toMatchObject(well(events));
    }
  });
});

describe('several choices that were asked for', () => {
  const two = { ...VENDORS.openai, body: { ...VENDORS.openai.body, n: 2 } };

  it('may begin long after the first has finished', async () => {
    const first = [say(0), finish(0)];
    const second = [say(1), finish(1), DONE];
    // Longer than the time after the last finish.
    const later: Ending = (response) => void setTimeout(() => response.end(second.join('')), 900);
    const { text, isWhole } = await outcome(first, later, two);
    expect([text, isWhole]).toEqual([[...first, ...second].join(''), true]);
  });

  it('may be fewer: the vendor ends the answer, or is silent', async () => {
    const events = [say(0), finish(0)];
    for (const end of [properly, silent]) expect(await outcome(events, end, two)).toMatchObject(well(events));
  });

  it('are cut by a pause that is too long, and by the maximum duration, unless nothing is awaited', async () => {
    const one = [say(0), finish(0)];
    const both = [...one, say(1), finish(1)];
    const talking: Ending = (response) => {
      const timer = setInterval(() => response.write(': ping\n\n'), 50);
      response.on('close', () => clearInterval(timer));
    };
    gateway.entry.streamIdleTimeoutSeconds = 1;
    expect(await outcome(one, silent, two)).toMatchObject({ isWhole: false, isSuspended: true });
    gateway.nowMs += 61_000;
    gateway.entry.streamMaxDurationSeconds = 1;
    expect(await outcome(one, talking, two)).toMatchObject({ isWhole: false, isSuspended: true });
    gateway.nowMs += 61_000;
    expect(await outcome(both, silent, two)).toMatchObject(well(both));
    expect(await outcome(both, talking, two)).toMatchObject({ isWhole: true, isSuspended: false });
  });
});
