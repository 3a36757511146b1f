import { yamlPlace } from './yaml-place';

const MANIFEST = `# of the chat team
providers:
  - name: openai
    template: OPENAI
    models:
      - name: gpt-4o
        prices:
        - validFrom: 2026-01-01
      - gpt-4o-mini

    endpoints:
      - name: main
        environment: PROD`.split('\n');

const placeOf = (line: string, above = MANIFEST) => yamlPlace(above, line);

describe('the place in a manifest', () => {
  it('is at the top where nothing is indented', () => {
    expect(placeOf('aiAp')).toEqual({ path: [], key: null, typed: 'aiAp' });
  });

  it('is below the names that are indented less, whatever lists are between', () => {
    expect(placeOf('        url: htt')).toEqual({ path: ['providers', 'endpoints'], key: 'url', typed: 'htt' });
    expect(placeOf('    disp')).toEqual({ path: ['providers'], key: null, typed: 'disp' });
    expect(placeOf('  - na')).toEqual({ path: ['providers'], key: null, typed: 'na' });
  });

  it('is found in lists that are indented as far as their name', () => {
    const above = MANIFEST.slice(0, 7);
    expect(placeOf('        - va', above)).toEqual({ path: ['providers', 'models', 'prices'], key: null, typed: 'va' });
    expect(placeOf('          input', [...above, MANIFEST[7]!])).toMatchObject({
      path: ['providers', 'models', 'prices'],
      typed: 'input',
    });
  });

  it('is a value after a colon and a space, and still a name without them', () => {
    expect(placeOf('        environment: ')).toMatchObject({ key: 'environment', typed: '' });
    expect(placeOf('        environment:')).toMatchObject({ key: 'environment', typed: '' });
    expect(placeOf('        environment')).toMatchObject({ key: null, typed: 'environment' });
  });
});
