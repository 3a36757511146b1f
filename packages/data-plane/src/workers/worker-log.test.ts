import { LOG_ATOMIC_BYTES_MAX } from '@switchyard/runtime';
import { WorkerLog } from './worker-log';

it('sends lines through the primary that a pipe would not take whole, and writes the others', () => {
  const [written, sent]: [string[], string[]] = [[], []];
  const log = new WorkerLog({ write: (line) => void written.push(line) }, (line) => sent.push(line) > 0);
  const fitting = 'x'.repeat(LOG_ATOMIC_BYTES_MAX - 1) + '\n';
  // Its characters fit, its bytes do not.
  const longer = 'ä'.repeat(LOG_ATOMIC_BYTES_MAX - 1) + '\n';
  log.write(fitting);
  log.write(longer);
  expect([written, sent]).toEqual([[fitting], [longer]]);
});

it('writes every line itself once there is no primary', () => {
  const written: string[] = [];
  const log = new WorkerLog({ write: (line) => void written.push(line) }, () => false);
  const long = 'x'.repeat(2 * LOG_ATOMIC_BYTES_MAX);
  log.write(long);
  expect(written).toEqual([long]);
});
