import 'reflect-metadata';
import type { EntityManager } from 'typeorm';
import { ChangeInProgress } from '../../change/change-in-progress';
import { makeCertificate } from '@switchyard/test-entries';
import { EndpointEntity } from '../endpoints/endpoint-entity';
import { ModelEntity } from '../models/model-entity';
import { touchEndpoint, touchModel, touchProviders } from './touch-entries';

const PRICE = {
  validFrom: '2026-01-01T00:00:00.000Z',
  inputPerMillion: '1',
  cacheReadPerMillion: null,
  cacheWritePerMillion: null,
  cacheWriteHourPerMillion: null,
  outputPerMillion: '2',
  reasoningPerMillion: null,
  perRequest: '0',
  longPrompt: null,
  serviceTiers: [],
};
const MODEL = Object.assign(new ModelEntity(), {
  providerId: 'p',
  name: 'm',
  displayName: 'M',
  enabled: true,
  prices: [],
});
const model = (changes: Partial<ModelEntity>) => Object.assign(new ModelEntity(), MODEL, changes);

function touchedBy(touch: (change: ChangeInProgress) => void): string[] {
  // Marking entries needs no database.
  const change = new ChangeInProgress({} as EntityManager, 1, new Date(0));
  touch(change);
  return [...change.dirtyKeys].toSorted();
}
const touched = (before?: ModelEntity, after?: ModelEntity) => touchedBy((change) => touchModel(change, before, after));

it.each<[string, string[], ModelEntity | undefined, ModelEntity | undefined]>([
  ['new prices alone', ['prices.p'], MODEL, model({ prices: [PRICE] })],
  ['a new name', ['provider.p'], MODEL, model({ name: 'n' })],
  ['a disabled model', ['provider.p'], MODEL, model({ enabled: false })],
  ['both', ['prices.p', 'provider.p'], model({ prices: [PRICE] }), model({ enabled: false })],
  ['a display name, which no entry has', [], MODEL, model({ displayName: 'other' })],
  ['a new model', ['provider.p'], undefined, MODEL],
  ['a new model with prices', ['prices.p', 'provider.p'], undefined, model({ prices: [PRICE] })],
  ['a deleted model', ['provider.p'], MODEL, undefined],
  ['a deleted model with prices', ['prices.p', 'provider.p'], model({ prices: [PRICE] }), undefined],
])('%s touches %j', (_what, expected, before, after) => {
  expect(touched(before, after)).toEqual(expected);
});

it('a change to providers touches their entries alone', () => {
  expect(touchedBy((change) => touchProviders(change, ['p', 'q', 'p']))).toEqual(['provider.p', 'provider.q']);
});

describe('an endpoint touches its provider, and the certificates that it begins or ceases to trust:', () => {
  const [one, two] = [makeCertificate('One CA', { isCa: true }), makeCertificate('Two CA', { isCa: true })];
  const keys = (...certificates: { sha256: string }[]) => certificates.map(({ sha256 }) => `certificate.${sha256}`);
  const trusting = (caCertificate: string | null) =>
    Object.assign(new EndpointEntity(), { providerId: 'p', caCertificate });

  it.each<[string, string[], EndpointEntity | undefined, EndpointEntity | undefined]>([
    ['none of its own', [], trusting(null), trusting(null)],
    ['the same', [], trusting(one.cert), trusting(one.cert)],
    ['another one', keys(one, two), trusting(one.cert), trusting(two.cert)],
    ['one more', keys(two), trusting(one.cert), trusting(two.cert + one.cert)],
    ['none any more', keys(one), trusting(one.cert), trusting(null)],
    ['one, and it is new', keys(one), undefined, trusting(one.cert)],
    ['both, and it is deleted', keys(one, two), trusting(one.cert + two.cert), undefined],
  ])('%s', (_what, certificates, before, after) => {
    const expected = [...certificates, 'provider.p'].toSorted();
    expect(touchedBy((change) => touchEndpoint(change, before, after))).toEqual(expected);
  });
});
