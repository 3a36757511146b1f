import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { allCores, allowedCores, divideCores, moveToCores, parseCpuList } from './cores';

it('reads the kernel’s lists of cores', () => {
  expect(parseCpuList('0-3,8,10-11')).toEqual([0, 1, 2, 3, 8, 10, 11]);
  expect(() => parseCpuList('all')).toThrow('not a list of cores: all');
});

it('gives the gateway cores of its own where there are two or more', () => {
  expect(divideCores([0, 1])).toEqual({ gateway: '1', rest: '0', areApart: true });
  expect(divideCores([0, 1, 2, 3], 2)).toEqual({ gateway: '2,3', rest: '0,1', areApart: true });
  expect(divideCores([4])).toEqual({ gateway: '4', rest: '4', areApart: false });
});

it('divides them anew without losing one', () => {
  for (const allowed of [[0], [0, 1], [0, 1, 2, 3]]) expect(allCores(divideCores(allowed))).toEqual(allowed);
});

it('moves every thread of a program', async () => {
  const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)']);
  try {
    await once(child.stdout, 'data');
    const core = String(allowedCores().at(-1));
    await moveToCores(child.pid!, core);
    expect(readFileSync(`/proc/${child.pid}/status`, 'utf8')).toContain(`Cpus_allowed_list:\t${core}\n`);
  } finally {
    child.kill('SIGKILL');
  }
});
