import { nodeVersionProblem } from './node-version';

it.each(['v24.0.0', 'v26.10.0'])('runs on Node %s', (version) => {
  expect(nodeVersionProblem(version)).toBeNull();
});

it.each(['v20.20.2', 'v22.11.0'])('refuses Node %s in one line that says what to install', (version) => {
  expect(nodeVersionProblem(version)).toMatch(new RegExp(`^.*${version}.*install Node 26.*$`));
});
