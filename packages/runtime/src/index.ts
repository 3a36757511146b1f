export { nodeVersionProblem } from './supported-node';
