export type { Behaviour, BehaviourInput } from './behaviour';
export type { RecordedRequest } from './request-log';
export { type Simulator, type SimulatorOptions, startSimulator } from './simulator';
