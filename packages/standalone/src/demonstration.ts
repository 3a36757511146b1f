import { type Simulator } from '@switchyard/simulator';
import {
  BASE_PATH,
  committedRevision,
  type Execute,
  isKeyActive,
  makeConfiguration,
  MODELS,
  moveEndpoint,
  type Upstream,
} from './demonstration-configuration';
import { type DemonstrationRecord, readRecord, writeRecord } from './demonstration-record';

const OPENAI_URL = 'https://api.openai.com/v1';

export interface DemonstrationOptions {
  readonly execute: Execute;
  /** The file of its record. */
  readonly file: string;
  /** Whether to set it up in an empty configuration. */
  readonly wanted: boolean;
  /** The key for the real OpenAI; null to use the simulator. */
  readonly openAiApiKey: string | null;
  /** Starts the simulator if needed, on the given port if it is free. */
  readonly startSimulator: (earlierPort: number | null) => Promise<Simulator>;
}

/** What a new user can call. */
export interface Demonstration {
  readonly basePath: string;
  readonly model: string;
  readonly consumerKey: string;
  readonly simulated: boolean;
}

/**
 * Sets up the demonstration in an empty configuration, continues a setup that was killed, or resumes an existing one, whose
 * endpoint then points to the running simulator.
 *
 * @returns null if there is none: it is off, the configuration is the user's own, or its key was revoked
 */
export async function prepareDemonstration(options: DemonstrationOptions): Promise<Demonstration | null> {
  const { execute, file } = options;
  const record = readRecord(file);
  if (record?.state === 'MADE' && record.consumerKeyId !== null && (await isKeyActive(execute, record.consumerKeyId))) {
    return resume(options, record);
  }
  const isToBeMade = record?.state === 'MAKING' || (options.wanted && (await committedRevision(execute)) === 0);
  return isToBeMade ? make(options, record?.state === 'MAKING' ? record : null) : null;
}

async function resume(options: DemonstrationOptions, record: DemonstrationRecord): Promise<Demonstration | null> {
  if (record.upstream === 'SIMULATOR') {
    const simulator = await options.startSimulator(record.simulatorPort);
    if (simulator.port !== record.simulatorPort && record.endpointId !== null) {
      await moveEndpoint(options.execute, record.endpointId, simulated(simulator));
      writeRecord(options.file, { ...record, simulatorPort: simulator.port });
    }
  }
  return describe(record);
}

async function make(options: DemonstrationOptions, earlier: DemonstrationRecord | null): Promise<Demonstration | null> {
  const { openAiApiKey, file, execute } = options;
  const isSimulated = earlier === null ? openAiApiKey === null : earlier.upstream === 'SIMULATOR' || !openAiApiKey;
  const simulator = isSimulated ? await options.startSimulator(earlier?.simulatorPort ?? null) : null;
  const upstream = simulator === null ? openAi(openAiApiKey ?? '') : simulated(simulator);
  const begun: DemonstrationRecord = {
    state: 'MAKING',
    upstream: isSimulated ? 'SIMULATOR' : 'OPENAI',
    simulatorPort: simulator?.port ?? null,
    basePath: BASE_PATH,
    model: MODELS[0],
    endpointId: null,
    consumerKeyId: null,
    consumerKey: null,
  };
  writeRecord(file, begun);
  const made = await makeConfiguration(execute, upstream);
  if (earlier !== null && earlier.simulatorPort !== begun.simulatorPort) {
    await moveEndpoint(execute, made.endpointId, upstream);
  }
  const record: DemonstrationRecord = { ...begun, ...made, state: 'MADE' };
  writeRecord(file, record);
  return describe(record);
}

function describe({ basePath, model, consumerKey, upstream }: DemonstrationRecord): Demonstration | null {
  return consumerKey === null ? null : { basePath, model, consumerKey, simulated: upstream === 'SIMULATOR' };
}

function simulated(simulator: Simulator): Upstream {
  return {
    name: 'simulated',
    displayName: 'OpenAI (simulated)',
    url: `${simulator.url}/v1`,
    apiKey: 'any-key-will-do-for-the-simulated-upstream',
  };
}

function openAi(apiKey: string): Upstream {
  return { name: 'openai', displayName: 'OpenAI', url: OPENAI_URL, apiKey };
}
