/**
 * The version of what this build compiles from the database: raise it whenever the same database compiles to other entries,
 * so that the publisher of an upgraded control plane writes them anew.
 */
export const COMPILER_VERSION = 1;

/** The SHA-256 of what this version compiles in `compiler-version.test.ts`, which says when to change both. */
export const COMPILED_SHA256 = '027a90654fa90cd9dcd1d3c0fac9c185a5286c6672c75fcc287970dfcdab55b5';
