export type { Behaviour, BehaviourInput } from './behaviour';
export type { RecordedRequest } from './request-log';
export type { SentUse } from './simulated-use';
export { type Simulator, type SimulatorOptions, startSimulator } from './simulator';
