import { nodeVersionProblem } from '@switchyard/runtime/supported-node';
import { EXIT_CODES } from './exit-codes';

const problem = nodeVersionProblem(process.version);
if (problem === null) {
  void import('./program.js').then(({ runProgram }) => runProgram());
} else {
  process.stderr.write(`switchyard: ${problem}\n`);
  process.exitCode = EXIT_CODES.usage;
}
