import { IMAGE_FORMAT_VERSION, type ImageUpgrade, upgradeImage } from './upgrade-image';

const upgrades: readonly ImageUpgrade[] = [
  (kind, { value, references }) => ({ value: kind === 'MODEL' ? { ...value, enabled: true } : value, references }),
  (_kind, { value, references }) => ({
    value: { ...value, wasEnabled: 'enabled' in value },
    references: { owner: references['provider'] ?? null },
  }),
];
const content = { value: { name: 'gpt' }, references: { provider: 'an id' } };

it('takes an image through every format that came after its own, in their order', () => {
  const references = { owner: 'an id' };
  expect(upgradeImage('MODEL', 1, content, upgrades)).toEqual({
    value: { name: 'gpt', enabled: true, wasEnabled: true },
    references,
  });
  expect(upgradeImage('MODEL', 2, content, upgrades)).toEqual({
    value: { name: 'gpt', wasEnabled: false },
    references,
  });
  expect(upgradeImage('CONSUMER', 1, content, upgrades)).toEqual({
    value: { name: 'gpt', wasEnabled: false },
    references,
  });
});

it('leaves an image of the present format as it is', () => {
  expect(upgradeImage('MODEL', 3, content, upgrades)).toBe(content);
  expect(upgradeImage('MODEL', IMAGE_FORMAT_VERSION, content)).toBe(content);
});

it('refuses an image that a later release recorded', () => {
  expect(() => upgradeImage('MODEL', IMAGE_FORMAT_VERSION + 1, content)).toThrow('that of a later release');
});
