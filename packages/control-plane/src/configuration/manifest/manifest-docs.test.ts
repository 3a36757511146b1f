import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { Manifests } from '../../testing/manifests.suite';

const page = readFileSync(join(__dirname, '..', '..', '..', '..', '..', 'docs', 'manifest.md'), 'utf8');
const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];

it('applies the example of docs/manifest.md, whose export is the same configuration', async () => {
  const underTest = await ControlPlaneUnderTest.start();
  try {
    const manifests = new Manifests(underTest);
    const references = [...example.matchAll(/\$\{([^}]+)\}/g)].map(([, reference = '']) => reference);
    const secrets = references.map((reference) => ({ reference, value: `sk-${reference.length}-0123456789` }));
    const { plan } = await manifests.apply(example, { secrets });
    expect(plan.warnings).toEqual([]);
    expect(plan.items.filter(({ kind }) => kind === 'ENDPOINT')).toHaveLength(6);
    expect((await manifests.apply(example, { secrets, prune: true })).plan.isEmpty).toBe(true);
    expect((await manifests.apply(await manifests.export(), { prune: true })).plan.isEmpty).toBe(true);
  } finally {
    await underTest.stop();
  }
});
