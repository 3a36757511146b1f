/** Closes the page, so that nobody tries it again without a new reason. Change it when an attempt to make Switchyard faster fails. */
export const WHAT_DID_NOT_PAY = `## What did not pay off

Attempts to make requests cheaper that were dropped:

- Writing the model's name into a part of the memory that Node keeps at hand (\`Buffer.allocUnsafe\`): saves 0.6 µs with bodies of
  1 KB, but a slow request would then keep 64 KB in use.
- Bundling the sources as ES modules, so that calls between files need no lookup: no difference beyond the noise.
- Looking for consumer keys in the five places without a generator: saves 0.1 µs per request, but takes more code.
- Switching off V8's pretenuring (\`--no-allocation-site-pretenuring\`): just as much survived a minor collection.`;
