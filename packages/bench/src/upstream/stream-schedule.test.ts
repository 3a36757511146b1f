import { StreamSchedule } from './stream-schedule';

it('sends to each stream once per interval, spread over it', () => {
  let nowMs = 0;
  const sent: string[] = [];
  const schedule = new StreamSchedule<string>(
    10,
    (stream) => sent.push(`${stream}@${nowMs}`),
    () => nowMs,
  );
  for (const stream of ['a', 'b', 'c']) schedule.add(stream);

  for (nowMs = 0; nowMs <= 20; nowMs += 2) schedule.sendDue();

  expect(sent).toEqual(['a@2', 'b@4', 'c@6', 'a@12', 'b@14', 'c@16']);
  schedule.delete('b');
  sent.length = 0;
  for (; nowMs <= 30; nowMs += 2) schedule.sendDue();
  expect(sent).toEqual(['a@22', 'c@26']);
});

it('makes up for a late call, by one interval at most', () => {
  let nowMs = 0;
  let sent = 0;
  const schedule = new StreamSchedule<string>(
    10,
    () => (sent += 1),
    () => nowMs,
  );
  schedule.add('a');
  nowMs = 1_000;
  schedule.sendDue();
  expect(sent).toBe(1);
});
