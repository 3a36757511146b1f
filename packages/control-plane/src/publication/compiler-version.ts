/**
 * The version of what this build compiles from the database: raise it whenever the same database compiles to other entries,
 * so that the publisher of an upgraded control plane writes them anew.
 */
export const COMPILER_VERSION = 2;

/** The SHA-256 of what this version compiles in `compiler-version.test.ts`, which says when to change both. */
export const COMPILED_SHA256 = '37710474299bb701c4b20c16647aefdc223569f1005f194475546033d76a46e7';
