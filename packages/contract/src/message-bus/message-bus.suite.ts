import { until } from '@switchyard/runtime';
import type { MessageBus } from './message-bus';

const bytes = (text: string) => new TextEncoder().encode(text);

const GREETING = '?';

/** Records the messages on a subject, except for the greetings that show that the subscription is active. */
export class Listener {
  readonly heard: string[] = [];
  greetings = 0;
  readonly stop: () => void;

  constructor(bus: MessageBus, subject: string, group?: string) {
    const onMessage = (message: Uint8Array) => {
      const text = new TextDecoder().decode(message);
      if (text === GREETING) this.greetings += 1;
      else this.heard.push(text);
    };
    this.stop = bus.subscribe(subject, onMessage, group);
  }
}

/** Greets a listener until it receives one: a subscription over a network takes a moment to become active. */
export async function subscribed(bus: MessageBus, subject: string, listener: Listener): Promise<void> {
  const { greetings } = listener;
  await until(() => {
    bus.publish(subject, bytes(GREETING));
    return listener.greetings > greetings;
  }, 'the subscription has begun');
}

/**
 * What every bus guarantees.
 *
 * @param open gives two members of one bus, on which other tests may use other subjects
 */
export function describeMessageBus(name: string, open: () => Promise<readonly [MessageBus, MessageBus]>): void {
  describe(name, () => {
    let left: MessageBus;
    let right: MessageBus;
    let subject = '';
    let subjectCount = 0;
    const listeners: Listener[] = [];
    const listen = async (bus: MessageBus, on = subject) => {
      const listener = new Listener(bus, on);
      listeners.push(listener);
      await subscribed(bus, on, listener);
      return listener;
    };
    beforeEach(async () => {
      [left, right] = await open();
      subject = `subject.${(subjectCount += 1)}`;
    });
    afterEach(() => {
      for (const listener of listeners.splice(0)) listener.stop();
    });

    test('a message reaches every subscriber of its subject, including the sender, in order', async () => {
      const all = [await listen(left), await listen(right), await listen(right)];
      for (const text of ['one', 'two', 'three']) left.publish(subject, bytes(text));
      await until(() => all.every((each) => each.heard.includes('three')), 'the messages have come');
      for (const each of all) expect(each.heard).toEqual(['one', 'two', 'three']);
    });

    test('a message on another subject is not received', async () => {
      const here = await listen(left);
      const there = await listen(left, `${subject}.other`);
      right.publish(subject, bytes('here'));
      right.publish(`${subject}.other`, bytes('there'));
      await until(() => there.heard.includes('there') && here.heard.includes('here'), 'both messages have come');
      expect(here.heard).not.toContain('there');
      expect(there.heard).not.toContain('here');
    });

    test('one subscriber of each group gets a message, besides all subscribers without a group', async () => {
      const group = [left, right, right].map((bus) => new Listener(bus, subject, 'group'));
      listeners.push(...group);
      for (const member of group) await subscribed(left, subject, member);
      const alone = await listen(right);
      const texts = Array.from({ length: 60 }, (_, index) => String(index));
      for (const text of texts) left.publish(subject, bytes(text));
      const heard = () => group.flatMap((member) => member.heard);
      await until(
        () => alone.heard.length === texts.length && heard().length >= texts.length,
        'the messages have come',
      );
      expect(alone.heard).toEqual(texts);
      expect(new Set(heard())).toEqual(new Set(texts));
      expect(heard()).toHaveLength(texts.length);
    });

    test('a stopped subscriber receives nothing more, and the others continue', async () => {
      const stopped = await listen(left);
      const other = await listen(left);
      stopped.stop();
      left.publish(subject, bytes('one'));
      await until(() => other.heard.includes('one'), 'the message has come');
      expect(stopped.heard).toEqual([]);
    });

    test('a subscriber is never called within the publisher’s turn, and publishing needs no subscriber', async () => {
      const listener = await listen(left);
      left.publish(subject, bytes('one'));
      left.publish(`${subject}.nobody`, bytes('one'));
      expect(listener.heard).toEqual([]);
      await until(() => listener.heard.includes('one'), 'the message has come');
    });

    test('later changes to the publisher’s buffer do not change the message', async () => {
      const listener = await listen(left);
      const message = bytes('before');
      left.publish(subject, message);
      await until(() => {
        message.fill(0x78);
        return listener.heard.length > 0;
      }, 'the message has come');
      expect(listener.heard).toEqual(['before']);
    });
  });
}
