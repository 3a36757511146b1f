/**
 * The version of what this build compiles from the database: raise it whenever the same database compiles to other entries,
 * so that the publisher of an upgraded control plane writes them anew.
 */
export const COMPILER_VERSION = 2;

/** The SHA-256 of what this version compiles in `compiler-version.test.ts`, which says when to change both. */
export const COMPILED_SHA256 = '93709a0b0a5de6e032923e8b80f6991c6ea5f5cdc71dc71b0ac787661f14b64d';
