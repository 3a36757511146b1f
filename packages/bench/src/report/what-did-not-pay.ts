/** Closes the page, so that nobody tries it again without a new reason. Change it when an attempt to make Switchyard faster fails. */
export const WHAT_DID_NOT_PAY = `## What did not pay off

Attempts to make requests cheaper that were dropped:

- Collections that reuse their places, instead of a \`Set\` of the requests in progress: just as few objects survived a minor
  collection with the \`Set\`.
- Writing the model's name into memory that was not cleared first (\`Buffer.allocUnsafe\`): as fast with bodies of 1 KB, and no
  faster with 100 KB.
- Bundling the sources as ES modules, so that calls between files need no lookup: no difference beyond the noise.
- Looking for consumer keys in the five places without a generator: saves 0.1 µs per request, but takes more code.
- Switching off V8's pretenuring (\`--no-allocation-site-pretenuring\`): just as much survived a minor collection.`;
