/**
 * The version of what this build compiles from the database: raise it whenever the same database compiles to other entries,
 * so that the publisher of an upgraded control plane writes them anew.
 */
export const COMPILER_VERSION = 2;

/** The SHA-256 of what this version compiles in `compiler-version.test.ts`, which says when to change both. */
export const COMPILED_SHA256 = '8d34ebb91b6e1edc18646d2df1b248a9cf9eb4a4b2a71ca4a8a60453050054eb';
