import { entryKey, entryValueSchemas, parseRaw, rawJson } from '@switchyard/contract';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { DatabaseTableSource } from './database-table-source';
import { faultOf } from './entry-fault';

const id = randomUUID();
afterEach(() => jest.restoreAllMocks());

test('what is unexpected is a fault of that entry alone, is logged, and tells nothing of the error', () => {
  jest.spyOn(entryValueSchemas.provider, 'safeParse').mockImplementation(() => {
    throw new TypeError('secret of the implementation');
  });
  const error = jest.fn();
  const source = new DatabaseTableSource({} as DataSource, { error });
  const fault = source.faultOf({ key: entryKey('provider', id), raw: rawJson({ id, name: 'acme' }) });
  expect(fault).toEqual({
    object: { kind: 'PROVIDER', what: 'provider', id, name: 'acme' },
    reason: 'Checking it failed with an internal error; see the log.',
    isTooLarge: false,
  });
  expect(error).toHaveBeenCalledTimes(1);
});

test('a reason has a bounded length, however many faults there are', () => {
  const aiApiIds = Array.from({ length: 1_000 }, () => 'not a UUID');
  const value = parseRaw(rawJson({ id, name: 'a', enabled: true, traceAllowed: false, aiApiIds })) as never;
  const { reason } = faultOf({ key: entryKey('consumer', id), value })!;
  expect(reason).toMatch(/^aiApiIds\.0: /);
  expect(reason).toHaveLength(500);
});
