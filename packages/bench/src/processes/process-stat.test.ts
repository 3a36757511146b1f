import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseProcessStat, readAllProcesses } from './process-stat';

const STAT = (name: string) =>
  `4321 (${name}) S 99 4321 4321 0 -1 4194304 1500 300 0 0 120 30 7 3 20 0 11 0 889 1200000 2048 18446744073709551615 1 1`;

it('reads parent, CPU time with that of ended children, and resident memory', () => {
  expect(parseProcessStat(STAT('node'))).toEqual({ pid: 4321, parentPid: 99, cpuTicks: 160, residentPages: 2048 });
});

it('reads past a name with blanks and parentheses', () => {
  expect(parseProcessStat(STAT('nginx: worker (x) 1 2'))).toEqual(parseProcessStat(STAT('node')));
});

it('refuses a text that is no process status', () => {
  expect(() => parseProcessStat('4321 (node) S 99 4321')).toThrow('unexpected content of /proc/<pid>/stat');
});

it('finds this process and its children', async () => {
  const child = spawn('sleep', ['60']);
  try {
    await once(child, 'spawn');
    const processes = readAllProcesses();
    expect(processes.find(({ pid }) => pid === child.pid)?.parentPid).toBe(process.pid);
    expect(processes.find(({ pid }) => pid === process.pid)?.cpuTicks).toBeGreaterThan(0);
  } finally {
    child.kill('SIGKILL');
  }
});
