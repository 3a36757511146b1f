import { readSettings } from './settings';
import { startSimulator } from './simulator';

async function main(): Promise<void> {
  const simulator = await startSimulator(readSettings(process.env));
  process.stdout.write(`simulated vendor at ${simulator.url}, behaviours at ${simulator.url}/simulator/behaviours\n`);
  const stop = () => void simulator.close();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`Could not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
