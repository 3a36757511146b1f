import { loadBalancerFile } from './load-balancer-file';

it('is the shipped file with two addresses in place of the name', () => {
  const text = loadBalancerFile({ port: 10_000, folder: '/somewhere', dataPlanePorts: [10_001, 10_002] });
  expect(text).toContain('server 127.0.0.1:10001 max_fails=0; server 127.0.0.1:10002 max_fails=0;');
  expect(text).toContain('listen 127.0.0.1:10000;');
  expect(text).toContain('proxy_next_upstream error;');
  expect(text).not.toMatch(/resolve|\/tmp\//);
});
