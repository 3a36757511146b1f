import { nodeVersionProblem, startOnSupportedNode } from './supported-node';

it.each(['v24.0.0', 'v26.10.0'])('Node %s is supported', (version) => {
  expect(nodeVersionProblem(version)).toBeNull();
});

it.each(['v20.20.2', 'v22.11.0'])('Node %s is refused in one line that says what to install', (version) => {
  expect(nodeVersionProblem(version)).toMatch(new RegExp(`^.*${version}.*install Node 26.*$`));
});

describe('a program', () => {
  const { exitCode } = process;
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  afterEach(() => {
    process.exitCode = exitCode;
    write.mockClear();
  });
  afterAll(() => write.mockRestore());

  it('starts on the Node that runs it', () => {
    const start = jest.fn(() => Promise.resolve());
    startOnSupportedNode(start);
    expect(start).toHaveBeenCalledTimes(1);
    expect([process.exitCode, write.mock.calls]).toEqual([exitCode, []]);
  });

  it('is not loaded by an older Node, and ends with one line and exit code 1', () => {
    const start = jest.fn(() => Promise.resolve());
    startOnSupportedNode(start, 'v20.20.2');
    expect(start).not.toHaveBeenCalled();
    expect([process.exitCode, write.mock.calls]).toEqual([
      1,
      [[expect.stringMatching(/^Switchyard requires Node 24 .*\n$/)]],
    ]);
  });
});
