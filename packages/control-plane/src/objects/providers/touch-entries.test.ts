import 'reflect-metadata';
import type { EntityManager } from 'typeorm';
import { ChangeInProgress } from '../../change/change-in-progress';
import { ModelEntity } from '../models/model-entity';
import { touchModel, touchProviders } from './touch-entries';

const PRICE = {
  validFrom: '2026-01-01T00:00:00.000Z',
  currency: 'USD',
  inputPerMillion: '1',
  cachedInputPerMillion: null,
  outputPerMillion: '2',
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
