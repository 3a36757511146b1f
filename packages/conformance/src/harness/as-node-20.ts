import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Loaded before a script (`--require`), takes away what Node 20 lacks, so that a test on the project's Node shows whether
 * users can run the script on theirs. It lists what a script is likely to use.
 */
const LACKING: readonly [owner: object, ...members: string[]][] = [
  [fs, 'glob', 'globSync', 'mkdtempDisposableSync'],
  [fs.promises, 'glob', 'mkdtempDisposable'],
  [Array, 'fromAsync'],
  [Map, 'groupBy'],
  [Object, 'groupBy'],
  [Promise, 'try', 'withResolvers'],
  [RegExp, 'escape'],
  [Set.prototype, 'difference', 'intersection', 'isDisjointFrom', 'isSubsetOf', 'isSupersetOf', 'union'],
  [Uint8Array, 'fromBase64', 'fromHex'],
  [Uint8Array.prototype, 'toBase64', 'toHex'],
  [globalThis, 'WebSocket'],
];
for (const [owner, ...members] of LACKING) for (const member of members) Reflect.deleteProperty(owner, member);
syncBuiltinESMExports();
