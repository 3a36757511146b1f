import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { until } from '@switchyard/runtime';
import { cpuMicroseconds, pidsOf, residentBytes, treeOf } from './process-tree';

const stat = (pid: number, parentPid: number) => ({ pid, parentPid, cpuTicks: 1, residentPages: 1 });

it('a tree has the descendants of every generation, and no one else', () => {
  const processes = [stat(5, 1), stat(40, 30), stat(1, 0), stat(30, 5), stat(6, 1), stat(31, 5)];
  expect(treeOf(5, processes).map(({ pid }) => pid)).toEqual([5, 30, 31, 40]);
  expect(treeOf(99, processes)).toEqual([]);
});

it('counts the CPU of a child that ended, and fails for a program that does not run', async () => {
  const burn = 'const end = Date.now() + 300; while (Date.now() < end); ';
  const parent = spawn(process.execPath, [
    '-e',
    `require('node:child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(burn)}]);
     console.log('done'); setInterval(() => {}, 1000);`,
  ]);
  const pid = parent.pid!;
  const startedAt = cpuMicroseconds(pid);
  await once(parent.stdout, 'data');
  expect(pidsOf(pid)).toEqual([pid]);
  // On a busy machine the child gets less of its 300 ms, but its start alone costs more than this.
  expect(cpuMicroseconds(pid) - startedAt).toBeGreaterThan(40_000);
  expect(residentBytes(pid)).toBeGreaterThan(10_000_000);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  await until(() => pidsOf(pid).length === 0, 'the process is gone');
  expect(() => cpuMicroseconds(pid)).toThrow(`process ${pid} no longer runs`);
});
