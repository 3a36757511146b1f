import { Program } from './harness/program';
import { MEASURES } from './scale/measures';

it('npm run scale measures everything and ends by itself', async () => {
  const script = new Program('conformance/dist/scale.js', {}, process.execPath, ['--quick']);

  expect([await script.ended(), script.output]).toEqual([0, expect.any(String)]);

  const lines = script.output.split('\n');
  for (const { what } of MEASURES) {
    const line = lines.find((one) => one.startsWith(`${what}  `));
    expect(line).toMatch(/ \d+(\.\d+)? (ms|s|KB|MB)( OVER)? +[\d.]+–[\d.]+ +[1-9]\d* |not available in this build/);
  }
});
