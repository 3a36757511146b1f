import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { makeCertificate } from '@switchyard/test-entries';
import { type CaCertificate, CaTrusts } from './ca-trust';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const certificates = ['One CA', 'Two CA', 'Three CA'].map((name): CaCertificate => {
  const { cert: pem, sha256 } = makeCertificate(name, { isCa: true });
  return { pem, sha256 };
});

it('keeps what is in use, and forgets the rest', async () => {
  const trusts = new CaTrusts();
  const [one, two, three] = certificates;
  const used = trusts.of([one!]);
  trusts.of([two!]);
  expect(trusts.size).toBe(2);
  await turn();
  collectGarbage();
  trusts.of([three!]);
  expect(trusts.size).toBe(2);
  expect(trusts.of([one!])).toBe(used);
});
