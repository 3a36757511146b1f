import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCertificate } from '@switchyard/test-entries';
import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { Manifests } from '../../testing/manifests.suite';

const page = readFileSync(join(__dirname, '..', '..', '..', '..', '..', 'docs', 'deployment.md'), 'utf8');
const { cert } = makeCertificate('Private CA', { isCa: true });

/** The example in a language, with the lines of a certificate in place of the one that stands for them. */
function example(language: string): string {
  const blocks = [...page.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, code = '']) => code,
  );
  const [code = ''] = blocks.filter((each) => each.includes('caCertificate'));
  return code.replace(/^( *)MIIB…$/m, (_line, indent: string) =>
    cert
      .trim()
      .split('\n')
      .slice(1, -1)
      .map((line) => indent + line)
      .join('\n'),
  );
}

it('applies the examples of a CA certificate in docs/deployment.md', async () => {
  const underTest = await ControlPlaneUnderTest.start();
  try {
    const manifests = new Manifests(underTest);
    const { plan } = await manifests.apply(example('yaml'));
    expect(plan.warnings).toEqual([]);
    const endpoints = () =>
      underTest.get<{ nodes: { id: string; caCertificate: string | null }[] }>(
        '{ endpoints { nodes { id caCertificate } } }',
      );
    const [endpoint] = (await endpoints()).nodes;
    expect(endpoint?.caCertificate).toBe(cert);
    await underTest.change('updateEndpoint', { endpointId: endpoint?.id, caCertificate: null }, 'revision');
    const { data, errors } = await underTest.ask(example('graphql').replace('"…"', JSON.stringify(endpoint?.id)));
    expect([errors, data?.['updateEndpoint']]).toMatchObject([
      undefined,
      { endpoint: { caCertificates: [{ subject: 'CN=Private CA' }] }, warnings: [] },
    ]);
    expect((await endpoints()).nodes).toMatchObject([{ caCertificate: cert }]);
  } finally {
    await underTest.stop();
  }
});
