import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadBalancerFile } from './load-balancer-file';

it('is the shipped file with two addresses in place of the name', () => {
  const text = loadBalancerFile({ port: 10_000, folder: '/somewhere', dataPlanePorts: [10_001, 10_002] });
  expect(text).toContain('server 127.0.0.1:10001 max_fails=0; server 127.0.0.1:10002 max_fails=0;');
  expect(text).toContain('listen 127.0.0.1:10000;');
  expect(text).toContain('proxy_connect_timeout 2s;');
  expect(text).toContain('proxy_next_upstream error timeout;');
  expect(text).toContain('proxy_read_timeout 3600s;');
  expect(text).not.toMatch(/resolve|\/tmp\//);
});

it('opens no more files than its container may, and two for each request', () => {
  const shipped = (path: string) => readFileSync(join(__dirname, '../../../..', path), 'utf8');
  const numberIn = (text: string, what: RegExp) => Number(what.exec(text)?.[1]);
  const file = shipped('deploy/load-balancer.conf');
  const [, service = ''] = /\n  load-balancer:\n((?: {4}.*\n)*)/.exec(shipped('docker-compose.yml')) ?? [];
  const [soft, hard] = [numberIn(service, /nofile: \{ soft: (\d+)/), numberIn(service, /nofile: \{.* hard: (\d+) \}/)];
  const filesMax = numberIn(file, /worker_rlimit_nofile (\d+);/);
  expect(Math.min(soft, hard)).toBeGreaterThanOrEqual(filesMax);
  expect(filesMax).toBeGreaterThanOrEqual(2 * numberIn(file, /worker_connections (\d+);/));
});
