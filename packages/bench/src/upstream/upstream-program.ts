import { type Behaviour, BareUpstream } from './bare-upstream';

/** Runs an upstream with the behaviour in the first argument, as JSON, and prints its port. */
async function main(): Promise<void> {
  const upstream = await BareUpstream.start(JSON.parse(process.argv[2] ?? '') as Behaviour);
  process.stdout.write(`${upstream.port}\n`);
}

void main();
