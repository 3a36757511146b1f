import { readWrkSummary, wrkScript } from './wrk-script';

it('writes each request with its headers, quoted for Lua', () => {
  const script = wrkScript([{ path: '/v1/"x"', headers: { authorization: 'Bearer a' } }], '/tmp/a body');
  expect(script).toContain(
    String.raw`wrk.format("POST", "/v1/\"x\"", {["content-type"]="application/json",["authorization"]="Bearer a"}, body)`,
  );
  expect(script).toContain('io.open("/tmp/a body", "rb")');
  expect(() => wrkScript([{ path: '/ü', headers: {} }], '/tmp/b')).toThrow('not plain ASCII');
});

it('reads the summary among what wrk prints', () => {
  const summary =
    '{"requests":12,"microseconds":1000000,"connectErrors":0,"readErrors":1,"writeErrors":0,"timeouts":0,"statusErrors":3}';
  expect(readWrkSummary(`Running 1s test\nswitchyard-bench ${summary}\n`)).toEqual(JSON.parse(summary));
  expect(() => readWrkSummary('unable to connect')).toThrow('wrk printed no summary:\nunable to connect');
});
