import { manifestCompletions, type Schema } from './manifest-completions';

const environment: Schema = { enum: ['PRODUCTION', 'SANDBOX', null], description: 'What it is for.' };
const endpoint: Schema = { type: 'object', properties: { environment, enabled: { type: ['boolean', 'null'] } } };
const SCHEMA: Schema = {
  type: 'object',
  properties: {
    providers: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          name: { type: 'string', description: 'Its name.' },
          models: { items: { anyOf: [{ type: 'string' }, { properties: { enabled: { type: 'boolean' } } }] } },
          endpoints: { type: ['array', 'null'], items: endpoint },
          labels: { additionalProperties: { type: 'string' } },
        },
      },
    },
  },
};

const at = (path: string[], key: string | null = null) => manifestCompletions(SCHEMA, { path, key, typed: '' });
const labels = (path: string[], key: string | null = null) => at(path, key).map(({ label }) => label);

describe('a manifest', () => {
  it('is completed by the names of a place, with what they mean', () => {
    expect(at([])).toEqual([{ label: 'providers', type: 'property', apply: 'providers:' }]);
    expect(at(['providers'])).toEqual([
      { label: 'name', type: 'property', apply: 'name: ', info: 'Its name.' },
      { label: 'models', type: 'property', apply: 'models:' },
      { label: 'endpoints', type: 'property', apply: 'endpoints:' },
      { label: 'labels', type: 'property', apply: 'labels:' },
    ]);
    expect(labels(['providers', 'endpoints'])).toEqual(['environment', 'enabled']);
  });

  it('is completed where elements may be a text or an object', () => {
    expect(labels(['providers', 'models'])).toEqual(['enabled']);
  });

  it('is completed by the values that are allowed', () => {
    expect(labels(['providers', 'endpoints'], 'environment')).toEqual(['PRODUCTION', 'SANDBOX']);
    expect(labels(['providers', 'models'], 'enabled')).toEqual(['true', 'false']);
    expect(labels(['providers'], 'name')).toEqual([]);
  });

  it('is not completed at places that the schema does not know', () => {
    expect(labels(['provider'])).toEqual([]);
    expect(labels(['providers', 'labels', 'team'])).toEqual([]);
  });
});
